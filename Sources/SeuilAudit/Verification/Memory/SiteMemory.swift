public import SeuilCrypto
internal import SeuilRelease

/// What a reader remembers of one site, by the certificate that they trust: its log's key, the checkpoints seen, and
/// what each release was.
///
/// It grows by releases whose every check has held and which contradict nothing in it. A site that rewrites its
/// ledger, or releases a period again, contradicts it.
public struct SiteMemory: Sendable, Equatable, Codable {
    /// A checkpoint that was seen, its signature verified then.
    struct Seen: Sendable, Hashable, Codable {
        let origin: String
        let size: Int
        let root: String
    }

    /// A release that was opened.
    struct Release: Sendable, Equatable, Codable {
        let period: String
        let audience: String
        let number: Int
        /// SHA-256 of what was signed.
        let content: String
        /// SHA-256 of each sealed file that held it.
        var sealed: [String]
        /// The checkpoint that it carries; absent in the first format.
        let checkpoint: Seen?
    }

    static let currentFormat = "seuil-memory-1"
    /// So many checkpoints are kept; of more, the first and the latest.
    private static let checkpointLimit = 10_000

    let format: String
    /// SHA-256 of the trusted certificate's SubjectPublicKeyInfo.
    let site: String
    /// `true` for a rehearsal's site.
    let rehearsal: Bool?
    /// The log's keys, each accepted in its time; the last is the one of now.
    private(set) var logKeys: [String] = []
    private(set) var checkpoints: [Seen] = []
    private(set) var releases: [Release] = []
    /// Absent in memories from before there were errata.
    var errata: [Erratum]?

    /// The memory of a site that was never met.
    ///
    /// - Parameter isRehearsal: Of a rehearsal's site, and of nothing else.
    public init(of site: Digest, isRehearsal: Bool = false) {
        format = SiteMemory.currentFormat
        rehearsal = isRehearsal ? true : nil
        self.site = site.hex
    }

    /// Whether nothing of the site was seen before.
    public var isEmpty: Bool { releases.isEmpty && (errata ?? []).isEmpty }

    /// The checkpoints of the log of that name.
    public func checkpoints(of origin: String) -> [Checkpoint] {
        checkpoints.filter { $0.origin == origin }.compactMap { seen in
            Digest(hex: seen.root).map {
                Checkpoint(origin: seen.origin, size: seen.size, root: $0)
            }
        }
    }

    /// What taking a release in has shown.
    public enum Outcome: Sendable, Equatable {
        /// Nothing was there to compare it with.
        case firstContact
        case consistent
        /// The content is known, in another sealed file: somebody has sealed it again.
        case sealedAgain
    }

    /// Takes in a release.
    ///
    /// - Parameters:
    ///   - sealed: The digest of its file.
    ///   - proof: What lies beside it, if anything does.
    ///   - accepted: A new key of the log that the reader was told of by another way.
    /// - Throws: ``MemoryRefusal``; nothing has then been taken in.
    public mutating func take(
        _ release: OpenedRelease, sealed: Digest, proof: InclusionProof? = nil,
        accepting accepted: LogVerifier? = nil
    ) throws(MemoryRefusal) -> Outcome {
        var next = self
        let outcome: Outcome = isEmpty ? .firstContact : .consistent
        let seen = try next.takeLog(release, sealed, proof, accepted)
        let header = release.header
        let known = releases.firstIndex {
            $0.period == header.period && $0.audience == header.audience
        }
        if let known {
            guard releases[known].content == release.content.hex else { throw .secondRelease }
            guard !releases[known].sealed.contains(sealed.hex) else {
                self = next
                return outcome
            }
            next.releases[known].sealed.append(sealed.hex)
            self = next
            return .sealedAgain
        }
        let others = releases.filter { other in
            // A ledger begun anew counts from 1 again.
            other.audience == header.audience
                && (other.checkpoint?.origin == seen?.origin
                    || other.checkpoint == nil && logKeys.count < 2)
        }
        guard !others.contains(where: { $0.number == header.number }) else { throw .numberTwice }
        try SiteMemory.checkOrder(header.number, seen, among: others)
        next.releases.append(
            Release(
                period: header.period, audience: header.audience, number: header.number,
                content: release.content.hex, sealed: [sealed.hex], checkpoint: seen))
        self = next
        return outcome
    }

