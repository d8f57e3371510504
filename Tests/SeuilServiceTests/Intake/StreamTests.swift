import Foundation
import Testing

@testable import SeuilService

@Suite("Many visits a request", .timeLimit(.minutes(20)))
struct StreamTests {
    private func head(_ length: Int) -> String {
        "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/x-ndjson\r\n"
            + "content-length: \(length)\r\n\r\n"
    }

    @Test("Every line is told of, and the connection goes on")
    func mixed() async throws {
        try await EventsHarness().run { server in
            let id = eventID()
            let lines = [
                visit(id), "not json", "", visit(id), anyVisit,
                "{\"id\":\"\(String(repeating: "x", count: 70_000))\"}", "[]",
                visit(eventID()),
            ]
            try await RawConnection.with(server.path) { connection in
                try await connection.post(
                    lines.joined(separator: "\n"), type: "application/x-ndjson")
                let response = try await connection.response()
                #expect(response?.status == 200)
                #expect(response?.json("accepted") as? Int == 2)
                #expect(response?.json("duplicates") as? Int == 1)
                #expect(response?.json("rejected") as? Int == 4)
                let rejections = response?.json("rejections") as? [[String: Any]] ?? []
                let told = Dictionary(
                    uniqueKeysWithValues: rejections.map {
                        ($0["line"] as? Int ?? 0, $0["code"] as? String ?? "")
                    })
                #expect(told == [2: "malformed", 5: "missing", 6: "too-long", 7: "not-an-object"])
                try await connection.post(anyVisit)
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("The first hundred rejections are told singly, the others by code")
    func manyRejections() async throws {
        try await EventsHarness().run { server in
            let lines = Array(repeating: "[]", count: 150) + Array(repeating: "x", count: 30)
            try await RawConnection.with(server.path) { connection in
                try await connection.post(
                    lines.joined(separator: "\r\n"), type: "application/x-ndjson")
                let response = try await connection.response()
                #expect(response?.json("rejected") as? Int == 180)
                #expect((response?.json("rejections") as? [Any])?.count == 100)
                #expect(
                    response?.json("further") as? [String: Int]
                        == ["not-an-object": 50, "malformed": 30])
            }
        }
    }

    @Test("A line of 200 MB is passed over in constant memory, and its neighbours count")
    func hugeLine() async throws {
        try await EventsHarness().run { server in
            let first = visit(eventID()) + "\n"
            let last = "\n" + visit(eventID()) + "\n"
            let size = 200_000_000
            try await RawConnection.with(server.path) { connection in
                try await connection.send(head(first.utf8.count + size + last.utf8.count) + first)
                let before = residentKilobytes()
                let piece = [UInt8](repeating: 0x78, count: 50_000)
                for _ in 0..<size / piece.count { try await connection.send(piece) }
                // Kept, it would be 200,000; other tests run at the same time.
                #expect(residentKilobytes() - before < 150_000)
                try await connection.send(last)
                let response = try await connection.response()
                #expect(response?.json("accepted") as? Int == 2)
                #expect(response?.json("rejected") as? Int == 1)
            }
        }
    }

    @Test("A hundred thousand lines pass in constant memory, in groups")
    func manyLines() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\n"
                        + "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
                )
                // Most lines are no visits, so that the room's memory of ids stays out of the measure.
                let other = String(repeating: "x", count: 1_500) + "\n"
                let others = String(repeating: other, count: 98)
                var before = 0
                for group in 0..<1_000 {
                    if group == 100 { before = residentKilobytes() }
                    let text = visit(eventID()) + "\n" + others + visit(eventID()) + "\n"
                    let size = String(text.utf8.count, radix: 16)
                    try await connection.send("\(size)\r\n\(text)\r\n")
                }
                try await connection.send("0\r\n\r\n")
                let response = try await connection.response()
                #expect(response?.json("accepted") as? Int == 2_000)
                #expect(response?.json("rejected") as? Int == 98_000)
                // 135 MB have passed since; other tests run at the same time.
                #expect(residentKilobytes() - before < 110_000)
            }
            #expect(await server.total() == 2_000)
        }
    }

    @Test("What has come is counted when the sender pauses")
    func pause() async throws {
        try await EventsHarness().run { server in
            let lines = (0..<3).map { _ in visit(eventID()) + "\n" }
            try await RawConnection.with(server.path) { connection in
                try await connection.send(head(lines.joined().utf8.count) + lines[0] + lines[1])
                while await server.total() < 2 { try await Task.sleep(for: .milliseconds(5)) }
                try await connection.send(lines[2])
                #expect(try await connection.response()?.json("accepted") as? Int == 3)
            }
        }
    }

    @Test("A stream ends early, and says how far it came, when nothing can be stored")
    func storageFails() async throws {
        try await EventsHarness().run { server in
            let line = { visit(eventID()) + "\n" }
            try await RawConnection.with(server.path) { connection in
                try await connection.send(head(1_000_000) + line() + line())
                while await server.total() < 2 { try await Task.sleep(for: .milliseconds(5)) }
                await server.room.shutdown()
                try await connection.send(line())
                let response = try await connection.response()
                #expect(response?.status == 503)
                #expect(response?.code == "storage-failed")
                #expect(response?.headers["retry-after"] != nil)
                #expect(response?.json("accepted") as? Int == 2)
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("An empty stream is no fault")
    func empty() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post("", type: "application/x-ndjson")
                let response = try await connection.response()
                #expect(response?.status == 200)
                #expect(
                    response?.body
                        == "{\"accepted\":0,\"duplicates\":0,\"further\":{},\"rejected\":0,\"rejections\":[]}\n"
                )
            }
        }
    }
}

/// The memory that this process has in use, from the kernel.
func residentKilobytes() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return 0 }
    return Int(line.filter(\.isNumber)) ?? 0
}
