import Foundation
import SeuilCore
import ServiceLifecycle
import SystemPackage
import Testing

@testable import SeuilService

@Suite("The control socket", .timeLimit(.minutes(20)))
struct ControlTests {
    private struct Running: Sendable {
        let path: String
        let room: CountingRoom
        let health: IntakeHealth
        let instance: TestInstance
        let policyFolder: FilePath
    }

    private func run(_ test: @escaping (Running) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let instance = try TestInstance()
            let room = try instance.open()
            let health = IntakeHealth(clock: { [clock = instance.clock] in clock.now })
            var configuration = try ConfigurationParser.parse(
                Array("site: test\n".utf8), folder: folder)
            configuration.control.path = folder.appending("c.sock")
            // Nobody is too slow on a loaded machine.
            configuration.http.head = .seconds(1_200)
            configuration.http.body = .seconds(1_200)
            configuration.http.idle = .seconds(1_200)
            let policyFolder = folder.appending("policy")
            try write(TestPolicy(), to: policyFolder)
            let policy = PolicySource(folder: policyFolder, room: room, logger: silentLogger())
            let server = try ControlServer(
                on: .bind(configuration.control), configuration: configuration, room: room,
                health: health, policy: policy, logger: silentLogger())
            let group = ServiceGroup(services: [server], logger: silentLogger())
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await test(
                    Running(
                        path: configuration.control.path.string, room: room, health: health,
                        instance: instance, policyFolder: policyFolder))
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            await room.shutdown()
        }
    }

    private func write(_ policy: TestPolicy, to folder: FilePath) throws {
        for (path, bytes) in try policy.files().bytes {
            let url = URL(filePath: folder.string).appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url)
        }
    }

    @Test("The policy is read when asked, and the status names it")
    func reload() async throws {
        try await run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.get("/v1/status")
                #expect(try await connection.response()?.json("policy") == nil)
                try await connection.post("", to: "/v1/policy/reload", type: nil)
                let reloaded = try await connection.response()
                #expect(reloaded?.status == 200)
                #expect(reloaded?.json("version") as? Int == 1)
                try await connection.get("/v1/status")
                let policy = try await connection.response()?.json("policy") as? [String: Any]
                #expect(policy?["name"] as? String == "test")
            }
        }
    }

    @Test("A refused policy leaves the last one in force, and the status says why")
    func refusedPolicy() async throws {
        try await run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post("", to: "/v1/policy/reload", type: nil)
                #expect(try await connection.response()?.status == 200)
                let file = URL(filePath: server.policyFolder.string).appending(path: "policy.yaml")
                try Data("altered: yes\n".utf8).write(to: file)
                try await connection.post("", to: "/v1/policy/reload", type: nil)
                let refused = try await connection.response()
                #expect(refused?.status == 422)
                #expect(refused?.code == "policy-refused")
                try await connection.get("/v1/status")
                let status = try await connection.response()
                #expect((status?.json("policy") as? [String: Any])?["version"] as? Int == 1)
                let reason = (status?.json("policyRefused") as? [String: Any])?["reason"] as? String
                #expect(reason?.contains("policy.yaml") == true)
                try await connection.get("/metrics")
                #expect(
                    try await connection.response()?.body.contains("seuil_policy_refused 1\n")
                        == true)
            }
        }
    }

    @Test("A period is closed on command when it may be")
    func closing() async throws {
        try await run { server in
            try await server.room.adopt(TestPolicy().files())
            _ = await server.room.record(TestVisit(at: "2025-03-05T10:00:00Z"))
            _ = await server.room.record(TestVisit())
            try await RawConnection.with(server.path) { connection in
                for (id, status, code) in [
                    ("2025-03", 200, nil), ("2025-03", 409, "already-closed"),
                    ("2026-01", 409, "too-early"), ("2024-01", 404, "unknown-period"),
                    ("..", 404, "unknown-period"),
                ] as [(String, Int, String?)] {
                    try await connection.post("", to: "/v1/periods/\(id)/close", type: nil)
                    let response = try await connection.response()
                    #expect(response?.status == status)
                    #expect(response?.code == code)
                    if status == 200 { #expect(response?.json("state") as? String == "closed") }
                }
                try await connection.get("/v1/periods/2025-03/close")
                #expect(try await connection.response()?.headers["allow"] == "POST")
                try await connection.get("/v1/status")
                let periods =
                    try await connection.response()?.json("periods") as? [[String: Any]] ?? []
                #expect(periods.map { $0["id"] as? String } == ["2025-03", "2026-01"])
                #expect(periods.last?["closesAt"] as? String == "2026-02-03T23:00:00Z")
            }
        }
    }

    @Test("An erratum is ordered in JSON, and refused by the code of what is wrong with the order")
    func errata() async throws {
        try await run { server in
            try await server.room.adopt(TestPolicy().files())
            _ = await server.room.record(TestVisit.several(42, at: "2025-03-05T10:00:00Z"))
            try await RawConnection.with(server.path) { connection in
                func order(_ body: String) async throws -> (Int?, String?) {
                    try await connection.post(body, to: "/v1/errata")
                    let response = try await connection.response()
                    return (response?.status, response?.code)
                }
                #expect(
                    try await order(#"{"period":"2025-03","reason":"incomplete"}"#)
                        == (409, "not-released"))
                try await server.room.closePeriod("2025-03")
                for (body, status, code) in [
                    ("{", 400, "malformed-request"),
                    (#"{"period":"2025-03","reason":"wrong"}"#, 400, "malformed-request"),
                    (
                        #"{"period":"2025-03","reason":"incomplete","all":true}"#, 400,
                        "malformed-request"
                    ),
                    (#"{"period":"2025-07","reason":"incomplete"}"#, 404, "unknown-period"),
                    (
                        #"{"period":"2025-03","reason":"incomplete","text":"42"}"#, 422,
                        "text-refused"
                    ),
                    (
                        #"{"period":"2025-03","reason":"miscoded","tables":["none"]}"#, 422,
                        "cell-not-published"
                    ),
                    (
                        #"{"period":"2025-03","reason":"incomplete","audience":"caf"}"#, 422,
                        "other-release"
                    ),
                    (
                        #"{"period":"2025-03","reason":"incomplete","audience":"elus","sealed":""#
                            + String(repeating: "0", count: 64) + #""}"#, 422, "other-release"
                    ),
                    (
                        #"{"period":"2025-03","reason":"incomplete","audience":"elus","sealed":"0"}"#,
                        400, "malformed-request"
                    ),
                    (
                        #"{"period":"2025-03","reason":"incomplete","sealed":""#
                            + String(repeating: "0", count: 64) + #""}"#, 400, "malformed-request"
                    ),
                ] {
                    #expect(try await order(body) == (status, code), "\(body)")
                }
                let body =
                    #"{"period":"2025-03","reason":"miscoded","text":"Pardon.","#
                    + #""cells":[{"table":"reasons","codes":["rent"]}]}"#
                try await connection.post(body, to: "/v1/errata")
                let response = try await connection.response()
                #expect(response?.status == 200)
                let errata = response?.json("errata") as? [[String: Any]]
                #expect(errata?.first?["file"] as? String == "2025-03.elus.erratum-1.p7m")
                try await connection.get("/v1/errata")
                #expect(try await connection.response()?.headers["allow"] == "POST")
            }
        }
    }

    @Test("Status and metrics tell magnitudes only, and no sooner than five minutes apart")
    func coarseness() async throws {
        try await run { server in
            func accepted(_ connection: RawConnection) async throws -> Int? {
                try await connection.get("/v1/status")
                let intake = try await connection.response()?.json("intake") as? [String: Any]
                return intake?["accepted"] as? Int
            }
            try await RawConnection.with(server.path) { connection in
                server.health.record(Array(repeating: .counted, count: 99))
                #expect(try await accepted(connection) == 0)
                server.health.record(Array(repeating: .counted, count: 4_900))
                #expect(try await accepted(connection) == 0)
                server.instance.clock.advance(.seconds(301))
                #expect(try await accepted(connection) == 1_000)
                server.health.record([.refused(Refusal(.unknownCode))])
                server.instance.clock.advance(.seconds(301))
                try await connection.get("/metrics")
                let metrics = try await connection.response()?.body ?? ""
                #expect(metrics.contains("seuil_accepted_visits_magnitude 1000\n"))
                #expect(metrics.contains("seuil_refusals_magnitude{code=\"unknown-code\"} 1\n"))
                #expect(metrics.contains("seuil_last_accepted{recency=\"within-the-hour\"} 1\n"))
                #expect(!metrics.contains("4999"))
            }
        }
    }

    @Test("Visits cannot be sent to it")
    func noVisits() async throws {
        try await run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post(anyVisit)
                #expect(try await connection.response()?.status == 404)
            }
        }
    }
}
