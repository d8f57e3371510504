import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import SeuilDisclosure
import SeuilRelease

/// Makes the sealed releases of a period: protects, summarises, renders, attacks, packs, signs
/// and encrypts.
///
/// It knows no files and changes nothing: made again after a crash, the same tally and seed withhold the same
/// cells, and nothing of the first attempt was published.
struct ReleaseMaker: Sendable {
    /// What one audience was told before, and the number of what it is told now.
    struct Precedent: Sendable {
        let number: Int
        /// Everything, as readers know it.
        let history: [ReleasedFigures]
        /// What of it the new release may be compared with: not what errata have flagged.
        let comparable: [ReleasedFigures]
    }

    let site: SiteIdentity
    let key: PrivateKey
    let certificate: Certificate
    /// Where a rehearsal's salts come from.
    var seeded: SeededSecrets?

    /// The releases of `tally`, one an audience of its policy that has recipients, in their order.
    ///
    /// It may take as long as a solver takes, so it never runs where visits are recorded.
    ///
    /// - Parameters:
    ///   - precedents: One an audience.
    ///   - ledger: Where the ledger stands: after the period's opening, the same for all audiences.
    ///   - earlier: What any audience was told of periods that share days with this one.
    @concurrent
    func make(
        of tally: ClosedTally, seed: SecretBox, precedents: [Precedent],
        earlier: [EarlierFigures], ledger: LedgerPlace, at now: Date
    ) async throws -> [SealedSummary] {
        let tables = try Protector(seed: seed.bytes).protect(tally, after: earlier)
        let cleared = try clear(tables, precedents, ledger)
        let policy = tally.policy.policy
        return try cleared.all.enumerated().compactMap { audience, cleared in
            // All of an audience's recipients can have been withdrawn: an envelope for nobody is none.
            guard !tally.policy.recipients[audience].isEmpty else { return nil }
            let archive = try cleared.rendered.archive(
                paddedTo: WorstCase.byteCount(
                    policy: policy, audience: audience, isRehearsal: seeded != nil))
            let sealed = try Envelope.seal(
                archive, signer: certificate, key: key,
                recipients: tally.policy.recipients[audience], at: now)
            return SealedSummary(
                audience: policy.audiences[audience].name, number: precedents[audience].number,
                content: .sha256(archive), bytes: sealed,
                figures: try cleared.summary.figures.encoded(),
                tablesWithheld: cleared.summary.header.protection.tablesWithheld,
                isSilent: cleared.summary.figures.isSilent)
        }
    }

    /// The summaries of `tables` for every audience, with so many tables withheld whole that the attack on their
    /// files finds nothing.
    ///
    /// The proof has found nothing either, so this is a second look by other means; what it costs is at most
    /// one attack for each table.
    private func clear(
        _ tables: ProtectedTables, _ precedents: [Precedent], _ ledger: LedgerPlace
    ) throws -> ClearedSummaries {
        let names = Set(tables.policy.policy.tables.map(\.name))
        var withheld: Set<String> = []
        while true {
            let tables = withheld.isEmpty ? tables : tables.withholding(withheld)
            let outcome: ClearedSummaries.Outcome?
            do throws(ClearingError) {
                outcome = try ClearedSummaries.clearing(
                    try summaries(of: tables, precedents, ledger),
                    beside: precedents.flatMap(\.history))
            } catch {
                // Figures that contradict what is known of all figures are not for readers either.
                guard case .attack(.contradiction) = error else { throw error }
                outcome = nil
            }
            if case .cleared(let cleared) = outcome { return cleared }
            guard withheld != names else { throw ReleaseError.notCleared }
            var more = names
            if case .refused(let verdict) = outcome {
                more = Set(verdict.tablesToWithhold).intersection(names).subtracting(withheld)
            }
            withheld.formUnion(more.isEmpty ? names : more)
        }
    }

    func salt(_ names: String...) -> [UInt8] {
        let count = Summary.saltByteCount
        return seeded?.bytes(count, for: "salt \(names.joined(separator: " "))")
            ?? SecureRandom.bytes(count)
    }

    private func summaries(
        of tables: ProtectedTables, _ precedents: [Precedent], _ ledger: LedgerPlace
    ) throws(ClearingError) -> [Summary] {
        do throws(SummaryError) {
            return try tables.policy.policy.audiences.indices.map { audience throws(SummaryError) in
                try Summary(
                    tables: tables, audience: audience, number: precedents[audience].number,
                    site: site, ledger: ledger,
                    salt: salt(tables.period.id, tables.policy.policy.audiences[audience].name),
                    history: precedents[audience].comparable)
            }
        } catch {
            throw .rendering(error)
        }
    }
}

/// Why releases are not made although everything is protected.
enum ReleaseError: Error, Equatable, CustomStringConvertible {
    /// The attack finds something even when everything is withheld.
    case notCleared

    var description: String { "the attack finds something even when everything is withheld" }
}
