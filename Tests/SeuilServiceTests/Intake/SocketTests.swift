import Foundation
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Socket files")
struct SocketTests {
    private func mode(_ path: FilePath) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test(
        "A socket has the mode and group that the configuration names", arguments: [0o600, 0o660])
    func modes(mode: UInt32) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending("run").appending("e.sock")
            let socket = try ListeningSocket.bind(
                SocketSettings(path: path, mode: mode, group: .number(getgid())))
            defer { close(socket.descriptor) }
            #expect(try self.mode(path) == Int(mode))
            socket.removeFile()
            #expect(!FileManager.default.fileExists(atPath: path.string))
        }
    }

    @Test("A socket that nobody listens at is replaced, one in use is not")
    func stale() async throws {
        try await withTemporaryFolder { folder in
            let settings = SocketSettings(path: folder.appending("e.sock"))
            let first = try ListeningSocket.bind(settings)
            #expect(throws: SocketError.occupied(settings.path)) {
                try ListeningSocket.bind(settings)
            }
            close(first.descriptor)
            let second = try ListeningSocket.bind(settings)
            defer { close(second.descriptor) }
            // The first's file is the second's by now.
            first.removeFile()
            #expect(FileManager.default.fileExists(atPath: settings.path.string))
        }
    }

    @Test("A file that is no socket is left alone")
    func notASocket() async throws {
        try await withTemporaryFolder { folder in
            let settings = SocketSettings(path: folder.appending("e.sock"))
            try "precious".write(toFile: settings.path.string, atomically: false, encoding: .utf8)
            #expect(throws: SocketError.notASocket(settings.path)) {
                try ListeningSocket.bind(settings)
            }
            #expect(try String(contentsOfFile: settings.path.string, encoding: .utf8) == "precious")
        }
    }

    @Test("A user or group that does not exist is named")
    func accounts() async throws {
        try await withTemporaryFolder { folder in
            let settings = SocketSettings(
                path: folder.appending("e.sock"), group: .name("no-such-group"))
            #expect(throws: SocketError.unknownGroup("no-such-group")) {
                try ListeningSocket.bind(settings)
            }
        }
        #expect(throws: SocketError.unknownUser("no-such-user")) {
            try PeerRule(AllowedPeers(users: [.name("no-such-user")], groups: []))
        }
        #expect(try Account.name("root").userNumber() == 0)
    }

    @Test("systemd's sockets are found by name, and only when they are for this process")
    func inheritance() throws {
        func sockets(_ environment: [String: String]) throws -> [Int32?] {
            let sockets = try InheritedSockets(environment: environment, process: 42)
            return [sockets.events, sockets.control]
        }
        #expect(try sockets([:]) == [nil, nil])
        #expect(try sockets(["LISTEN_PID": "41", "LISTEN_FDS": "2"]) == [nil, nil])
        #expect(try sockets(["LISTEN_PID": "42", "LISTEN_FDS": "2"]) == [3, 4])
        #expect(try sockets(["LISTEN_PID": "42", "LISTEN_FDS": "1"]) == [3, nil])
        let named = ["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "control:events"]
        #expect(try sockets(named) == [4, 3])
        for names in ["events:events", "events:other", "events"] {
            var named = named
            named["LISTEN_FDNAMES"] = names
            #expect(throws: SocketError.self) { try sockets(named) }
        }
    }

    @Test("A handed socket serves, and its file stays")
    func inherited() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending("e.sock")
            let made = try ListeningSocket.bind(SocketSettings(path: path))
            let inherited = try ListeningSocket.inherited(dup(made.descriptor))
            close(made.descriptor)
            let harness = EventsHarness()
            try await harness.run(on: inherited, path: path) { server in
                try await RawConnection.with(server.path) { connection in
                    try await connection.post(anyVisit)
                    #expect(try await connection.response()?.status == 204)
                }
            }
            #expect(FileManager.default.fileExists(atPath: path.string))
        }
        #expect(throws: SocketError.notListening(0)) { try ListeningSocket.inherited(0) }
    }
}
