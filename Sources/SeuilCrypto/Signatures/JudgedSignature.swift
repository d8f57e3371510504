public import Foundation

/// One of the signatures in a file: under which certificate it was made, and why it does not count, if it does not.
public struct JudgedSignature: Sendable, Equatable {
    /// The certificate whose key made it: a trusted one, or else one that the file carries along.
    ///
    /// Whoever signs puts in a certificate of their choice, so a carried one says no more than who claims to have
    /// signed. `nil` when there is neither.
    public let certificate: Certificate?
    /// When it says that it was made.
    public let signedAt: Date?
    /// The first reason for which it does not count; `nil` when it does.
    public let fault: SignatureFault?

    public init(certificate: Certificate?, signedAt: Date?, fault: SignatureFault?) {
        self.certificate = certificate
        self.signedAt = signedAt
        self.fault = fault
    }
}

/// Why a signature does not count.
public enum SignatureFault: Sendable, Equatable {
    /// Its certificate is neither a trusted one nor carried along: nobody can say whose it is.
    case unknownCertificate
    /// It is over another content, in a form that is not taken, or altered.
    case doesNotHold
    /// Its certificate is not a trusted one.
    case untrusted
    /// Its key is a trusted one's, but the certificate another than the one that is trusted.
    case otherCertificate
    /// Its certificate may not sign.
    case mayNotSign(CertificateRefusal)
    /// It does not say when it was made.
    case undated
    /// It says that it was made after the moment at which it was to count.
    case datedLater
    /// Its certificate had ended by that moment.
    case ended(Date)
    /// Its certificate had not begun by that moment.
    case notBegun(Date)
    /// It says that it was made when its certificate had ended.
    case datedAfterEnd(Date)
    /// It says that it was made when its certificate had not begun.
    case datedBeforeBegin(Date)
    /// The same key has signed already, and counts once.
    case again
}

extension JudgedSignature {
    /// The order among those of one file, which by itself has none: a signature's encoding decides where it stands.
    fileprivate var rank: (Int, Digest, Date) {
        (
            fault == nil ? 0 : 1, certificate?.publicKeyFingerprint ?? .sha256([]),
            signedAt ?? .distantPast
        )
    }
}

extension DetachedSignature {
    /// So many certificates that a file carries along are looked at, to say whose a signature is that does not count.
    private static let carriedLimit = 64

    /// Every signature in the file, those that count first, by key, each with the reason for which it does not count, if there is one.
    ///
    /// - Parameter time: The moment at which they are to count.
    /// - Throws: ``CryptoError/malformed(_:)`` when `signature` is no detached signature.
    public static func judge(
        _ signature: [UInt8], of content: [UInt8], trusting trusted: [Certificate], at time: Date
    ) throws(CryptoError) -> [JudgedSignature] {
        let cms = try unsafe read(signature)
        // Safe throughout: the signatures live as long as `cms`, which is freed at the end.
        defer { unsafe free(cms) }
        let carried = Array(unsafe embeddedCertificates(of: cms).prefix(carriedLimit))
        let found = unsafe signers(of: cms).map { signer in
            unsafe judge(
                signer, over: .sha256(content), trusting: trusted, carried, at: time)
        }
        var keys: Set<Digest> = []
        let judged = found.map { certificate, fault, moment in
            // One key's second signature is no second signer's.
            let isAgain =
                fault == nil
                && certificate.map { !keys.insert($0.publicKeyFingerprint).inserted } == true
            return JudgedSignature(
                certificate: certificate, signedAt: moment, fault: isAgain ? .again : fault)
        }
        return judged.sorted { $0.rank < $1.rank }
    }

    /// Whose signature it is, what keeps it from counting by itself, and when it says that it was made.
    private static func judge(
        _ signer: OpaquePointer, over digest: Digest, trusting trusted: [Certificate],
        _ carried: [Certificate], at time: Date
    ) -> (Certificate?, SignatureFault?, Date?) {
        // Safe throughout: the signature is alive during the call, and nothing of it is kept.
        let moment = unsafe signingTime(of: signer)
        let own = trusted.filter { unsafe isNamed($0, by: signer) }
        let claimed = carried.filter { unsafe isNamed($0, by: signer) }
        let holding = own.filter { unsafe holds(signer, over: digest, by: $0) }
        // The certificate that goes with a signature is the one it is under, for stock OpenSSL too.
        if let first = claimed.first, let signer = holding.first, !own.contains(first) {
            return (signer, .otherCertificate, moment)
        }
        let faults = holding.map { fault(of: $0, signedAt: moment, at: time) }
        if let best = faults.firstIndex(of: nil) ?? faults.indices.first {
            return (holding[best], faults[best], moment)
        }
        guard
            let stranger = claimed.first(where: { unsafe holds(signer, over: digest, by: $0) })
        else {
            guard let named = own.first ?? claimed.first else {
                return (nil, .unknownCertificate, moment)
            }
            // Without signed attributes it has no date, whatever it is over.
            return (named, unsafe hasAttributes(signer) ? .doesNotHold : .undated, moment)
        }
        let isKnown = trusted.contains {
            $0.publicKeyFingerprint == stranger.publicKeyFingerprint
        }
        return (stranger, isKnown ? .otherCertificate : .untrusted, moment)
    }

    /// What keeps a trusted signer's signature that holds from counting at `time`.
    ///
    /// Clocks may differ by ``clockTolerance`` where a signature is held against the moment at which it is to count.
    /// A certificate's end is no clock's: whoever signs later signs with what nobody vouches for any more.
    private static func fault(
        of certificate: Certificate, signedAt moment: Date?, at time: Date
    ) -> SignatureFault? {
        do throws(CryptoError) {
            try certificate.checkSigner()
        } catch {
            guard case .signerRefused(_, let refusal) = error else { return .mayNotSign(.usage) }
            return .mayNotSign(refusal)
        }
        guard let moment else { return .undated }
        if moment > time + clockTolerance { return .datedLater }
        if time > certificate.notAfter { return .ended(certificate.notAfter) }
        if time < certificate.notBefore { return .notBegun(certificate.notBefore) }
        if moment > certificate.notAfter { return .datedAfterEnd(certificate.notAfter) }
        if moment < certificate.notBefore - clockTolerance {
            return .datedBeforeBegin(certificate.notBefore)
        }
        return nil
    }
}
