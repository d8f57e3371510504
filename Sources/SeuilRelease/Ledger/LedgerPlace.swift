public import SeuilCrypto

/// The ledger's state as a release carries it: whose ledger it is, and the last checkpoint before the release's own
/// entry.
///
/// Every reader thereby keeps a checkpoint, and whoever rewrites the ledger later contradicts what readers hold.
public struct LedgerPlace: Sendable, Equatable {
    /// The log's key as C2SP writes it.
    public let logKey: LogVerifier
    /// The checkpoint, signed.
    public let note: SignedNote
    public let checkpoint: Checkpoint
    /// The site's identifier.
    public let site: String
    /// Whether it is no site's, but a rehearsal's.
    public let isRehearsal: Bool

    /// A signed checkpoint of the log of `logKey`.
    ///
    /// - Throws: `CryptoError.malformed` for a key that is no site's; what ``Checkpoint/init(of:signedBy:)`` throws.
    public init(logKey: LogVerifier, note: SignedNote) throws(CryptoError) {
        guard let (site, isRehearsal) = LedgerWords.site(ofOrigin: logKey.name) else {
            throw .malformed(.logKey)
        }
        self.site = site
        self.isRehearsal = isRehearsal
        self.logKey = logKey
        self.note = note
        checkpoint = try Checkpoint(of: note, signedBy: logKey)
    }

    /// Reads what `release.json` says.
    ///
    /// - Throws: ``CryptoError`` when it is not the signed checkpoint of a site's log.
    public init(logKey: String, checkpoint: String) throws(CryptoError) {
        try self.init(
            logKey: LogVerifier(text: logKey), note: SignedNote(bytes: Array(checkpoint.utf8)))
    }

    /// What `release.json` says.
    var text: LedgerPlaceText {
        LedgerPlaceText(
            logKey: logKey.text, checkpoint: String(decoding: note.bytes, as: UTF8.self))
    }
}

/// The members of `release.json` that place it in the ledger.
struct LedgerPlaceText: Sendable, Equatable {
    let logKey: String
    let checkpoint: String

    /// Whether it is a rehearsal's.
    var isRehearsal: Bool {
        logKey.utf8.starts(with: LedgerWords.origin(ofSite: "", isRehearsal: true).utf8)
    }

    /// As wide as any: every member but the number of entries has one width.
    static let widest: LedgerPlaceText = {
        func letters(_ count: Int) -> String { String(repeating: "A", count: count) }
        let name = LedgerWords.origin(ofSite: String(repeating: "0", count: 32))
        let size = String(repeating: "9", count: 19)
        return LedgerPlaceText(
            logKey: "\(name)+00000000+\(letters(44))",
            checkpoint: "\(name)\n\(size)\n\(letters(44))\n\n— \(name) \(letters(92))\n")
    }()
}
