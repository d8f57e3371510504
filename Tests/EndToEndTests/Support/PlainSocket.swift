import Foundation
import Glibc

/// One connection to a Unix socket as bytes, to say what no HTTP client would.
final class PlainSocket {
    struct Failure: Error { let errno: Int32 }

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Safe: `copyBytes` checks the length, and the rest of the zeroed path ends the text.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { space in
            unsafe space.dropLast().copyBytes(from: path.utf8.prefix(space.count - 1))
        }
        // Safe: the address outlives the call, which is told its length.
        let result = unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw Failure(errno: reason)
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Sends all of `bytes`; nothing when the other side has hung up, for an answer may still be there.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            // Safe: the bytes outlive the call, which is told how many there are.
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.send(
                    descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EPIPE { return }
            guard count >= 0 else { throw Failure(errno: errno) }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next answer; `nil` when none has come within `limit`, or the connection ended before it did.
    func answer(within limit: TimeInterval) throws -> WireAnswer? {
        let deadline = Date().addingTimeInterval(limit)
        while true {
            if let answer = takeAnswer() { return answer }
            guard try receive(until: deadline) == .bytes else { return nil }
        }
    }

    /// Whether the other side ends the connection within `limit`, with nothing more said.
    func isEnded(within limit: TimeInterval) throws -> Bool {
        let deadline = Date().addingTimeInterval(limit)
        return try received.isEmpty && receive(until: deadline) == .end
    }

    private enum Receipt { case bytes, end, nothing }

    private func receive(until deadline: Date) throws -> Receipt {
        let time = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // Safe: one structure, as the call is told.
        guard unsafe poll(&wanted, 1, time) > 0 else { return .nothing }
        var space = [UInt8](repeating: 0, count: 65_536)
        // Safe: the call is told how much room there is.
        let count = unsafe space.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count == 0 || count < 0 && errno == ECONNRESET { return .end }
        guard count > 0 else { throw Failure(errno: errno) }
        received += space[..<count]
        return .bytes
    }

    /// Takes a whole answer from what has come.
    private func takeAnswer() -> WireAnswer? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let headers = WireAnswer.fields(lines.dropFirst())
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard received.count - end.upperBound >= length else { return nil }
        let body = Array(received[end.upperBound..<end.upperBound + length])
        received.removeFirst(end.upperBound + length)
        return WireAnswer(status: status, headers: headers, body: body)
    }
}
