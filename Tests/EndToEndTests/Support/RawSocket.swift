import Foundation
import Glibc

/// A blocking connection to a Unix socket, for what curl would never send.
final class RawSocket {
    private let descriptor: Int32

    /// Connects to `path`; nothing waits longer than `patience` seconds.
    init(_ path: String, patience: Int) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Safe: the path is shorter than the field, and each call reads the one structure it is lent.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw CocoaError(.fileNoSuchFile) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends `text`; what nobody takes any more is dropped.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        // Safe: as many bytes as there are.
        _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Says that nothing more will be sent.
    func finish() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// What the other side says until it hangs up or has been silent; and whether it hung up.
    func read() -> (text: String, isEnded: Bool) {
        var text: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            // Safe: as many bytes as there is room for.
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count > 0 {
                text += bytes[..<count]
                continue
            }
            let isEnded = count == 0 || errno == ECONNRESET
            return (String(decoding: text, as: UTF8.self), isEnded)
        }
    }
}
