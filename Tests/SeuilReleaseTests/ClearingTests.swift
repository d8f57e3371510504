import SeuilAudit
import SeuilCore
import SeuilCrypto
import SeuilDisclosure
import SeuilRelease
import Testing

@Suite("Only summaries whose files withstand the attack are cleared")
struct ClearingTests {
    private let policy: VerifiedPolicy = {
        var policy = SamplePolicy.policy()
        policy.tables = policy.tables.filter { ["districts", "caf"].contains($0.name) }
        return SamplePolicy.verified(policy)
    }()

    /// Cells under the threshold are withheld and nothing else: subtraction gives many of them.
    private var leaking: ProtectedTables {
        SampleFigures.counted(
            policy, period: SamplePolicy.month(2026, 1), visitCount: 400, seed: 7)
    }

    private func outcome(of tables: ProtectedTables) throws -> ClearedSummaries.Outcome {
        let site = try SiteIdentity(name: "Site", key: .sha256([]))
        let summaries = try policy.policy.audiences.indices.map { audience in
            try Summary(
                tables: tables, audience: audience, number: 1, site: site,
                ledger: .sample(), salt: [UInt8](repeating: 0, count: Summary.saltByteCount),
                history: [])
        }
        return try ClearedSummaries.clearing(summaries)
    }

    @Test("A release that subtraction opens is refused, and the tables to withhold are named")
    func refused() throws {
        guard case .refused(let verdict) = try outcome(of: leaking) else {
            Issue.record("it was cleared")
            return
        }
        let names = Set(policy.policy.tables.map(\.name))
        #expect(!verdict.breaks.isEmpty)
        #expect(!verdict.tablesToWithhold.isEmpty)
        #expect(names.isSuperset(of: verdict.tablesToWithhold))
    }

    @Test("With every table withheld it is cleared, one summary an audience")
    func cleared() throws {
        let tables = leaking.withholding(Set(policy.policy.tables.map(\.name)))
        guard case .cleared(let cleared) = try outcome(of: tables) else {
            Issue.record("it was refused")
            return
        }
        #expect(cleared.all.map(\.summary.header.audience) == ["elus", "caf"])
        #expect(tables.protection.tablesWithheld == policy.policy.tables.map(\.name))
    }
}
