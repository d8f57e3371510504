import Foundation
import Glibc
import SeuilCrypto
import Testing

@testable import SeuilService

@Suite("What was sent does not stay in memory", .timeLimit(.minutes(20)), .serialized)
struct MemoryTests {
    /// A text that stands nowhere in memory in clear: it is kept with every bit of it turned.
    private struct Canary {
        let turned: [UInt8]

        init() {
            var generator = SystemRandomNumberGenerator()
            turned = (0..<24).map { _ in ~UInt8.random(in: 0x61...0x7A, using: &generator) }
        }

        /// Writes it in clear to the end of `bytes`, which has room for it.
        func append(to bytes: inout [UInt8]) { for byte in turned { bytes.append(~byte) } }

        /// Whether it stands in clear in `bytes`.
        func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
            var start = 0
            while start + turned.count <= bytes.count {
                // Safe: within the buffer's length.
                guard
                    let found = unsafe memchr(
                        bytes.baseAddress! + start, Int32(~turned[0]),
                        bytes.count - start - turned.count + 1)
                else { return false }
                let place = unsafe UnsafeRawPointer(found) - bytes.baseAddress!
                if turned.indices.allSatisfy({ unsafe bytes[place + $0] == ~turned[$0] }) {
                    return true
                }
                start = place + 1
            }
            return false
        }
    }

    /// Whether `canary` stands in any writable memory of this process.
    private func isInMemory(_ canary: Canary) throws -> Bool {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        // Safe: C reads the path during the call.
        let memory = unsafe open("/proc/self/mem", O_RDONLY)
        defer { close(memory) }
        try #require(memory >= 0)
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        for line in maps.split(separator: "\n") where line.contains(" rw") {
            let range = line.prefix { $0 != " " }.split(separator: "-")
            guard var place = Int(range[0], radix: 16), let end = Int(range[1], radix: 16) else {
                continue
            }
            while place < end {
                // Safe: no more is read than there is room for; what is gone by now gives an error.
                let count = unsafe pread(memory, &chunk, min(chunk.count, end - place), place)
                guard count > 0 else { break }
                let isFound = unsafe chunk.withUnsafeBytes { bytes in
                    unsafe canary.isFound(in: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                }
                wipe(&chunk)
                if isFound { return true }
                place += max(1, count == chunk.count ? count - canary.turned.count : count)
            }
        }
        return false
    }

    /// Sends a request whose body holds `canary` and waits for the answer; what was sent is wiped here.
    private func send(_ canary: Canary, type: String, to path: String) async throws -> String {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Safe: the path is far shorter than the field, and connect reads the one structure it is lent.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8)
        }
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(connected == 0)
        let body = visit(eventID())
        let start = body.range(of: "Ada Lovelace")?.lowerBound ?? body.startIndex
        let head =
            "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: \(type)\r\n"
            + "content-length: \(body.utf8.count + canary.turned.count)\r\n\r\n"
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.utf8.count + body.utf8.count + canary.turned.count)
        bytes += head.utf8
        bytes += body[..<start].utf8
        canary.append(to: &bytes)
        bytes += body[start...].utf8
        // Safe: as many bytes as there are.
        let written = unsafe write(descriptor, bytes, bytes.count)
        let count = bytes.count
        wipe(&bytes)
        try #require(written == count)
        var answer = [UInt8](repeating: 0, count: 4_096)
        var received = -1
        // Waiting must not take a thread that the server needs.
        while received < 0 {
            try await Task.sleep(for: .milliseconds(10))
            // Safe: as many bytes as there is room for.
            received = unsafe recv(descriptor, &answer, answer.count, Int32(MSG_DONTWAIT))
            if received < 0, errno != EAGAIN { break }
        }
        return String(decoding: answer.prefix(max(0, received)), as: UTF8.self)
    }

    @Test("The search finds what is there")
    func search() throws {
        let canary = Canary()
        #expect(try !isInMemory(canary))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        canary.append(to: &bytes)
        #expect(try isInMemory(canary))
        wipe(&bytes)
    }

    @Test(
        "A name that was sent is nowhere in memory once the visit is answered",
        arguments: ["application/json", "application/x-ndjson"])
    func nothingStays(type: String) async throws {
        try await EventsHarness().run { server in
            let canary = Canary()
            let answer = try await send(canary, type: type, to: server.path)
            #expect(answer.hasPrefix(type == "application/json" ? "HTTP/1.1 204" : "HTTP/1.1 200"))
            if type != "application/json" { #expect(answer.contains("\"accepted\":1")) }
            // The connection's own memory is let go when the server has seen its end.
            for _ in 0..<300 where try isInMemory(canary) {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try !isInMemory(canary))
        }
    }
}
