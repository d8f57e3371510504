import Foundation
import Glibc
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Telling systemd")
struct ServiceManagerTests {
    /// A datagram socket at `path`.
    private func listen(at path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Safe: the path is far shorter than the field, and bind reads the one structure it is lent.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        return descriptor
    }

    private func receive(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        // Safe: as many bytes as there is room for.
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("Ready and stopping arrive as datagrams")
    func datagrams() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending("n.sock").string
            let descriptor = try listen(at: path)
            defer { close(descriptor) }
            let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path])
            manager.ready()
            manager.stopping()
            #expect(receive(descriptor) == "READY=1\nSTATUS=Taking visits.")
            #expect(receive(descriptor) == "STOPPING=1\nSTATUS=Stopping.")
        }
    }

    @Test("Nobody to tell is no fault")
    func nobody() {
        ServiceManager(environment: [:]).ready()
        ServiceManager(environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]).ready()
    }
}
