import Foundation
import Testing

/// What a stream costs the daemon's process: its own, so that nothing else is in the measure.
@Suite("A stream's memory", .serialized)
struct StreamMemoryTests {
    private static let chunked = """
        POST /v1/visits HTTP/1.1\r
        host: seuil\r
        content-type: application/x-ndjson\r
        transfer-encoding: chunked\r
        \r

        """

    @Test("A line of 200 MB is passed over in constant memory, and its neighbours count")
    func hugeLine() throws {
        let answer = try stream { send in
            try send(visit() + "\n")
            let piece = String(repeating: "x", count: 50_000)
            for _ in 0..<200_000_000 / piece.utf8.count { try send(piece) }
            try send("\n" + visit() + "\n")
        }
        #expect(answer.json?["accepted"] == .number(2))
        #expect(answer.json?["rejected"] == .number(1))
    }

    @Test("A hundred thousand lines pass in constant memory, in groups")
    func manyLines() throws {
        // Most lines are no visits, so that the daemon's memory of ids stays out of the measure.
        let others = String(
            repeating: String(repeating: "x", count: 1_500) + "\n", count: 98)
        let answer = try stream { send in
            for _ in 0..<1_000 { try send(visit() + "\n" + others + visit() + "\n") }
        }
        #expect(answer.json?["accepted"] == .number(2_000))
        #expect(answer.json?["rejected"] == .number(98_000))
    }

    /// Has `write` stream to a daemon, whose memory must not grow by more than a part of what came.
    private func stream(_ write: ((String) throws -> Void) throws -> Void) throws -> WireAnswer {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        try instance.start()
        // What one visit needs once, such as the vault's own buffers, is there before the measure.
        #expect(try instance.post(visit() + "\n").0 == 200)
        let before = try instance.peakKilobytes()
        let connection = try PlainSocket(instance.events)
        try connection.send(Array(Self.chunked.utf8))
        try write { text in
            let size = String(text.utf8.count, radix: 16)
            try connection.send(Array("\(size)\r\n\(text)\r\n".utf8))
        }
        try connection.send(Array("0\r\n\r\n".utf8))
        let answer = try #require(try connection.answer(within: patience))
        let growth = try instance.peakKilobytes() - before
        print("the daemon's memory grew by \(growth) KiB")
        // Kept, it would be 146,000 and 195,000.
        #expect(growth < 40_000)
        try instance.stop()
        return answer
    }

    private func visit() -> String {
        let id = UUID().uuidString.lowercased()
        return #"{"id":"\#(id)","requests":[{"reason":"ENERGIE-FACTURE"}]}"#
    }
}
