import Foundation
import SeuilClient
import Synchronization
import Testing

@Suite struct EmitterTests {
    /// A reader over `count` visits, of which every third brings its own id.
    static func reader(_ count: Int, ids: EventIDs = EventIDs()) -> NDJSONReader {
        var rest: [UInt8]? = Array(
            (1...count).map { number in
                number.isMultiple(of: 3)
                    ? #"{"serial":\#(number),"id":"\#(UUID().uuidString.lowercased())"}"#
                    : #"{"serial":\#(number)}"#
            }.joined(separator: "\n").utf8)
        return NDJSONReader(file: "visits.ndjson", ids: ids) { _ in
            defer { rest = nil }
            return rest.map { .bytes($0) } ?? .end
        }
    }

    /// Pauses that were asked for and not made.
    final class Pauses: Sendable {
        private let list = Mutex<[Duration]>([])
        var all: [Duration] { list.withLock { $0 } }
        func note(_ pause: Duration) { list.withLock { $0.append(pause) } }
    }

    private func withServer<Result>(
        _ script: [CountingServer.Conduct], _ body: (CountingServer) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await CountingServer(at: folder["events.sock"].path, script)
        let result = try await body(server)
        try await server.stop()
        return result
    }

    @Test("Every visit is counted once, whatever is lost on the way")
    func exactlyOnce() async throws {
        try await withServer([
            .dropsWhileReading, .honest, .countsHalfThenDrops, .unavailable(retryAfter: 0),
            .countsAllThenDrops, .dropsWhileAnswering, .dropsWhileReading,
        ]) { server in
            var reader = Self.reader(20_000)
            var emitter = Emitter(socket: server.path) { _ in }
            try await emitter.emit { try reader.next() }
            #expect(emitter.report.answered == 20_000)
            #expect(emitter.report.rejected == 0)
            #expect(emitter.report.retries == 6)
            let serials = server.ledger.lines.compactMap { line in
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
                return (object as? [String: Any])?["serial"] as? Int
            }
            #expect(serials.sorted() == Array(1...20_000))
        }
    }

    @Test("A run that was broken off is finished under its token, and nothing is counted twice")
    func resumed() async throws {
        let ids = EventIDs()
        try await withServer([
            .honest, .countsHalfThenDrops, .unavailable(retryAfter: 1), .unavailable(retryAfter: 1),
        ]) { server in
            // All visits without id: those with one are safe by themselves.
            func reader(_ ids: EventIDs) -> NDJSONReader {
                var left = 20_000
                return NDJSONReader(file: "visits", ids: ids) { _ in
                    guard left > 0 else { return .end }
                    left -= 1_000
                    return .bytes(Array(String(repeating: "{}\n", count: 1_000).utf8))
                }
            }
            var first = reader(ids)
            var emitter = Emitter(socket: server.path, patience: .seconds(1)) { _ in }
            await #expect(throws: EmitError.unavailable(retryAfter: .seconds(1), code: nil)) {
                try await emitter.emit { try first.next() }
            }
            #expect(emitter.report.answered < 20_000)
            var second = reader(try #require(EventIDs(token: ids.token)))
            var later = Emitter(socket: server.path) { _ in }
            try await later.emit { try second.next() }
            #expect(later.report.answered == 20_000)
            #expect(server.ledger.lines.count == 20_000)
        }
    }