    /// Takes in what the release says of the log; its checkpoint.
    private mutating func takeLog(
        _ release: OpenedRelease, _ sealed: Digest, _ proof: InclusionProof?,
        _ accepted: LogVerifier?
    ) throws(MemoryRefusal) -> Seen? {
        guard let place = release.header.ledgerPlace else {
            guard rehearsal == nil else { throw .rehearsal }
            let later = releases.filter {
                $0.audience == release.header.audience && $0.checkpoint != nil
            }
            // What was made before the ledger has a lower number than what came after.
            guard later.allSatisfy({ release.header.number < $0.number }) else {
                throw .withoutLedger
            }
            return nil
        }
        try takeLog(place, accepted)
        if let proof { try take(proof, of: release, sealed, place) }
        return Seen(place.checkpoint)
    }

    /// Takes in a log's key and its checkpoint.
    mutating func takeLog(
        _ place: LedgerPlace, _ accepted: LogVerifier?
    ) throws(MemoryRefusal) {
        guard place.isRehearsal == (rehearsal ?? false) else { throw .rehearsal }
        let key = place.logKey.text
        if !logKeys.contains(key) {
            guard logKeys.isEmpty || accepted?.text == key else { throw .otherLog(found: key) }
            logKeys.append(key)
        }
        try take(place.checkpoint)
    }

    private mutating func take(
        _ proof: InclusionProof, of release: OpenedRelease, _ sealed: Digest, _ place: LedgerPlace
    ) throws(MemoryRefusal) {
        let header = release.header
        guard proof.proves(proof.extra, in: place.logKey),
            let entry = try? LedgerEntry(bytes: proof.extra),
            case .released(let publication) = entry.event, publication.period == header.period,
            let named = publication.releases.first(where: { $0.audience == header.audience }),
            named.sealed == sealed, named.number == header.number,
            named.content ?? release.content == release.content,
            place.checkpoint.size <= proof.index,
            let checkpoint = try? Checkpoint(of: proof.checkpoint, signedBy: place.logKey)
        else { throw .proofDiffers }
        try take(checkpoint)
    }

    /// Takes in a checkpoint, unless another root of its size is known.
    mutating func take(_ checkpoint: Checkpoint) throws(MemoryRefusal) {
        let seen = Seen(checkpoint)
        let same = checkpoints.filter { $0.origin == seen.origin && $0.size == seen.size }
        guard same.allSatisfy({ $0 == seen }) else { throw .forked(size: seen.size) }
        guard same.isEmpty else { return }
        checkpoints.append(seen)
        if checkpoints.count > SiteMemory.checkpointLimit { checkpoints.remove(at: 1) }
    }

    /// A later release does not carry an earlier checkpoint than one before it.
    private static func checkOrder(
        _ number: Int, _ seen: Seen?, among others: [Release]
    ) throws(MemoryRefusal) {
        guard let seen else { return }
        for other in others {
            guard let known = other.checkpoint, known.origin == seen.origin else { continue }
            let isInOrder =
                other.number < number ? known.size <= seen.size : known.size >= seen.size
            guard isInOrder else { throw .checkpointOutOfOrder }
        }
    }
}

extension SiteMemory.Seen {
    init(_ checkpoint: Checkpoint) {
        self.init(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.hex)
    }
}

/// What in a release contradicts what the reader remembers of its site.
public enum MemoryRefusal: Error, Sendable, Equatable {
    /// It is a rehearsal's and the memory a site's, or the other way round.
    case rehearsal
    /// Another content was opened for the same period and audience.
    case secondRelease
    /// Another period was opened under the same number.
    case numberTwice
    /// Another content was opened under the same number of an erratum.
    case secondErratum
    /// It is about another release of the period than the one that was opened.
    case erratumOfAnotherRelease
    /// Another root was signed for so many entries: the ledger was rewritten.
    case forked(size: Int)
    /// It names another log than the site's releases did before.
    case otherLog(found: String)
    /// It is of the form before there was a ledger, but newer than others that name one.
    case withoutLedger
    /// Its checkpoint is older than that of an earlier release.
    case checkpointOutOfOrder
    /// The proof beside it does not prove this file.
    case proofDiffers
}
