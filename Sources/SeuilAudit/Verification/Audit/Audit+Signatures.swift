internal import SeuilCore
public import SeuilCrypto
internal import SeuilRelease

extension AuditFinding.Code {
    /// The code of a reason for which a signature does not count; the same wherever one is named.
    public init(_ fault: SignatureFault) {
        self =
            switch fault {
            case .unknownCertificate: .signatureUnknown
            case .doesNotHold: .signatureAltered
            case .untrusted: .signerNotDeciding
            case .otherCertificate: .signerOtherCertificate
            case .mayNotSign: .signerUnfit
            case .undated: .signatureUndated
            case .datedLater: .signatureLater
            case .ended, .datedAfterEnd: .signerExpired
            case .notBegun, .datedBeforeBegin: .signerNotBegun
            case .again: .signatureRepeated
            }
    }
}

extension Audit {
    /// Says that too few have signed what entry `index` names, and of each signature that does not count why.
    mutating func find(
        _ tooFew: TooFewSignatures, _ code: AuditFinding.Code,
        whose: String? = nil, at index: Int, _ place: String
    ) {
        let counting = tooFew.signatures.filter(\.counts)
        let missing = tooFew.shortfalls.map {
            $0.description + (whose.map { ", \($0)" } ?? "")
        }
        find(code, place, (missing + counting.map(\.description)).joined(separator: "; "))
        name(tooFew.signatures, .error, at: index, place)
    }

    /// Says of each signature that does not count why.
    mutating func name(
        _ signatures: [QuorumSignature], _ severity: AuditFinding.Severity, at index: Int,
        _ place: String
    ) {
        for var signature in signatures {
            guard let fault = signature.signature.fault else { continue }
            if fault == .untrusted, let certificate = signature.signature.certificate {
                signature.standing = standing(of: LedgerEvent.Signer(certificate), at: index)
            }
            find(AuditFinding.Code(fault), severity, place, signature.description)
        }
    }

    /// Where somebody who does not decide at entry `index` decided before, or does later.
    func standing(
        of signer: LedgerEvent.Signer, at index: Int
    ) -> QuorumSignature.Standing? {
        let decides = history.quorums.map {
            $0.rule.member(signer.key, signer.certificate) != nil
        }
        let place = history.quorums.lastIndex { $0.index < index } ?? 0
        guard decides.indices.contains(place), !decides[place] else { return nil }
        if let last = decides[..<place].lastIndex(of: true) {
            return .until(entry: history.quorums[last + 1].index)
        }
        return decides[place...].firstIndex(of: true).map {
            .from(entry: history.quorums[$0].index)
        }
    }
}