    @Test("Visits counted before a 503 in the middle of a batch are known, and are this run's own")
    func brokenOffInTheMiddle() async throws {
        try await withServer([.unavailableAfterHalf, .unavailableAfterHalf]) { server in
            var reader = Self.reader(20)
            var emitter = Emitter(socket: server.path, patience: .zero) { _ in }
            await #expect(
                throws: EmitError.unavailable(retryAfter: .zero, code: "storage-failed")
            ) {
                try await emitter.emit { try reader.next() }
            }
            #expect(emitter.report.answered == 0)
            #expect(emitter.report.acknowledged == 10)
        }
        try await withServer([.unavailableAfterHalf, .unavailableAfterHalf]) { server in
            var reader = Self.reader(20)
            var emitter = Emitter(socket: server.path) { _ in }
            try await emitter.emit { try reader.next() }
            #expect(emitter.report.accepted == 20)
            #expect(emitter.report.duplicates == 0)
            #expect(emitter.report.acknowledged == 20)
            #expect(server.ledger.lines.count == 20)
        }
    }

    @Test("A pause is as long as the daemon asks for, and patience ends")
    func patience() async throws {
        let pauses = Pauses()
        try await withServer(Array(repeating: .unavailable(retryAfter: 7), count: 50)) { server in
            var reader = Self.reader(3)
            var emitter = Emitter(socket: server.path, patience: .seconds(20)) { pauses.note($0) }
            await #expect(throws: EmitError.unavailable(retryAfter: .seconds(7), code: nil)) {
                try await emitter.emit { try reader.next() }
            }
            // A connection that a loaded machine could not make in time is tried again after a shorter one.
            let asked = pauses.all.filter { $0 >= .seconds(7) }
            #expect(asked == [.seconds(7), .seconds(7), .seconds(7)])
        }
    }

    @Test("Pauses double up to five seconds")
    func pausesDouble() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder["events.sock"].path
        // A socket file on which nobody listens any more.
        let server = try await CountingServer(at: path)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".kept")
        try await server.stop()
        try FileManager.default.moveItem(atPath: path + ".kept", toPath: path)
        let pauses = Pauses()
        var reader = Self.reader(3)
        var emitter = Emitter(socket: path, patience: .seconds(30)) { pauses.note($0) }
        await #expect(throws: EmitError.connection(.refused)) {
            try await emitter.emit { try reader.next() }
        }
        #expect(pauses.all.first == .milliseconds(100))
        #expect(pauses.all.last == .seconds(5))
        #expect(pauses.all.reduce(.zero, +) >= .seconds(30))
    }

    @Test("Where no daemon has ever been, nobody waits")
    func noSocket() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let pauses = Pauses()
        var reader = Self.reader(3)
        var emitter = Emitter(socket: folder["none.sock"].path) { pauses.note($0) }
        await #expect(throws: EmitError.connection(.noSocket)) {
            try await emitter.emit { try reader.next() }
        }
        #expect(pauses.all.isEmpty)
    }

    @Test("A path too long for a socket is told, not cut")
    func longPath() async throws {
        var reader = Self.reader(3)
        var emitter = Emitter(socket: "/tmp/" + String(repeating: "x", count: 103)) { _ in }
        await #expect(throws: EmitError.connection(.pathTooLong)) {
            try await emitter.emit { try reader.next() }
        }
    }

    @Test("Rejections are told by the lines of the file, blank ones counted")
    func rejections() async throws {
        let answer = """
            {"accepted":1,"duplicates":0,"rejected":3,"rejections":[
            {"line":1,"code":"unknown-code","field":"sex"},{"line":3,"code":"missing","field":"reason"}],
            "further":{"malformed":1}}
            """
        try await withServer([.answers(status: 200, body: answer)]) { server in
            var rest: [UInt8]? = Array("\n{}\n\n\n{}\r\n{}\n{".utf8)
            var reader = NDJSONReader(file: "monday.ndjson", ids: EventIDs()) { _ in
                defer { rest = nil }
                return rest.map { .bytes($0) } ?? .end
            }
            var emitter = Emitter(socket: server.path) { _ in }
            try await emitter.emit { try reader.next() }
            let report = emitter.report
            #expect(report.accepted == 1)
            #expect(report.rejected == 3)
            #expect(
                report.rejections[.init(code: "unknown-code", field: "sex")]?.first
                    == ["monday.ndjson:2"])
            #expect(
                report.rejections[.init(code: "missing", field: "reason")]?.first
                    == ["monday.ndjson:6"])
            #expect(report.rejections[.init(code: "malformed", field: nil)]?.count == 1)
        }
    }

    @Test("A refusal of the request is not tried again")
    func refused() async throws {
        try await withServer([
            .answers(status: 415, body: #"{"code":"unsupported-media-type"}"#)
        ]) { server in
            var reader = Self.reader(3)
            var emitter = Emitter(socket: server.path) { _ in }
            await #expect(throws: EmitError.refused(status: 415, code: "unsupported-media-type")) {
                try await emitter.emit { try reader.next() }
            }
            #expect(server.ledger.requestCount == 1)
        }
    }

    @Test(
        "An answer that leaves a visit unaccounted for is not taken for success",
        arguments: [
            "{}", "not json",
            #"{"accepted":2,"duplicates":0,"rejected":0,"rejections":[],"further":{}}"#,
            #"{"accepted":2,"duplicates":0,"rejected":1,"rejections":[{"line":4,"code":"missing"}]}"#,
        ])
    func strangeAnswer(_ body: String) async throws {
        try await withServer([.answers(status: 200, body: body)]) { server in
            var reader = Self.reader(3)
            var emitter = Emitter(socket: server.path) { _ in }
            await #expect(throws: EmitError.strangeAnswer) {
                try await emitter.emit { try reader.next() }
            }
        }
    }
}
