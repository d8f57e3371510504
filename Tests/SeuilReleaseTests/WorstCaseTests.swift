import Foundation
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("The padded size")
struct WorstCaseTests {
    private static let policies = [
        SamplePolicy.policy(), SamplePolicy.policy(language: .en),
        SamplePolicy.policy(threshold: .visits(11), zeros: .protect),
    ]

    /// Seeds of the random tables; a failure names the one it came from.
    private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    @Test("Any protected tables of a policy fit its worst case", arguments: seeds)
    func anythingFits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for policy in Self.policies {
            let verified = SamplePolicy.verified(policy)
            for audience in policy.audiences.indices {
                let size = try WorstCase.byteCount(policy: policy, audience: audience)
                // Before it is rounded up, which would hide an error of up to 64 KiB.
                let bound = try WorstCase.exactByteCount(policy: policy, audience: audience)
                #expect(size.isMultiple(of: WorstCase.granularity))
                let history = try [SamplePolicy.month(2025, 12), SamplePolicy.month(2025, 1)].map {
                    try drawn(verified, $0, audience, &random).figures
                }
                for count in 0...history.count {
                    let summary = try drawn(
                        verified, SamplePolicy.month(2026, 1), audience, &random,
                        history: Array(history.prefix(count)))
                    let rendered = try summary.render()
                    let need = try rendered.archive(paddingByteCount: 0).count
                    #expect(need <= bound, "seed \(seed)")
                    #expect(try rendered.archive(paddedTo: size).count == size)
                }
            }
        }
    }

    private func drawn(
        _ policy: VerifiedPolicy, _ period: Period, _ audience: Int,
        _ random: inout SeededGenerator, history: [ReleasedFigures] = []
    ) throws -> Summary {
        let shares: [Double] = [0, 0.1, 0.5, 1]
        let share = shares.randomElement(using: &random) ?? 0
        let tables = SampleFigures.random(
            policy, period: period, seed: random.next(), withheldShare: share)
        return try Summary.sample(
            SampleFigures.protected(
                policy, period: period, tables: tables.tables,
                notAdditive: Bool.random(using: &random) ? [SamplePolicy.age] : [],
                counting: Bool.random(using: &random) ? .hll : .exact,
                tablesWithheld: Bool.random(using: &random) ? ["reasons", "caf"] : []),
            audience: audience, history: history)
    }

    @Test("How many entries the ledger has changes nothing of a release's size")
    func ledgerSizes() throws {
        let policy = SamplePolicy.policy()
        let tables = SampleFigures.uniform(
            SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 9),
            number: Figure.greatest)
        let size = try WorstCase.byteCount(policy: policy, audience: 0)
        let bound = try WorstCase.exactByteCount(policy: policy, audience: 0)
        for entries in [1, 9, 10, 99_999, Int.max] {
            let rendered = try Summary.sample(tables, ledgerSize: entries).render()
            #expect(try rendered.archive(paddingByteCount: 0).count <= bound)
            #expect(try rendered.archive(paddedTo: size).count == size)
        }
    }

    @Test("The widest figures of every kind of period fit too", arguments: PeriodLength.allCases)
    func widestPeriods(length: PeriodLength) throws {
        for language in Language.allCases {
            let policy = SamplePolicy.policy(language: language, length: length)
            let bound = try WorstCase.exactByteCount(policy: policy, audience: 0)
            for (month, day) in [(9, 28), (12, 31), (2, 1), (8, 1)] {
                let firstDay = SamplePolicy.day(2026, month, day)
                let period = Period(
                    id: length.sampleID(month), length: length, firstDay: firstDay, start: .now,
                    end: .now)
                let verified = SamplePolicy.verified(policy)
                let tables = SampleFigures.uniform(
                    verified, period: period, number: Figure.greatest)
                let rendered = try Summary.sample(tables).render()
                #expect(try rendered.archive(paddingByteCount: 0).count <= bound)
            }
        }
    }

    @Test("Figures of full width beside others fit, whatever the change between them")
    func widestChanges() throws {
        let policy = SamplePolicy.policy()
        let verified = SamplePolicy.verified(policy)
        let bound = try WorstCase.exactByteCount(policy: policy, audience: 0)
        let numbers = [Figure.greatest, 100_000_000_000, 500_000_000_000]
        for (before, now) in numbers.flatMap({ before in numbers.map { (before, $0) } }) {
            let history = try [SamplePolicy.month(2025, 9), SamplePolicy.month(2024, 10)].map {
                try Summary.sample(
                    SampleFigures.uniform(verified, period: $0, number: before)
                ).figures
            }
            let tables = SampleFigures.uniform(
                verified, period: SamplePolicy.month(2025, 10), number: now)
            let rendered = try Summary.sample(tables, history: history).render()
            let need = try rendered.archive(paddingByteCount: 0).count
            #expect(need <= bound && need > bound - 8192, "\(before) then \(now)")
        }
    }

    @Test("Few or many visits, published or withheld, give archives of one size")
    func oneSize() throws {
        let policy = SamplePolicy.policy()
        let size = try WorstCase.byteCount(policy: policy, audience: SamplePolicy.elus)
        for visitCount in [0, 12, 5_000] {
            let tables = SampleFigures.counted(
                SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1),
                visitCount: visitCount, seed: 5)
            let archive = try Summary.sample(tables).render().archive(paddedTo: size)
            #expect(archive.count == size)
            #expect(try ArchiveReader.files(in: archive).contains { $0.path == "padding" })
        }
    }

    @Test("A size that is too small is an error that says what is needed")
    func overflow() throws {
        let tables = SampleFigures.counted(
            SamplePolicy.verified(SamplePolicy.policy()), period: SamplePolicy.month(2026, 1),
            visitCount: 100, seed: 5)
        let rendered = try Summary.sample(tables).render()
        let need = try rendered.archive(paddingByteCount: 0).count
        #expect(try rendered.archive(paddedTo: need).count == need)
        #expect(throws: ArchiveError.overflow(byteCount: need, limit: need - 1)) {
            try rendered.archive(paddedTo: need - 1)
        }
    }
}

extension PeriodLength {
    fileprivate func sampleID(_ month: Int) -> String {
        switch self {
        case .day: "2026-12-31"
        case .week: "2026-W52"
        case .month: "2026-12"
        case .quarter: "2026-Q4"
        case .year: "2026"
        }
    }
}
