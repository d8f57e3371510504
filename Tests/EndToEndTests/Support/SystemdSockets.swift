import Foundation
import Glibc

/// What systemd does for a service with socket units: it listens before the service runs, hands the sockets over
/// as descriptors from 3 on, and hears how far the service is.
///
/// Source: sd_listen_fds(3), sd_notify(3).
final class SystemdSockets {
    struct Failure: Error { let errno: Int32 }

    /// Listening sockets at the places that `instance` names, which nobody accepts from yet.
    private let events: FileHandle
    private let control: FileHandle
    private let notify: Int32
    private let notifyPath: String

    init(for instance: Instance) throws {
        let folder = URL(fileURLWithPath: instance.events).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        events = try SystemdSockets.listening(at: instance.events)
        control = try SystemdSockets.listening(at: instance.control)
        notifyPath = instance.folder.appendingPathComponent("notify").path
        notify = try SystemdSockets.bound(Int32(SOCK_DGRAM.rawValue), at: notifyPath)
    }

    deinit { close(notify) }

    /// Has `process` run `program` as systemd would.
    ///
    /// A shell in between moves the sockets from where Foundation can put them, standard input and output, to 3
    /// and 4; its process, and so its number, becomes the program's.
    func hand(to process: Process, running program: String, _ arguments: [String]) {
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            [
                "-c",
                """
                exec 3<&0 4<&1 </dev/null >&2
                LISTEN_PID=$$ exec "$0" "$@"
                """, program,
            ] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LISTEN_FDS": "2", "LISTEN_FDNAMES": "control:events", "NOTIFY_SOCKET": notifyPath,
        ]) { $1 }
        process.standardInput = control
        process.standardOutput = events
    }

    /// The next that the service says of itself; `nil` when it says nothing within `limit`.
    func nextNotice(within limit: TimeInterval) -> String? {
        var wanted = pollfd(fd: notify, events: Int16(POLLIN), revents: 0)
        // Safe: one structure, as the call is told.
        guard unsafe poll(&wanted, 1, Int32(limit * 1000)) == 1 else { return nil }
        var space = [UInt8](repeating: 0, count: 1024)
        // Safe: the call is told how much room there is.
        let count = unsafe space.withUnsafeMutableBytes {
            unsafe recv(notify, $0.baseAddress, $0.count, 0)
        }
        return count < 0 ? nil : String(decoding: space[..<count], as: UTF8.self)
    }

    private static func listening(at path: String) throws -> FileHandle {
        let descriptor = try bound(Int32(SOCK_STREAM.rawValue), at: path)
        guard listen(descriptor, 64) == 0 else { throw Failure(errno: errno) }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func bound(_ type: Int32, at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, type, 0)
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
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw Failure(errno: errno) }
        return descriptor
    }
}
