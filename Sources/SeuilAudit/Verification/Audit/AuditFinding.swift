/// What an audit has found at one place.
public struct AuditFinding: Sendable, Hashable, Codable {
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        /// The folder is not what an honest site writes.
        case error
        /// An honest site can be the cause, and should be asked.
        case warning
        /// Worth knowing.
        case notice
    }

    /// What was found; a script reads this, a person the text.
    public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
        // The tree and its checkpoints.
        case fileMissing = "file-missing"
        case fileUnsafe = "file-unsafe"
        case checkpointUnreadable = "checkpoint-unreadable"
        case checkpointNotSigned = "checkpoint-not-signed"
        case checkpointOlder = "checkpoint-older"
        case rehearsal
        case logKeyDiffers = "log-key-differs"
        case rootDiffers = "root-differs"
        case entryAltered = "entry-altered"
        case entryMoved = "entry-moved"
        case entryAdded = "entry-added"
        case entryMissing = "entry-missing"
        case ledgerTruncated = "ledger-truncated"
        case ledgerForked = "ledger-forked"
        case otherLog = "checkpoint-of-another-log"
        case entriesNotSigned = "entries-not-signed"
        case entriesNotDetermined = "entries-not-determined"
        // The entries.
        case entryUnreadable = "entry-unreadable"
        case orderBroken = "order-broken"
        case earlierLedgerDiffers = "earlier-ledger-differs"
        case restated
        // What signers have signed beside policies.
        case foundingNotSigned = "founding-not-signed"
        case followsAnotherLog = "follows-another-log"
        case statementMissing = "statement-missing"
        case statementAltered = "statement-altered"
        case statementDiffers = "statement-differs-from-entry"
        case statementNotSigned = "statement-not-signed"
        case signersNotTrusted = "signers-not-trusted"
        // Signatures that do not count, where too few have signed or beside those that do.
        case signatureUnknown = "signature-unknown"
        case signatureAltered = "signature-altered"
        case signerNotDeciding = "signer-not-deciding"
        case signerOtherCertificate = "signer-other-certificate"
        case signerUnfit = "signer-unfit"
        case signatureUndated = "signature-undated"
        case signatureLater = "signature-dated-later"
        case signerExpired = "signer-expired"
        case signerNotBegun = "signer-not-begun"
        case signatureRepeated = "signature-repeated"
        // Policies.
        case policyFileMissing = "policy-file-missing"
        case policyAltered = "policy-altered"
        case policyNotSigned = "policy-not-signed"
        case policyInvalid = "policy-invalid"
        case policyDiffersFromEntry = "policy-differs-from-entry"
        case signerCertificateChanged = "signer-certificate-changed"
        case policyLooser = "policy-looser"
        case policyNotAdopted = "policy-not-adopted"
        // Periods.
        case periodNotOfPolicy = "period-not-of-policy"
        case openedOutOfForce = "opened-out-of-force"
        case closedEarly = "closed-early"
        case audiencesDiffer = "audiences-differ"
        case closingOverdue = "closing-overdue"
        case destructionMissing = "destruction-missing"
        case noRelease = "no-release"
        // Releases.
        case releaseMissing = "release-missing"
        case releaseDiffers = "release-differs"
        case releaseNotInLedger = "release-not-in-ledger"
        case proofMissing = "proof-missing"
        case proofInvalid = "proof-invalid"
        case erratum
        case erratumMissing = "erratum-missing"
        case erratumDiffers = "erratum-differs"
        case erratumNotInLedger = "erratum-not-in-ledger"
        case unexpectedFile = "unexpected-file"
        case recipientsDiffer = "recipients-differ"
        // What a recipient's key opens.
        case siteCertificateDiffers = "site-certificate-differs"
        case keyOpensNothing = "key-opens-nothing"
        case releaseNotOpened = "release-not-opened"
        case contentDiffers = "content-differs"
        case releaseContradictsLedger = "release-contradicts-ledger"
        case releaseContradictsPolicy = "release-contradicts-policy"
        case erratumNotOpened = "erratum-not-opened"
        case erratumContradictsLedger = "erratum-contradicts-ledger"
        case erratumFlagsUnpublished = "erratum-flags-unpublished"
        case releaseNotRecomputed = "release-not-recomputed"
        case releaseFileDiffers = "release-file-differs"
        case paddingNotBlank = "padding-not-blank"
        case archiveDiffers = "archive-differs"
        case attackFinds = "attack-finds"
        case attackUnsettled = "attack-unsettled"
        case attackImpossible = "attack-impossible"
    }

    public let code: Code
    public let severity: Severity
    /// A file of the folder, or an entry by its number from 0: `entry 12`.
    public let place: String
    public let text: String

    init(_ code: Code, _ severity: Severity, _ place: String, _ text: String) {
        self.code = code
        self.severity = severity
        self.place = AuditText.quoted(place)
        self.text = AuditText.quoted(text, limit: 1_200)
    }
}

/// How text from the folder reaches a terminal.
enum AuditText {
    /// `text` with nothing that a terminal takes for more than letters: no escapes, no line ends, no change of
    /// direction, and cut where it is long.
    static func quoted(_ text: String, limit: Int = 120) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            let isPlain = (0x20...0x7E).contains(scalar.value) || scalar.properties.isAlphabetic
            quoted += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return text.unicodeScalars.count > limit ? quoted + "…" : quoted
    }
}
