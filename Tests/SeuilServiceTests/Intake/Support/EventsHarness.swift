import Foundation
import Logging
import SeuilCore
import ServiceLifecycle
import SystemPackage

@testable import SeuilService

/// A folder short enough for sockets, removed at the end.
func withTemporaryFolder<Result: Sendable>(
    _ body: (FilePath) async throws -> Result
) async throws -> Result {
    let name = "seuil-" + String(UInt32.random(in: 0 ... .max), radix: 36)
    let folder = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(FilePath(folder.path))
}

/// A log that nobody reads.
func silentLogger() -> Logger {
    Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// An events server on a socket of its own, for the time of a test.
struct EventsHarness {
    /// Nobody is too slow, save where a test asks for it: on a loaded machine each of them waits its turn.
    var http = HTTPLimits(head: .seconds(1_200), body: .seconds(1_200), idle: .seconds(1_200))
    var stream = StreamLimits()
    var allowed: AllowedPeers?
    /// What each commit does besides, before it is over.
    var onCommit: @Sendable () -> Void = {}
    var hasPolicy = true

    /// What a test sees of the server.
    struct Running: Sendable {
        let path: String
        let room: CountingRoom
        let group: ServiceGroup

        /// The visits counted in the current month.
        func total() async -> Int { await room.total(of: "2026-01")?.visits ?? 0 }
    }

    /// Serves on a socket of its own.
    func run(_ test: @escaping (Running) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending("e.sock")
            let socket = try ListeningSocket.bind(SocketSettings(path: path))
            try await run(on: socket, path: path, test)
        }
    }

    /// Serves on `socket`, which stands at `path`.
    func run(
        on socket: ListeningSocket, path: FilePath,
        _ test: @escaping (Running) async throws -> Void
    ) async throws {
        let instance = try TestInstance()
        let onCommit = onCommit
        let room = try instance.open(crashPoint: { point in
            if case .deltaCommitted = point { onCommit() }
        })
        if hasPolicy { try await room.adopt(TestPolicy().files()) }
        let health = IntakeHealth(clock: { [clock = instance.clock] in clock.now })
        var configuration = try ConfigurationParser.parse(
            Array("site: test\n".utf8), folder: path.removingLastComponent())
        configuration.events = SocketSettings(path: path, allowed: allowed)
        configuration.http = http
        configuration.stream = stream
        let server = try EventsServer(
            on: socket, configuration: configuration, room: room, health: health,
            logger: silentLogger())
        let group = ServiceGroup(services: [server], logger: silentLogger())
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await test(Running(path: path.string, room: room, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        await room.shutdown()
    }
}

/// A random event identifier.
func eventID() -> String { UUID().uuidString.lowercased() }

/// A visit that the test's policy takes, as it is sent.
func visit(_ id: String?) -> String {
    String(decoding: TestVisit(id: id).bytes, as: UTF8.self)
}

/// A visit without an identifier of its own.
var anyVisit: String { visit(nil) }
