public import Foundation
public import SeuilCrypto
public import SeuilRelease

/// A release's file as it arrived: a name that anyone can have given it, and bytes that nobody has checked.
public struct SealedRelease: Sendable {
    /// What the file's name claims.
    public let name: ReleaseName
    private let bytes: [UInt8]

    /// A file of that name, without the folder it lies in.
    ///
    /// - Throws: `VerificationError.fileName` when the name is not a release's.
    public init(fileName: String, bytes: [UInt8]) throws(VerificationError) {
        guard let name = ReleaseName(fileName: fileName) else { throw .fileName(fileName) }
        self.name = name
        self.bytes = bytes
    }

    /// Opens the release for one recipient.
    ///
    /// Whoever can read a release can seal its content again, for others or under another name. What was
    /// signed therefore names period, audience, recipients and site, and all four are held against the file's
    /// name, this key and the trusted certificate.
    ///
    /// - Parameters:
    ///   - recipient: The key's certificate, where it is at hand: its part is then found at once.
    ///   - trusted: The certificates of the sites whose releases are read.
    ///   - time: When the signer's certificate must have been valid; `nil` takes the time of signing that the
    ///     signature states.
    ///   - rehearsal: Whether a rehearsal's release is meant; nothing else is then opened.
    /// - Throws: `envelope` when the key, the tag, the signature or the signer's validity fails; `rehearsal`;
    ///   `untrustedSigner`; `archive`, `header`, `format`, `missingFile`, `undeclaredFile` when what was
    ///   signed is no release; `period`, `audience`, `notARecipient`, `site` when it is another one.
    public func open(
        key: PrivateKey, recipient: Certificate?, trusting trusted: [Certificate], at time: Date?,
        rehearsal: Bool = false
    ) throws(VerificationError) -> OpenedRelease {
        let opened: OpenedEnvelope
        do throws(CryptoError) {
            opened = try Envelope.open(
                bytes, recipient: recipient, key: key, trusting: trusted, at: time)
        } catch {
            throw VerificationError(error)
        }
        let contents = try ReleaseContents(archive: opened.content)
        let header = contents.header
        guard header.isRehearsal == rehearsal else {
            throw .rehearsal(isOne: header.isRehearsal)
        }
        guard header.period == name.period else {
            throw .period(named: name.period, signed: header.period)
        }
        guard header.audience == name.audience else {
            throw .audience(named: name.audience, signed: header.audience)
        }
        guard header.recipients.contains(key.publicKeyFingerprint.hex) else {
            throw .notARecipient(key: key.publicKeyFingerprint)
        }
        guard header.site.key == opened.signer.publicKeyFingerprint.hex else {
            throw .site(signed: header.site.key, signer: opened.signer.publicKeyFingerprint)
        }
        return OpenedRelease(
            contents, signer: opened.signer, signingTime: opened.signingTime,
            content: .sha256(opened.content))
    }

    /// The certificate that signed the release, trusted or not, for a person to compare its fingerprint with
    /// what the site says by another way. The content stays closed.
    ///
    /// - Throws: `envelope` when the key, the tag or the signature fails.
    public func signer(
        key: PrivateKey, recipient: Certificate?
    ) throws(VerificationError) -> Certificate {
        do throws(CryptoError) {
            return try Envelope.signer(of: bytes, recipient: recipient, key: key)
        } catch {
            throw VerificationError(error)
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
