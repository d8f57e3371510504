import Foundation
import Testing

@testable import SeuilService

@Suite("One visit a request", .timeLimit(.minutes(20)))
struct SingleVisitTests {
    @Test("A visit is answered 204, and so is its repetition")
    func counted() async throws {
        try await EventsHarness().run { server in
            let repeated = visit(eventID())
            try await RawConnection.with(server.path) { connection in
                for _ in 0..<2 {
                    try await connection.post(repeated)
                    let response = try await connection.response()
                    #expect(response?.status == 204)
                    #expect(response?.body == "")
                    #expect(response?.headers["connection"] == nil)
                    #expect(response?.headers["content-length"] == nil)
                }
            }
            #expect(await server.total() == 1)
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
                try await connection.post(anyVisit)
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("A body longer than a visit may be is 413, read dry when short and cut off when long")
    func tooLong() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                let long = "{\"id\":\"" + String(repeating: "x", count: 70_000) + "\"}"
                try await connection.post(long)
                let response = try await connection.response()
                #expect(response?.status == 413)
                #expect(response?.code == "too-long")
                try await connection.post(anyVisit)
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
                let rest = anyVisit.dropFirst()
                let size = String(rest.utf8.count, radix: 16)
                try await connection.send("\(size)\r\n\(rest)\r\n0\r\n\r\n")
                #expect(try await connection.response()?.status == 204)
            }
            #expect(await server.total() == 1)
        }
    }

    @Test(
        "What is not for this address is refused and says what is",
        arguments: [
            ("GET", "/v1/visits", 405, "method-not-allowed", "POST"),
            ("PUT", "/v1/visits", 405, "method-not-allowed", "POST"),
            ("POST", "/v1/form", 405, "method-not-allowed", "GET, HEAD"),
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
                try await connection.post(anyVisit)
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
                try await connection.post(anyVisit, type: type)
                #expect(try await connection.response()?.code == "unsupported-media-type")
                try await connection.post(anyVisit, headers: ["content-encoding: gzip"])
                #expect(try await connection.response()?.status == 415)
                try await connection.post(anyVisit)
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
                try await connection.post(anyVisit)
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
                let bodies = (0..<50).map { $0.isMultiple(of: 5) ? "[]" : anyVisit }
                try await connection.send(bodies.map(request).joined())
                for body in bodies {
                    #expect(
                        try await connection.response()?.status == (body == "[]" ? 422 : 204))
                }
            }
            #expect(await server.total() == 40)
        }
    }

    @Test("A sender that asks whether to go on is told so, or refused without its body")
    func expectation() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
                        + "content-length: \(anyVisit.utf8.count)\r\n"
                        + "expect: 100-continue\r\n\r\n")
                #expect(try await connection.response()?.status == 100)
                try await connection.send(anyVisit)
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
            (
                "POST /v1/visits HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
                400
            ),
            ("POST /v1/visits HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400),
            ("GET /v1/form HTTP/1.1\r\nhost : a\r\n\r\n", 400),
            (
                "GET /v1/form HTTP/1.1\r\nhost: a\r\nx: " + String(repeating: "y", count: 40_000)
                    + "\r\n\r\n", 431
            ),
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
                #expect(response?.status == 200)
                #expect(response?.headers["connection"] == "close")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("The form is a JSON Schema; asked for its head, only that is sent")
    func form() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.get("/v1/form")
                let response = try await connection.response()
                #expect(response?.status == 200)
                #expect(response?.headers["content-type"] == "application/schema+json")
                #expect(response?.json("properties") is [String: Any])
                try await connection.get("http://seuil/v1/form?x=y", method: "HEAD")
                let head = try await connection.response(isToHead: true)
                #expect(head?.headers["content-length"] == response?.headers["content-length"])
                try await connection.post(anyVisit)
                #expect(try await connection.response()?.status == 204)
            }
        }
    }

    @Test("Without a policy in force, a visit is worth another try later")
    func noPolicy() async throws {
        var harness = EventsHarness()
        harness.hasPolicy = false
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post(anyVisit)
                let response = try await connection.response()
                #expect(response?.status == 503)
                #expect(response?.code == "no-policy")
                #expect(response?.headers["retry-after"] != nil)
                try await connection.get("/v1/form")
                #expect(try await connection.response()?.code == "no-policy")
            }
        }
    }

    @Test(
        "A visit of a closed period is 409, one of the wrong meaning 422, and neither is repeated")
    func meanings() async throws {
        try await EventsHarness().run { server in
            try await RawConnection.with(server.path) { connection in
                let visits = [
                    (TestVisit(reason: "secret-reason"), 422, "unknown-code", "requests[0].reason"),
                    (TestVisit(sex: "secret-sex"), 422, "unknown-code", "sex"),
                    (TestVisit(birthDate: "1980-13-77"), 422, "invalid-date", "birth_date"),
                    (TestVisit(at: "2027-01-01T00:00:00Z"), 422, "in-the-future", "at"),
                    (TestVisit(at: "2024-12-31T00:00:00Z"), 422, "period-not-open", "at"),
                    (TestVisit(at: "2025-06-01T00:00:00Z"), 204, nil, nil),
                ]
                for (visit, status, code, field) in visits {
                    try await connection.post(String(decoding: visit.bytes, as: UTF8.self))
                    let response = try await connection.response()
                    #expect(response?.status == status)
                    #expect(response?.code == code)
                    #expect(response?.field == field)
                    #expect(response?.body.contains("secret") == false)
                    #expect(response?.body.contains("77") == false)
                }
                try await server.room.closePeriod("2025-06")
                let late = TestVisit(at: "2025-06-02T00:00:00Z")
                try await connection.post(String(decoding: late.bytes, as: UTF8.self))
                let response = try await connection.response()
                #expect(response?.status == 409)
                #expect(response?.code == "period-closed")
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
            #expect(await server.total() == 0)
        }
    }
}
