import Foundation
import SeuilCore
import SeuilCrypto
import SeuilDisclosure
import SeuilRelease

/// Makes the sealed releases of a period: protects, summarises, renders, packs, signs and encrypts.
///
/// It knows no files and changes nothing: made again after a crash, the same tally and seed withhold the same
/// cells, and nothing of the first attempt was published.
struct ReleaseMaker: Sendable {
    /// What one audience was told before, and the number of what it is told now.
    struct Precedent: Sendable {
        let number: Int
        let history: [ReleasedFigures]
    }

    let site: SiteIdentity
    let key: PrivateKey
    let certificate: Certificate

    /// The releases of `tally`, one an audience of its policy, in their order.
    ///
    /// It may take as long as a solver takes, so it never runs where visits are recorded.
    ///
    /// - Parameters:
    ///   - precedents: One an audience.
    ///   - earlier: What any audience was told of periods that share days with this one.
    @concurrent
    func make(
        of tally: ClosedTally, seed: SecretBox, precedents: [Precedent],
        earlier: [EarlierFigures], at now: Date
    ) async throws -> [SealedSummary] {
        let policy = tally.policy.policy
        let tables = try Protector(seed: seed.bytes).protect(tally, after: earlier)
        return try policy.audiences.indices.map { audience in
            let summary = try Summary(
                tables: tables, audience: audience, number: precedents[audience].number,
                site: site, salt: SecureRandom.bytes(Summary.saltByteCount),
                history: precedents[audience].history)
            let archive = try summary.render().archive(
                paddedTo: WorstCase.byteCount(policy: policy, audience: audience))
            let sealed = try Envelope.seal(
                archive, signer: certificate, key: key,
                recipients: tally.policy.recipients[audience], at: now)
            return SealedSummary(
                audience: policy.audiences[audience].name, number: precedents[audience].number,
                bytes: sealed, figures: try summary.figures.encoded())
        }
    }
}
