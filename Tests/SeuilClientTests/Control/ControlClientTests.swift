import Foundation
import SeuilClient
import Testing

@Suite struct ControlClientTests {
    private func status(_ state: String) -> CountingServer.Conduct {
        .answers(
            status: 200,
            body: """
                {"site":"s","policy":{"name":"p","version":3,"sha256":"00"},"periods":[
                {"id":"1984","state":"\(state)","backfilled":true,"policyVersion":3,
                "start":"1983-12-31T23:00:00Z","end":"1984-12-31T23:00:00Z"}],
                "intake":{"something":"newer"},"problems":[]}
                """)
    }

    private func withClient(
        _ script: [CountingServer.Conduct],
        _ body: (ControlClient, CountingServer.Ledger) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await CountingServer(at: folder["control.sock"].path, script)
        try await body(ControlClient(socket: server.path), server.ledger)
        try await server.stop()
    }

    @Test("Closing waits until the release is made, whoever closes and whatever is lost")
    func waits() async throws {
        let begun = [
            CountingServer.Conduct.answers(status: 200, body: "{}"), .dropsWhileReading,
            .answers(status: 409, body: #"{"code":"closing-under-way"}"#),
            .answers(status: 409, body: #"{"code":"already-closed"}"#),
        ]
        for first in begun {
            let script = [first, status("closing"), status("closing"), status("closed")]
            try await withClient(script) { client, ledger in
                let period = try await client.closePeriod("1984", pause: {})
                #expect(period.state == "closed")
                #expect(ledger.requestCount == 4)
            }
        }
    }

    @Test("A daemon that goes while it carries out a command leaves open whether it did")
    func goneMeanwhile() async throws {
        let gone = [CountingServer.Conduct.dropsWhileReading, .dropsWhileReading]
        try await withClient(gone) { client, ledger in
            await #expect(throws: ControlError.unanswered(.lost)) {
                try await client.closePeriod("1984", pause: {})
            }
            #expect(ledger.requestCount == 2)
        }
        try await withClient(gone) { client, ledger in
            await #expect(throws: ControlError.unanswered(.lost)) {
                try await client.issueErratum(ErratumOrder(period: "1984", reason: "incomplete"))
            }
            #expect(ledger.requestCount == 2)
        }
    }

    @Test("A refusal to close is told with the daemon's code")
    func refused() async throws {
        try await withClient([.answers(status: 409, body: #"{"code":"too-early"}"#)]) {
            client, ledger in
            await #expect(
                throws: ControlError.refused(status: 409, code: "too-early", detail: nil)
            ) { try await client.closePeriod("2026", pause: {}) }
            #expect(ledger.requestCount == 1)
        }
    }

    @Test(
        "What cannot be a period never becomes a part of a request",
        arguments: ["", "../status", "2026/x", "2026?x", "2026-01-31-01", "é"])
    func strangePeriod(_ id: String) async throws {
        try await withClient([]) { client, ledger in
            await #expect(
                throws: ControlError.refused(status: 404, code: "unknown-period", detail: nil)
            ) { try await client.closePeriod(id, pause: {}) }
            #expect(ledger.requestCount == 0)
        }
    }

    @Test("A daemon that is not there is told apart from one that answers nonsense")
    func absent() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        await #expect(throws: ControlError.connection(.noSocket)) {
            try await ControlClient(socket: folder["none.sock"].path).status()
        }
        try await withClient([.answers(status: 200, body: "{}")]) { client, _ in
            await #expect(throws: ControlError.strangeAnswer) { try await client.status() }
        }
    }
}
