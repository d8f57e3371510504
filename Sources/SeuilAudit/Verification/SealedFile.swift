internal import Foundation
internal import SeuilCrypto
internal import SeuilRelease

/// What a site sealed: bytes that nobody has checked.
///
/// Releases and errata are opened here, and nowhere else, so that neither gets fewer checks than the other.
struct SealedFile: Sendable {
    let bytes: [UInt8]

    /// Checks tag, signature and signer.
    ///
    /// - Throws: `envelope`, `untrustedSigner`.
    func open(
        key: PrivateKey, recipient: Certificate?, trusting trusted: [Certificate], at time: Date?
    ) throws(VerificationError) -> OpenedEnvelope {
        do throws(CryptoError) {
            return try Envelope.open(
                bytes, recipient: recipient, key: key, trusting: trusted, at: time)
        } catch {
            throw VerificationError(error)
        }
    }

    /// The certificate that signed it, trusted or not. The content stays closed.
    ///
    /// - Throws: `envelope` when the key, the tag or the signature fails.
    func signer(key: PrivateKey, recipient: Certificate?) throws(VerificationError) -> Certificate {
        do throws(CryptoError) {
            return try Envelope.signer(of: bytes, recipient: recipient, key: key)
        } catch {
            throw VerificationError(error)
        }
    }
}

/// For whom and by whom something signed was meant, in its own words.
struct SignedDestination {
    let isRehearsal: Bool
    let period: String
    let audience: String
    /// Fingerprints in hexadecimal.
    let recipients: [String]
    let site: String

    /// Holds them against the file's name, this key, and who signed.
    ///
    /// - Throws: `rehearsal`, `period`, `audience`, `notARecipient`, `site`.
    func check(
        against name: ReleaseName, key: PrivateKey, signer: Certificate, rehearsal: Bool
    ) throws(VerificationError) {
        guard isRehearsal == rehearsal else { throw .rehearsal(isOne: isRehearsal) }
        guard period == name.period else { throw .period(named: name.period, signed: period) }
        guard audience == name.audience else {
            throw .audience(named: name.audience, signed: audience)
        }
        guard recipients.contains(key.publicKeyFingerprint.hex) else {
            throw .notARecipient(key: key.publicKeyFingerprint)
        }
        guard site == signer.publicKeyFingerprint.hex else {
            throw .site(signed: site, signer: signer.publicKeyFingerprint)
        }
    }
}

extension VerificationError {
    init(_ error: CryptoError) {
        if case .untrustedSigner(let fingerprint) = error {
            self = .untrustedSigner(fingerprint: fingerprint)
        } else {
            self = .envelope(error)
        }
    }
}
