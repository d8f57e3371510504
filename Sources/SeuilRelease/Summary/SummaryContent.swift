internal import SeuilCore
internal import SeuilCrypto

/// All that the files of a release may say: published figures, and the words around them.
///
/// Rendering code gets this and nothing else, so that no file can hold what was withheld.
struct SummaryContent: Sendable {
    var policy: Policy
    let policyDigest: Digest
    let audience: Audience
    /// The fingerprints of this audience's recipients.
    let recipients: [Digest]
    let period: ReleasePeriod
    let number: Int
    let site: SiteIdentity
    let salt: [UInt8]
    /// The ledger's state, as `release.json` says it.
    let ledger: LedgerPlaceText
    /// The tables that this audience gets, in the policy's order.
    var tables: [SummaryTable]
    /// Dimensions declared `per: person` that the period's data contradict.
    let notAdditive: Set<Int>
    var counting: Counting
    let method: String
    /// Names of this audience's tables that were withheld whole.
    let tablesWithheld: [String]
    var comparisons: [Comparison]

    var language: Language { audience.language }

    /// The dimensions that the tables speak of, filters included, in the policy's order.
    var dimensions: [Int] {
        var used: Set<Int> = []
        for table in tables {
            let rule = policy.tables[table.layout.table]
            used.formUnion(rule.axes.map(\.dimension))
            if let filter = rule.filter { used.insert(filter.dimension) }
        }
        return used.sorted()
    }

    /// The sums that the tables show, in the policy's order.
    var sums: [Int] {
        Set(tables.flatMap { policy.tables[$0.layout.table].sums }).sorted()
    }
}
