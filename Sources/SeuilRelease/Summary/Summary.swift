internal import SeuilCore
internal import SeuilCrypto
public import SeuilDisclosure

/// What one audience is told of one period, once.
///
/// It is made of `ProtectedTables` and of what earlier releases published; a raw tally cannot reach it.
public struct Summary: Sendable {
    /// Bytes of the salt that makes the release's digest unguessable.
    public static let saltByteCount = 16
    /// The most bytes that the name of a protection method may have.
    static let methodByteLimit = 64

    let content: SummaryContent

    /// The summary of `tables` for audience number `audience` of their policy.
    ///
    /// - Parameters:
    ///   - number: The release's number at this site, from 1.
    ///   - ledger: The last checkpoint before the release's own entry.
    ///   - salt: `saltByteCount` random bytes, drawn once per release.
    ///   - history: What was published before, in any order; only figures of the same policy and audience
    ///     are used.
    /// - Throws: `noSuchAudience`, `saltLength`, `tooManyDigits`, `methodName`: see `SummaryError`.
    public init(
        tables: ProtectedTables, audience: Int, number: Int, site: SiteIdentity,
        ledger: LedgerPlace, salt: [UInt8], history: [ReleasedFigures]
    ) throws(SummaryError) {
        let policy = tables.policy.policy
        guard policy.audiences.indices.contains(audience) else { throw .noSuchAudience(audience) }
        guard salt.count == Summary.saltByteCount else { throw .saltLength(byteCount: salt.count) }
        let method = tables.protection.method
        guard method.utf8.count <= Summary.methodByteLimit else {
            throw .methodName(byteCount: method.utf8.count)
        }
        let period = ReleasePeriod(tables.period)
        let own = tables.tables.filter {
            policy.tables[$0.layout.table].audiences.contains(audience)
        }
        let names = Set(own.map { policy.tables[$0.layout.table].name })
        content = SummaryContent(
            policy: policy, policyDigest: tables.policy.digest,
            audience: policy.audiences[audience],
            recipients: tables.policy.recipients[audience].map(\.publicKeyFingerprint),
            period: period, number: number, site: site, salt: salt, ledger: ledger.text,
            tables: own.map { SummaryTable($0, of: policy) }, notAdditive: Set(tables.notAdditive),
            counting: tables.counting, method: method,
            tablesWithheld: tables.protection.tablesWithheld.filter(names.contains),
            comparisons: Comparison.among(
                history, period: period, policy: policy.name,
                audience: policy.audiences[audience].name))
        let fits = content.tables.allSatisfy { $0.figures.allSatisfy { $0?.fits ?? true } }
        guard fits, (0...Figure.greatest).contains(number) else {
            throw .tooManyDigits(limit: Figure.digitLimit)
        }
    }

    /// The content of `release.json`.
    public var header: ReleaseHeader { content.header }

    /// The published figures, to be kept for later comparisons.
    public var figures: ReleasedFigures { ReleasedFigures(content) }

    /// What the release is called outside.
    public var name: ReleaseName {
        ReleaseName(period: content.period.id, audience: content.audience.name)
    }

    /// The files of the release.
    ///
    /// The same summary gives the same bytes, on any machine and at any time.
    ///
    /// - Throws: `SummaryError.notRendered` when a file cannot be written out.
    public func render() throws(SummaryError) -> RenderedSummary {
        try content.render()
    }
}
