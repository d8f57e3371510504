import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small stand-in for the daemon's events socket: it counts ids once, and misbehaves as it is told.
final class CountingServer: Sendable {
    /// What becomes of one request.
    enum Conduct: Sendable {
        /// Counts every line and says so.
        case honest
        /// Counts the first half, and the connection is lost before any answer.
        case countsHalfThenDrops
        /// Counts everything, and the connection is lost before the answer.
        case countsAllThenDrops
        /// Drops the connection at the first bytes of the body.
        case dropsWhileReading
        /// Counts everything, and drops the connection in the middle of its answer.
        case dropsWhileAnswering
        case unavailable(retryAfter: Int)
        /// Counts the first half, then answers that no more can be counted for now.
        case unavailableAfterHalf
        case answers(status: Int, body: String)
    }

    let path: String
    let ledger: Ledger
    private let channel: any Channel

    /// Serves at `path`: the first requests by `script`, the others honestly.
    init(at path: String, _ script: [Conduct] = []) async throws {
        let ledger = Ledger(script)
        self.path = path
        self.ledger = ledger
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(ledger))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    }

    func stop() async throws { try await channel.close() }

    /// What has been counted, shared by all connections.
    final class Ledger: Sendable {
        private struct State {
            var script: [Conduct]
            var lines: [String] = []
            var ids: Set<String> = []
            var requestCount = 0
        }

        private let state: Mutex<State>

        init(_ script: [Conduct]) { state = Mutex(State(script: script)) }

        /// The lines counted, in order.
        var lines: [String] { state.withLock { $0.lines } }
        var requestCount: Int { state.withLock { $0.requestCount } }

        func nextConduct() -> Conduct {
            state.withLock { state in
                state.requestCount += 1
                return state.script.isEmpty ? .honest : state.script.removeFirst()
            }
        }

        /// Counts `lines` by their ids; returns how many were new.
        func count(_ lines: ArraySlice<Substring>) -> Int {
            state.withLock { state in
                lines.count { line in
                    guard let id = CountingServer.id(of: line), state.ids.insert(id).inserted else {
                        return false
                    }
                    state.lines.append(String(line))
                    return true
                }
            }
        }
    }

    /// The id of a visit; it is read as any JSON reader would.
    static func id(of line: Substring) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
        return (object as? [String: Any])?["id"] as? String
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let ledger: Ledger
        private var conduct = Conduct.honest
        private var body = ""

        init(_ ledger: Ledger) { self.ledger = ledger }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head:
                conduct = ledger.nextConduct()
                body = ""
            case .body(let buffer):
                if case .dropsWhileReading = conduct { return context.close(promise: nil) }
                body += String(buffer: buffer)
            case .end: end(context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func end(_ context: ChannelHandlerContext) {
            let lines = body.split(separator: "\n")
            switch conduct {
            case .honest: answer(context, 200, account(lines))
            case .countsHalfThenDrops:
                _ = ledger.count(lines[..<(lines.count / 2)])
                context.close(promise: nil)
            case .countsAllThenDrops:
                _ = ledger.count(lines[...])
                context.close(promise: nil)
            case .dropsWhileReading: context.close(promise: nil)
            case .dropsWhileAnswering:
                let body = account(lines)
                answer(context, 200, String(body.prefix(5)), saying: body.utf8.count)
                context.close(promise: nil)
            case .unavailable(let seconds):
                answer(context, 503, "{}", headers: [("retry-after", String(seconds))])
            case .unavailableAfterHalf:
                let half = lines[..<(lines.count / 2)]
                let new = ledger.count(half)
                answer(
                    context, 503,
                    #"{"code":"storage-failed","accepted":\#(new),"duplicates":\#(half.count - new),"#
                        + #""rejected":\#(lines.count - half.count)}"#,
                    headers: [("retry-after", "0")])
            case .answers(let status, let body): answer(context, status, body)
            }
        }

        private func account(_ lines: [Substring]) -> String {
            let new = ledger.count(lines[...])
            return
                #"{"accepted":\#(new),"duplicates":\#(lines.count - new),"rejected":0,"rejections":[],"further":{}}"#
        }

        private func answer(
            _ context: ChannelHandlerContext, _ status: Int, _ body: String,
            saying length: Int? = nil, headers: [(String, String)] = []
        ) {
            var fields = HTTPHeaders(headers)
            fields.add(name: "content-length", value: String(length ?? body.utf8.count))
            let head = HTTPResponseHead(
                version: .http1_1, status: .init(statusCode: status), headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            if length == nil { context.write(wrapOutboundOut(.end(nil)), promise: nil) }
            context.flush()
        }
    }
}
