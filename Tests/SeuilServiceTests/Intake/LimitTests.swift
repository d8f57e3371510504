import Foundation
import ServiceLifecycle
import Synchronization
import Testing

@testable import SeuilService

@Suite("Limits of a socket", .timeLimit(.minutes(20)), .serialized)
struct LimitTests {
    @Test("The 257th connection is told to come back, and the others go on")
    func connections() async throws {
        // Nobody is idle too long on a slow machine, where opening so many takes its time.
        var harness = EventsHarness()
        harness.http.idle = .seconds(600)
        try await harness.run { server in
            try await withConnections(256, server.path) {
                try await RawConnection.with(server.path) { connection in
                    let response = try await connection.response()
                    #expect(response?.status == 503)
                    #expect(response?.code == "too-many-connections")
                    #expect(response?.headers["retry-after"] != nil)
                    #expect(response?.headers["connection"] == "close")
                    #expect(await connection.isEnded())
                }
            }
            // Their places are free again once the server has seen them go.
            var status: Int?
            for _ in 0..<200 where status != 204 {
                status = try await RawConnection.with(server.path) { connection in
                    try await connection.post(anyVisit)
                    return try await connection.response()?.status
                }
            }
            #expect(status == 204)
        }
    }

    /// Holds `count` connections, each of which has been served, for the time of `body`.
    private func withConnections(
        _ count: Int, _ path: String, _ body: @escaping () async throws -> Void
    ) async throws {
        if count == 0 { return try await body() }
        try await RawConnection.with(path) { connection in
            try await connection.post(anyVisit)
            #expect(try await connection.response()?.status == 204)
            try await withConnections(count - 1, path, body)
        }
    }

    @Test("A head that dribbles in is cut off after its time")
    func slowHead() async throws {
        var harness = EventsHarness()
        harness.http.head = .milliseconds(300)
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send("POST /v1/visits HTTP/1.1\r\nhost: seuil\r\n")
                for _ in 0..<10 {
                    try? await connection.send("x")
                    try await Task.sleep(for: .milliseconds(50))
                }
                let response = try await connection.response()
                #expect(response?.status == 408)
                #expect(response?.code == "too-slow")
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A body that stops is cut off after the idle time")
    func stoppedBody() async throws {
        var harness = EventsHarness()
        harness.http.idle = .milliseconds(300)
        try await harness.run { server in
            try await withAnswer(server.path) { connection in
                try await connection.send(halfVisit)
            } then: { connection, response in
                #expect(response.status == 408)
                #expect(await connection.isEnded())
            }
            #expect(await server.total() == 0)
        }
    }

    @Test("A body that dribbles is cut off after the body's time")
    func slowBody() async throws {
        var harness = EventsHarness()
        harness.http.body = .milliseconds(600)
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send(halfVisit)
                for _ in 0..<10 {
                    try? await connection.send(" ")
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(try await connection.response()?.status == 408)
            }
            #expect(await server.total() == 0)
        }
    }

    @Test("A stream that stops says how far it came")
    func slowStream() async throws {
        var harness = EventsHarness()
        harness.http.idle = .milliseconds(300)
        try await harness.run { server in
            try await withAnswer(server.path) { connection in
                try await connection.send(
                    "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\n"
                        + "content-type: application/x-ndjson\r\ncontent-length: 100000\r\n\r\n"
                        + visit(eventID()) + "\n{\"id\"")
            } then: { connection, response in
                #expect(response.status == 408)
                #expect(response.json("accepted") as? Int == 1)
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A connection with nothing to say is closed without a word")
    func idle() async throws {
        var harness = EventsHarness()
        harness.http.idle = .milliseconds(200)
        try await harness.run { server in
            try await withAnswer(server.path) { connection in
                try await connection.post(anyVisit)
            } then: { connection, response in
                #expect(response.status == 204)
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("A slow vault is not taken for a slow sender")
    func slowVault() async throws {
        var harness = EventsHarness()
        harness.http.idle = .milliseconds(100)
        harness.onCommit = { Thread.sleep(forTimeInterval: 0.5) }
        try await harness.run { server in
            try await withAnswer(server.path) { connection in
                try await connection.post(anyVisit)
            } then: { _, response in
                #expect(response.status == 204)
            }
        }
    }

    /// A request whose body does not end.
    private let halfVisit =
        "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
        + "content-length: 1000\r\n\r\n{"

    /// Lets `act` send and `check` look at the answer.
    ///
    /// Where the machine is so slow that the connection was idle too long before anything was sent, again.
    private func withAnswer(
        _ path: String, _ act: (RawConnection) async throws -> Void,
        then check: (RawConnection, RawConnection.Response) async -> Void
    ) async throws {
        var isAnswered = false
        for _ in 0..<50 where !isAnswered {
            isAnswered = try await RawConnection.with(path) { connection in
                guard (try? await act(connection)) != nil,
                    let response = try? await connection.response()
                else { return false }
                await check(connection, response)
                return true
            }
        }
        #expect(isAnswered)
    }

    @Test("At a shutdown idle connections end, and requests under way are answered first")
    func shutdown() async throws {
        var harness = EventsHarness()
        let commit = Gate()
        harness.onCommit = { commit.pass() }
        harness.http.shutdown = .seconds(1_200)
        try await harness.run { server in
            try await RawConnection.with(server.path) { idle in
                try await RawConnection.with(server.path) { busy in
                    try await busy.post(anyVisit)
                    while !commit.isReached { try await Task.sleep(for: .milliseconds(5)) }
                    await server.group.triggerGracefulShutdown()
                    #expect(await idle.isEnded())
                    commit.open()
                    let response = try await busy.response()
                    #expect(response?.status == 204)
                    #expect(response?.headers["connection"] == "close")
                    #expect(await busy.isEnded())
                }
            }
            // The last of them gone, the server removes its file.
            while FileManager.default.fileExists(atPath: server.path) {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Where a thread waits until a test lets it pass.
    private final class Gate: Sendable {
        private let reached = Atomic(false)
        private let opened = DispatchSemaphore(value: 0)

        var isReached: Bool { reached.load(ordering: .acquiring) }

        func pass() {
            reached.store(true, ordering: .releasing)
            opened.wait()
            opened.signal()
        }

        func open() { opened.signal() }
    }

    @Test("A request that does not end is cut off when the time for the shutdown is over")
    func shutdownDeadline() async throws {
        var harness = EventsHarness()
        harness.http.shutdown = .milliseconds(300)
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.send("POST /v1/visits HTTP/1.1\r\nhost: seuil\r\n")
                try await Task.sleep(for: .milliseconds(100))
                await server.group.triggerGracefulShutdown()
                #expect(await connection.isEnded())
            }
        }
    }

    @Test("Only the users and groups allowed are served")
    func peers() async throws {
        var harness = EventsHarness()
        harness.allowed = AllowedPeers(users: [.number(getuid() + 1)], groups: [])
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                let response = try await connection.response()
                #expect(response?.status == 403)
                #expect(response?.code == "peer-not-allowed")
                #expect(await connection.isEnded())
            }
        }
        harness.allowed = AllowedPeers(users: [], groups: [.number(getgid())])
        try await harness.run { server in
            try await RawConnection.with(server.path) { connection in
                try await connection.post(anyVisit)
                #expect(try await connection.response()?.status == 204)
            }
        }
    }
}
