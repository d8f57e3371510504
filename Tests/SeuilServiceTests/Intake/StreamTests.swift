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
