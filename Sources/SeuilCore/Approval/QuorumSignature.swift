public import Foundation
public import SeuilCrypto

/// A signature under what a quorum decides over: in which role it counts, or why it does not.
///
/// The one place that puts it into words, for the tool, the daemon's status and the audit.
public struct QuorumSignature: Sendable, Equatable {
    /// What a ledger knows of a signer who does not decide at the place in question.
    public enum Standing: Sendable, Hashable {
        /// The signer decided before, until that entry.
        case until(entry: Int)
        /// The signer decides later, from that entry on.
        case from(entry: Int)
    }

    public let signature: JudgedSignature
    /// The role that its signer has; `nil` for a stranger, and where there are no roles.
    public let role: Role?
    /// The moment at which it was to count.
    public let moment: Date
    /// Where a ledger knows the signer of a signature that is nobody's here.
    public var standing: Standing?

    public init(_ signature: JudgedSignature, role: Role?, at moment: Date) {
        self.signature = signature
        self.role = role
        self.moment = moment
    }

    /// Whether it counts.
    public var counts: Bool { signature.fault == nil }
}

extension QuorumSignature: CustomStringConvertible {
    /// A sentence without its full stop: whose signature it is, and whether it counts.
    public var description: String {
        guard let reason else {
            return "the signature of \(signer) counts"
                + (role.map { $0 == .signer ? "" : " in the role \($0)" } ?? "")
        }
        return "the signature of \(signer) does not count: \(reason)"
    }

    /// Whose it is, by what its certificate says.
    public var signer: String {
        guard let certificate = signature.certificate else { return "somebody unknown" }
        let name = certificate.subjectCommonName.map { "\($0.printable), " } ?? ""
        return "\(name)key \(certificate.publicKeyFingerprint.hex),"
    }

    /// Why it does not count; `nil` when it does.
    public var reason: String? {
        let dated = signature.signedAt.map { "it is dated \($0.plain)" } ?? "it has no date"
        return switch signature.fault {
        case nil: nil
        case .unknownCertificate: "its certificate is none of the signers', and not with it"
        case .doesNotHold: "it was altered, or is of another content"
        case .untrusted: whoseCertificate
        case .otherCertificate:
            "it is under another certificate than the one by which this key decides"
        case .mayNotSign(let refusal): "its certificate may not sign: \(refusal)"
        case .undated: "it does not say when it was made"
        case .datedLater: "\(dated), after \(moment.plain), when it was to count"
        case .ended(let end):
            "its certificate ended on \(end.plain), before \(moment.plain), when it was to count"
        case .notBegun(let begin):
            "its certificate begins on \(begin.plain), after \(moment.plain), when it was to count"
        case .datedAfterEnd(let end): "\(dated), after its certificate's end on \(end.plain)"
        case .datedBeforeBegin(let begin):
            "\(dated), before its certificate's beginning on \(begin.plain)"
        case .again: "the same signer again"
        }
    }

    private var whoseCertificate: String {
        switch standing {
        case nil: "its certificate is none of the signers'"
        case .until(let entry): "its signer has not decided since entry \(entry)"
        case .from(let entry): "its signer decides only from entry \(entry) on"
        }
    }
}

/// That too few have signed, with every signature that is there.
public struct TooFewSignatures: Sendable, Equatable, CustomStringConvertible {
    /// Everything that is missing, of each role and of all; at least one.
    public let shortfalls: [QuorumShortfall]
    public var signatures: [QuorumSignature]

    /// `nil` when nothing is missing.
    public init?(_ shortfalls: [QuorumShortfall], _ signatures: [QuorumSignature]) {
        guard !shortfalls.isEmpty else { return nil }
        self.init(missing: shortfalls, signatures)
    }

    private init(missing shortfalls: [QuorumShortfall], _ signatures: [QuorumSignature]) {
        self.shortfalls = shortfalls
        self.signatures = signatures
    }

    /// That nobody has signed where one is enough.
    static func nobody(_ signatures: [QuorumSignature]) -> TooFewSignatures {
        TooFewSignatures(missing: [QuorumShortfall(role: nil, have: 0, need: 1)], signatures)
    }

    /// The first that is missing.
    public var shortfall: QuorumShortfall { shortfalls[0] }

    /// Who is missing, and what becomes of each signature that is there.
    public var description: String { words() }

    /// The same without signatures of strangers who are signers of `other`: they count there.
    func without(strangersFrom other: Quorum) -> TooFewSignatures {
        TooFewSignatures(
            missing: shortfalls,
            signatures.filter { signature in
                signature.signature.fault != .untrusted
                    || !other.certificates.contains { $0 == signature.signature.certificate }
            })
    }

    /// The same, but that it says of which signers: ``description`` with `whose` after the numbers.
    public func words(_ whose: String? = nil) -> String {
        let missing = shortfalls.map { $0.description + (whose.map { ", \($0)" } ?? "") }
        return (missing + signatures.map(\.description)).joined(separator: "; ")
    }
}

extension Quorum {
    /// Every signature over `content`, those that count first.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when `signatures` are none.
    public func judge(
        _ signatures: [UInt8], of content: [UInt8], at time: Date
    ) throws(CryptoError) -> [QuorumSignature] {
        try DetachedSignature.judge(signatures, of: content, trusting: certificates, at: time)
            .map { judged in
                let signer = signers.first { $0.certificate == judged.certificate }
                return QuorumSignature(judged, role: signer?.role, at: time)
            }
    }
}

extension [QuorumSignature] {
    /// The keys that count, each once.
    var keys: Set<Digest> {
        Set(
            filter(\.counts).compactMap { $0.signature.certificate?.publicKeyFingerprint })
    }
}

extension Date {
    /// In UTC to the second.
    fileprivate var plain: String { ISO8601Format() }
}

extension String {
    /// A name out of a certificate, with nothing that a terminal takes for more than letters.
    fileprivate var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(80).map { scalar in
                    (0x20...0x7E).contains(scalar.value) || scalar.properties.isAlphabetic
                        ? scalar : "?"
                }))
    }
}
