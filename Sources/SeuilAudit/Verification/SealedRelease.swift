public import Foundation
public import SeuilCrypto
public import SeuilRelease

/// A release's file as it arrived: a name that anyone can have given it, and bytes that nobody has checked.
public struct SealedRelease: Sendable {
    /// What the file's name claims.
    public let name: ReleaseName
    private let file: SealedFile

    /// A file of that name, without the folder it lies in.
    ///
    /// - Throws: `VerificationError.fileName` when the name is not a release's.
    public init(fileName: String, bytes: [UInt8]) throws(VerificationError) {
        guard let name = ReleaseName(fileName: fileName) else { throw .fileName(fileName) }
        self.name = name
        file = SealedFile(bytes: bytes)
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
        let opened = try file.open(key: key, recipient: recipient, trusting: trusted, at: time)
        let contents = try ReleaseContents(archive: opened.content)
        let header = contents.header
        try SignedDestination(
            isRehearsal: header.isRehearsal, period: header.period, audience: header.audience,
            recipients: header.recipients, site: header.site.key
        ).check(against: name, key: key, signer: opened.signer, rehearsal: rehearsal)
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
        try file.signer(key: key, recipient: recipient)
    }
}
