import Foundation
import SeuilClient
import TestSupport
import Testing

@Suite struct NDJSONReaderTests {
    private func lines(
        _ chunks: [ByteSource.Reading], ids: EventIDs = EventIDs(), time: (() -> String)? = nil
    ) throws -> (lines: [String], batches: [VisitBatch], reader: NDJSONReader) {
        var rest = chunks[...]
        var reader = NDJSONReader(file: "f", ids: ids, time: time) { waits in
            // Who may wait is never told of a silence.
            while waits, rest.first == .nothingYet { rest.removeFirst() }
            return rest.popFirst() ?? .end
        }
        var batches: [VisitBatch] = []
        while let batch = try reader.next() { batches.append(batch) }
        let lines = batches.flatMap {
            $0.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        }
        return (lines, batches, reader)
    }

    @Test(
        "A visit without an id is given one, and nothing else of its line changes",
        arguments: [
            (#"{"a":1}"#, #"{"id":"ID","a":1}"#),
            (#"{}"#, #"{"id":"ID"}"#),
            (#" { }"#, #" {"id":"ID" }"#),
            (#"{"id":"own"}"#, #"{"id":"own"}"#),
            (#"{"a":1,"id":"own"}"#, #"{"a":1,"id":"own"}"#),
            (#"{"\u0069d":"own"}"#, #"{"\u0069d":"own"}"#),
            (#"{"a":{"id":1}}"#, #"{"id":"ID","a":{"id":1}}"#),
            (#"{"requests":[{"id":1}]}"#, #"{"id":"ID","requests":[{"id":1}]}"#),
            (#"{"a":"id"}"#, #"{"id":"ID","a":"id"}"#),
            (#"{"a":"\",\"id\":\""}"#, #"{"id":"ID","a":"\",\"id\":\""}"#),
            (#"{"a":"\\","id":"own"}"#, #"{"a":"\\","id":"own"}"#),
            // What is no object is for the daemon to refuse.
            ("[1]", "[1]"), ("nonsense", "nonsense"), (#""id""#, #""id""#),
            (#"{"a"#, #"{"id":"ID","a"#),
        ])
    func givesIDs(_ line: String, _ expected: String) throws {
        let ids = EventIDs()
        let found = try lines([.bytes(Array(line.utf8))], ids: ids)
        #expect(found.lines == [expected.replacingOccurrences(of: "ID", with: ids.id(0))])
    }

    @Test("A visit is stamped only when it has no time and stamping was asked for")
    func stamps() throws {
        let ids = EventIDs()
        let text = #"{"id":"own","a":1}"# + "\n" + #"{"at":"then"}"# + "\n{}\n"
        let found = try lines([.bytes(Array(text.utf8))], ids: ids) { "now" }
        #expect(
            found.lines == [
                #"{"at":"now","id":"own","a":1}"#,
                #"{"id":"\#(ids.id(1))","at":"then"}"#,
                #"{"id":"\#(ids.id(2))","at":"now"}"#,
            ])
    }

    @Test("Chunks may end anywhere")
    func chunks() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let ids = EventIDs()
        let text = (0..<200).map { number in
            let filler = String(repeating: "é\\\"", count: Int.random(in: 0..<20, using: &random))
            return #"{"n":\#(number),"t":"\#(filler)"}"#
                + (number.isMultiple(of: 7) ? "\r\n\n" : "\n")
        }.joined()
        let bytes = Array(text.utf8)
        let whole = try lines([.bytes(bytes)], ids: ids)
        var chunks: [ByteSource.Reading] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...40, using: &random))
            chunks.append(.bytes(Array(rest.prefix(count))))
            if Bool.random(using: &random) { chunks.append(.nothingYet) }
            rest = rest.dropFirst(count)
        }
        let parts = try lines(chunks, ids: ids)
        let isSame = parts.lines == whole.lines
        #expect(isSame, "seed \(seed)")
        let origins = [parts, whole].map { $0.batches.flatMap(\.origins) }
        #expect(origins[0] == origins[1], "seed \(seed)")
        #expect(whole.lines.count == 200)
    }

    @Test("Visits do not wait for a silent writer's next ones")
    func silentWriter() throws {
        let found = try lines([
            .bytes(Array("{}\n{}\n{\"a\"".utf8)), .nothingYet, .bytes(Array(":1}\n".utf8)),
        ])
        #expect(found.batches.map(\.count) == [2, 1])
        #expect(found.batches.map(\.origins) == [[1, 2], [3]])
    }

    @Test("A line longer than any visit is passed over, told, and does not fill the memory")
    func tooLong() throws {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
        let chunks =
            [.bytes(Array("{}\n".utf8))] + (0..<100).map { _ in .bytes(long) }
            + [ByteSource.Reading.bytes(Array("\n{}\n".utf8))]
        let found = try lines(chunks)
        #expect(found.lines.count == 2)
        #expect(found.batches.flatMap(\.origins) == [1, 3])
        #expect(found.reader.tooLong == [2])
    }

    @Test("A batch is sent before it grows large")
    func batchSize() throws {
        let line = #"{"t":""# + String(repeating: "x", count: 60_000) + "\"}\n"
        let found = try lines((0..<100).map { _ in .bytes(Array(line.utf8)) })
        #expect(found.batches.allSatisfy { $0.bytes.count < 1 << 20 + 1 << 17 })
        #expect(found.batches.reduce(0) { $0 + $1.count } == 100)
        let many = try lines([.bytes(Array(String(repeating: "{}\n", count: 20_000).utf8))])
        #expect(many.batches.map(\.count) == [8_192, 8_192, 3_616])
    }
}
