import Foundation
import NIOCore
import NIOPosix

/// One connection to a Unix socket as bytes, so that tests can say what no HTTP client would.
final class RawConnection {
    struct Response: Equatable {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: String

        /// The member `name` of a JSON body.
        func json(_ name: String) -> Any? {
            let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))
            return (object as? [String: Any])?[name]
        }
        var code: String? { json("code") as? String }
        var field: String? { json("field") as? String }
    }

    private var parts: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        parts = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects to `path` for the time of `body`.
    static func with<Result: Sendable>(
        _ path: String, _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(inbound, outbound))
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    /// Says that nothing more will be sent.
    func finish() { outbound.finish() }

    /// A request with a body, its length and host filled in.
    func post(
        _ body: String, to path: String = "/v1/visits", type: String? = "application/json",
        headers: [String] = []
    ) async throws {
        var head = ["POST \(path) HTTP/1.1", "host: seuil", "content-length: \(body.utf8.count)"]
        if let type { head.append("content-type: \(type)") }
        head += headers
        try await send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    func get(_ path: String, method: String = "GET") async throws {
        try await send("\(method) \(path) HTTP/1.1\r\nhost: seuil\r\n\r\n")
    }

    /// The next answer; `nil` when the connection ended before one.
    func response(isToHead: Bool = false) async throws -> Response? {
        guard let head = try await take(until: "\r\n\r\n") else { return nil }
        let lines = head.split(separator: "\r\n").map(String.init)
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = isToHead ? 0 : headers["content-length"].flatMap(Int.init) ?? 0
        while received.count < length {
            guard let more = try await parts.next() else { return nil }
            received += Array(buffer: more)
        }
        let body = String(decoding: received.prefix(length), as: UTF8.self)
        received.removeFirst(length)
        return Response(status: status, headers: headers, body: body)
    }

    /// Whether the other side ends the connection, with nothing more said.
    func isEnded() async -> Bool {
        do {
            guard received.isEmpty else { return false }
            return try await parts.next() == nil
        } catch {
            return true
        }
    }

    private func take(until mark: String) async throws -> String? {
        let mark = Array(mark.utf8)
        while true {
            if let place = received.firstRange(of: mark) {
                let text = String(decoding: received[..<place.lowerBound], as: UTF8.self)
                received.removeFirst(place.upperBound)
                return text
            }
            guard let more = try await parts.next() else { return nil }
            received += Array(buffer: more)
        }
    }
}
