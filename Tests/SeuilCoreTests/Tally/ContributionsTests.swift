import TestSupport
import Testing

@testable import SeuilCore

@Suite("Who brought how much to a sum")
struct ContributionsTests {
    private let limit = DistinctCounter.exactLimit

    private func delta(_ brought: [(token: UInt64, amount: Int64)], others: [Int] = [])
        -> TallyDelta
    {
        let sorted = brought.sorted { $0.token < $1.token }
        var addition = CellAddition(cell: 0, sumCount: 2)
        addition.visits = brought.count + others.count
        addition.requests = addition.visits
        addition.tokens = sorted.map(\.token)
        addition.sums[0] = brought.reduce(0) { $0 + $1.amount } + Int64(others.reduce(0, +))
        addition.contributions = [
            BatchContributions(
                amounts: sorted.map(\.amount), unidentified: LargestContributions(of: others)),
            BatchContributions(amounts: sorted.map { _ in 0 }),
        ]
        return TallyDelta(events: [], additions: [addition])
    }

    private func largest(_ tally: Tally) -> LargestContributions? {
        tally.close().tables.lazy.flatMap(\.sums).first { $0.sum == 0 && $0.isShown }?.largest[0]
    }

    @Test("The two largest are those of whole visitors, and of single visits without identity")
    func twoLargest() throws {
        var tally = Tally(try Desk().open.shape)
        tally.add(delta([(1, 20), (2, 30)], others: [25]))
        tally.add(delta([(1, 20)], others: [25, 3]))
        #expect(largest(tally) == LargestContributions(of: [40, 30]))
        #expect(LargestContributions(of: [5]) == LargestContributions(of: [0, 5, 0]))
    }

    @Test("Above what is counted exactly the largest are bounded, in bounded memory, in any order")
    func groups() throws {
        var mix = SeededGenerator.printed()
        let brought =
            (0..<40_000).map { _ in
                (token: mix.next(), amount: Int64.random(in: 0...90, using: &mix))
            } + [(token: mix.next(), amount: 5_000), (token: mix.next(), amount: 4_000)]
        let shape = try Desk().open.shape
        let parts = [brought[..<15_000], brought[15_000..<15_010], brought[15_010...]].map { part in
            var tally = Tally(shape)
            tally.add(delta(Array(part), others: [7]))
            return tally
        }
        var merged: [Tally] = []
        for order in [[0, 1, 2], [2, 0, 1], [1, 0, 2]] {
            var tally = Tally(shape)
            for part in order { tally.merge(parts[part]) }
            merged.append(tally)
        }
        #expect(merged[0] == merged[1] && merged[1] == merged[2])
        let tally = try Tally(decoding: merged[0].encoded(), for: shape)
        #expect(tally == merged[0])
        let bound = try #require(largest(tally))
        // A group holds about 39 of these visitors, and so about 1,800 besides.
        #expect(bound.first >= 5_000 && bound.first < 9_000)
        #expect(bound.first + bound.second >= 9_000 && bound.second < 8_000)
        #expect(
            tally.encoded().count < 3 * Contributions.groupCount + HyperLogLog.registerCount + 500)
        #expect(largest(parts[0])?.first ?? 0 <= 90)
    }

    @Test("A cell of which no table shows a sum keeps nothing of who brought it")
    func nothingKept() throws {
        let desk = try Desk()
        let shape = desk.open.shape
        let hours = try #require(DeskPolicy.tables.firstIndex { $0.name == "hours" })
        let text =
            "{\"district\":\"N1\",\"name\":\"A\",\"birth_date\":\"1980-01-01\",\"minutes\":30,"
            + "\"requests\":[{\"reason\":\"papers\"}]}"
        let delta = TallyDelta(counting: [try desk.count(text)], in: desk.open)
        // All but the grand total, which `profile` shows with its minutes.
        let cells = Set(shape.cells[hours].dropFirst())
        let additions = delta.additions.filter { cells.contains(Int32($0.cell)) }
        #expect(additions.count == 3 && additions.allSatisfy { $0.contributions.isEmpty })
        #expect(delta.additions.contains { !$0.contributions.isEmpty })
    }

    @Test("Amounts out of order are not what is written")
    func canonical() throws {
        let shape = try Desk().open.shape
        var bytes = delta([], others: [9, 4]).encoded(for: shape)
        // The last four bytes are the two largest of the cell's first sum, then of its second.
        #expect(Array(bytes.suffix(4)) == [9, 4, 0, 0])
        bytes[bytes.count - 4] = 3
        #expect(throws: TallyFormatError.notCanonical) {
            try TallyDelta(decoding: bytes, for: shape)
        }
    }

    @Test("A tally of the version before, which kept no contributions, is refused")
    func versionBefore() throws {
        let shape = try Desk().open.shape
        var bytes = Tally(shape).encoded()
        #expect(bytes[6] == 2)
        bytes[6] = 1
        #expect(throws: TallyFormatError.unknownFormat) { try Tally(decoding: bytes, for: shape) }
    }
}
