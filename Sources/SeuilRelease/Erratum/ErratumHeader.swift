public import SeuilCrypto

/// The content of `erratum.json`: which release is wrong, in what, and why.
public struct ErratumHeader: Sendable, Equatable, Codable {
    /// The release that it is about.
    public struct Release: Sendable, Equatable, Codable {
        public let number: Int
        /// SHA-256 of what was signed, as `open` remembers it; absent where the ledger does not name it.
        public let content: String?
        /// SHA-256 of the sealed file.
        public let sealed: String

        public init(number: Int, content: Digest?, sealed: Digest) {
            self.number = number
            self.content = content?.hex
            self.sealed = sealed.hex
        }
    }

    /// The version of the format.
    public static let currentFormat = "seuil-erratum-1"

    public let format: String
    /// `true` in a rehearsal's erratum; absent in every other.
    public let rehearsal: Bool?
    public let policy: ReleaseHeader.PolicyName
    public let site: ReleaseHeader.Site
    public let audience: String
    public let period: String
    /// Counts the errata of this audience's release from 1.
    public let number: Int
    public let release: Release
    public let reason: ErratumReason
    /// The site's own words, without digits.
    public let text: String?
    public let flagged: ErratumFlags
    /// SHA-256 of the SubjectPublicKeyInfo of each recipient: those of the release.
    public let recipients: [String]
    public let logKey: String
    public let checkpoint: String
    public let salt: String

    /// Where the ledger stood.
    public var ledgerPlace: LedgerPlace? {
        try? LedgerPlace(logKey: logKey, checkpoint: checkpoint)
    }

    /// The name of its file.
    public var name: ErratumName {
        ErratumName(release: ReleaseName(period: period, audience: audience), number: number)
    }

    /// Whether every member is as a site writes it.
    public var isWellFormed: Bool {
        let isText = text.map { (try? ErratumText($0))?.string == $0 } ?? true
        let isMarked = ledgerPlace.map { $0.isRehearsal == (rehearsal ?? false) } ?? false
        return format == ErratumHeader.currentFormat && isText && isMarked && number > 0
            && flagged.isInOrder && (reason != .protectionDefect || flagged.cells.isEmpty)
    }
}
