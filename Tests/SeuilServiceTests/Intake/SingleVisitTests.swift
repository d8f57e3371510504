import Foundation
import Testing

@testable import SeuilService

@Suite("One visit a request", .timeLimit(.minutes(2)))
struct SingleVisitTests {
    @Test("A visit is answered 204, and so is its repetition")
    func counted() async throws {
        try await EventsHarness().run { server in
            let visit = "{\"id\":\"\(eventID())\"}"
            try await RawConnection.with(server.path) { connection in
                for _ in 0..<2 {
                    try await connection.post(visit)
                    let response = try await connection.response()
                    #expect(response?.status == 204)
                    #expect(response?.body == "")
                    #expect(response?.headers["connection"] == nil)
                    #expect(response?.headers["content-length"] == nil)
                }
            }
            #expect(await server.room.total == 1)
        }
    }

    @Test("A refusal names its code and leaves the connection open")
    func refused() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post("{\"id\":")
                let response = try await connection.response()
                #expect(response?.status == 400)
                #expect(response?.code == "malformed")
                #expect(response?.headers["content-type"] == "application/problem+json")
                try await connection.post("{\"id\":\"not a uuid\"}")
                let second = try await connection.response()
                #expect(second?.status == 422)
                #expect(second?.code == "invalid-id")
                #expect(second?.field == "id")
                #expect(second?.body.contains("not a uuid") == false)
                try await connection.post("{}")
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("A body longer than a visit may be is 413, read dry when short and cut off when long")
    func tooLong() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                let visit = "{\"id\":\"" + String(repeating: "x", count: 70_000) + "\"}"
                try await connection.post(visit)
                let response = try await connection.response()
                #expect(response?.status == 413)
                #expect(response?.code == "too-long")
                try await connection.post("{}")
                #expect(try await connection.response()?.status == 204)
                // In chunks, whose sum nobody announced.
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
                        + "transfer-encoding: chunked\r\n\r\n")
                let chunk = String(repeating: " ", count: 0x8000)
                for _ in 0..<64 { try? await connection.send("8000\r\n\(chunk)\r\n") }
                let second = try await connection.response()
                #expect(second?.status == 413)
                #expect(second?.headers["connection"] == "close")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A chunked visit counts")
    func chunked() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\n"
                        + "Content-Type: Application/JSON; charset=UTF-8\r\n"
                        + "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
                try await connection.send("1\r\n}\r\n0\r\n\r\n")
                #expect(try await connection.response()?.status == 204)
            }
            #expect(await server.room.total == 1)
        }
    }

    @Test(
        "What is not for this address is refused and says what is",
        arguments: [
            ("GET", "/v1/visits", 405, "method-not-allowed", "POST"),
            ("PUT", "/v1/visits", 405, "method-not-allowed", "POST"),
            ("POST", "/v1/form", 405, "method-not-allowed", "GET, HEAD"),
            ("GET", "/v1/form", 503, "no-policy", nil),
            ("GET", "/", 404, "not-found", nil),
            ("GET", "/v1/visits/", 404, "not-found", nil),
            ("GET", "/v1/status", 404, "not-found", nil),
        ] as [(String, String, Int, String, String?)])
    func addresses(
        method: String, path: String, status: Int, code: String, allow: String?
    ) async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.get(path, method: method)
                let response = try await connection.response()
                #expect(response?.status == status)
                #expect(response?.code == code)
                #expect(response?.headers["allow"] == allow)
                #expect((response?.headers["retry-after"] != nil) == (status == 503))
                try await connection.post("{}")
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test(
        "A body that is not called JSON, or is compressed, is 415",
        arguments: [
            nil, "text/plain", "application/json; charset=iso-8859-1", "application/xml",
            "application/json, application/json",
        ] as [String?])
    func mediaTypes(type: String?) async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post("{}", type: type)
                #expect(try await connection.response()?.code == "unsupported-media-type")
                try await connection.post("{}", headers: ["content-encoding: gzip"])
                #expect(try await connection.response()?.status == 415)
                try await connection.post("{}")
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("A request without a length is 411")
    func noLength() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n\r\n"
                )
                #expect(try await connection.response()?.code == "length-required")
                try await connection.post("{}")
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("Pipelined requests are answered in their order")
    func pipelined() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                func request(_ body: String) -> String {
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
                        + "content-length: \(body.utf8.count)\r\n\r\n\(body)"
                }
                let bodies = (0..<50).map { $0.isMultiple(of: 5) ? "[]" : "{}" }
                try await connection.send(bodies.map(request).joined())
                for body in bodies {
                    #expect(
                        try await connection.response()?.status == (body == "[]" ? 422 : 204))
                }
            }
            #expect(await server.room.total == 40)
        }
    }

    @Test("A sender that asks whether to go on is told so, or refused without its body")
    func expectation() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
                        + "content-length: 2\r\nexpect: 100-continue\r\n\r\n")
                #expect(try await connection.response()?.status == 100)
                try await connection.send("{}")
                #expect(try await connection.response()?.status == 204)
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: text/plain\r\n"
                        + "content-length: 2\r\nexpect: 100-continue\r\n\r\n")
                let response = try await connection.response()
                #expect(response?.status == 415)
                #expect(response?.headers["connection"] == "close")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test(
        "What is not HTTP/1.1 is refused, and the connection ends",
        arguments: [
            ("hello\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
            ("POST /v1/visits HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
            ("POST /v1/visits HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400),
            ("GET /v1/form HTTP/1.1\r\nhost : a\r\n\r\n", 400),
            ("GET /v1/form HTTP/1.1\r\nhost: a\r\nx: " + String(repeating: "y", count: 40_000) + "\r\n\r\n", 431),
            (
                "GET /v1/form HTTP/1.1\r\nhost: a\r\n"
                    + (0..<100).map { "x\($0): y\r\n" }.joined() + "\r\n", 431
            ),
        ])
    func notHTTP(request: String, status: Int) async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(request)
                let response = try await connection.response()
                #expect(response?.status == status)
                #expect(response?.headers["connection"] == "close")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A request without a host is refused, one of HTTP/1.0 is not")
    func host() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send("GET /v1/form HTTP/1.1\r\n\r\n")
                #expect(try await connection.response()?.code == "malformed-request")
                try await connection.send("GET /v1/form HTTP/1.0\r\n\r\n")
                let response = try await connection.response()
                #expect(response?.status == 503)
                #expect(response?.headers["connection"] == "close")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A request cut off in the middle is refused, and nothing of it counted")
    func truncated() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
                        + "content-length: 20\r\n\r\n{}")
                connection.finish()
                #expect(try await connection.response()?.status == 400)
            }
            #expect(await server.room.total == 0)
        }
    }
}
