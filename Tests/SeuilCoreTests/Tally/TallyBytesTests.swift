import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Tallies as bytes")
struct TallyBytesTests {
    let desk: Desk
    var shape: TallyShape { desk.open.shape }

    init() throws { desk = try Desk() }

    func delta(_ count: Int, _ mix: inout SeededGenerator) throws -> TallyDelta {
        let visits = try (0..<count).map { number in
            let visit = DescribedVisit(number, personCount: 30, using: &mix)
            return try desk.count(visit.text, fallback: visit.id)
        }
        return TallyDelta(counting: visits, in: desk.open)
    }

    @Test("What is written is read back the same, and written the same again")
    func roundTrip() throws {
        var mix = SeededGenerator.printed()
        for count in [0, 1, 40] {
            let delta = try delta(count, &mix)
            let bytes = delta.encoded(for: shape)
            #expect(try TallyDelta(decoding: bytes, for: shape) == delta)
            var tally = Tally(shape)
            tally.add(delta)
            #expect(try Tally(decoding: tally.encoded(), for: shape) == tally)
            #expect(try Tally(decoding: tally.encoded(), for: shape).encoded() == tally.encoded())
            var events = Tally.EventSet()
            events.insert(eventsOf: delta)
            #expect(try Tally.EventSet(decoding: events.encoded()) == events)
            #expect(events.count == count)
        }
    }

    @Test("A tally of many visitors keeps its registers through bytes and merges")
    func registers() throws {
        var mix = SeededGenerator.printed()
        let addition = { (cell: Int, tokens: [UInt64]) -> CellAddition in
            var addition = CellAddition(cell: cell, sumCount: 2)
            addition.visits = tokens.count
            addition.requests = tokens.count
            addition.tokens = tokens.sorted()
            return addition
        }
        let tokens = (0..<40_000).map { _ in mix.next() }
        let halves = [tokens[..<20_000], tokens[10_000...]].map { half -> Tally in
            var tally = Tally(shape)
            tally.add(TallyDelta(events: [], additions: [addition(0, Array(half))]))
            return tally
        }
        var merged = halves[0]
        merged.merge(halves[1])
        let decoded = try Tally(decoding: merged.encoded(), for: shape)
        #expect(decoded == merged)
        let closed = decoded.close()
        #expect(closed.counting == .hll)
        #expect(merged.encoded().count > HyperLogLog.registerCount)
    }

    @Test("Bytes cut anywhere are refused")
    func truncated() throws {
        var mix = SeededGenerator.printed()
        let delta = try delta(3, &mix)
        var tally = Tally(shape)
        tally.add(delta)
        var events = Tally.EventSet()
        events.insert(eventsOf: delta)
        func refuses(_ bytes: [UInt8]) -> (Bool, Bool, Bool) {
            (
                (try? TallyDelta(decoding: bytes, for: shape)) == nil,
                (try? Tally(decoding: bytes, for: shape)) == nil,
                (try? Tally.EventSet(decoding: bytes)) == nil
            )
        }
        for bytes in [delta.encoded(for: shape), tally.encoded(), events.encoded()] {
            for end in stride(from: 0, to: bytes.count, by: 1) {
                #expect(refuses(Array(bytes[..<end])) == (true, true, true))
            }
            #expect(refuses(bytes + [0]) == (true, true, true))
        }
    }

    @Test("Bytes changed anywhere are refused, or are another content's one form")
    func mutated() throws {
        var mix = SeededGenerator.printed()
        let delta = try delta(3, &mix)
        var tally = Tally(shape)
        tally.add(delta)
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = delta.encoded(for: shape)
            bytes[Int.random(in: 0..<bytes.count, using: &mix)] ^=
                1 << UInt8.random(in: 0..<8, using: &mix)
            if let read = try? TallyDelta(decoding: bytes, for: shape) {
                #expect(read.encoded(for: shape) == bytes)
                accepted += 1
            }
            bytes = tally.encoded()
            bytes[Int.random(in: 0..<bytes.count, using: &mix)] =
                UInt8.random(in: 0...255, using: &mix)
            if let read = try? Tally(decoding: bytes, for: shape) {
                #expect(read.encoded() == bytes)
            }
        }
        // A token is any 64 bits, so that some changes cannot be seen; sealing is what notices those.
        #expect(accepted < 4000)
    }

    @Test("Each kind of wrongness has its error")
    func errors() throws {
        var mix = SeededGenerator.printed()
        let bytes = try delta(2, &mix).encoded(for: shape)
        func error(_ bytes: [UInt8]) -> TallyFormatError? {
            do {
                _ = try TallyDelta(decoding: bytes, for: shape)
                return nil
            } catch { return error }
        }
        var other = bytes
        other[0] ^= 1
        #expect(error(other) == .unknownFormat)
        other = bytes
        other[6] += 1
        #expect(error(other) == .unknownFormat)
        #expect(error(Tally(shape).encoded()) == .unknownFormat)
        #expect(error(Array(bytes.dropLast())) == .wrongLength)
        #expect(error(bytes + [1]) == .wrongLength)
        let smaller = try Desk(DeskPolicy.policy(tables: [DeskPolicy.tables[0]])).open.shape
        #expect(throws: TallyFormatError.otherShape) {
            try TallyDelta(decoding: bytes, for: smaller)
        }
        // A count of events far beyond the bytes that follow reserves nothing and is refused.
        let head = TallyFormat.header(.delta, shape).bytes
        #expect(
            error(head + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == .wrongLength)
        // Eleven bytes, a number too large, a number not in its shortest form.
        #expect(error(head + [UInt8](repeating: 0x80, count: 11)) == .notCanonical)
        #expect(error(head + [UInt8](repeating: 0xFF, count: 9) + [0x7F]) == .notCanonical)
        #expect(error(head + [0x80, 0x00]) == .notCanonical)
    }

    @Test("Events are recognised, and merge as sets")
    func eventSets() {
        var mix = SeededGenerator.printed()
        let tokens = (0..<100).map { _ in EventToken(high: mix.next(), low: mix.next()) }
        var (left, right) = (Tally.EventSet(), Tally.EventSet())
        for token in tokens.prefix(60) { left.insert(token) }
        for token in tokens.suffix(60) { right.insert(token) }
        let isNew = left.insert(tokens[0])
        #expect(!isNew && left.count == 60)
        #expect(left.contains(tokens[59]) && !left.contains(tokens[60]))
        var other = right
        other.merge(left)
        left.merge(right)
        #expect(left == other && left.count == 100)
        #expect(left.encoded() == other.encoded())
    }
}
