public import Foundation
public import SeuilCrypto
public import SeuilRelease

/// A release whose tag, signature, site, audience, period and recipient have all held.
///
/// Only `SealedRelease.open` makes one.
public struct OpenedRelease: Sendable {
    public let header: ReleaseHeader
    /// Sorted by path, without the padding.
    public let files: [ReleaseFile]
    /// The trusted certificate that signed it.
    public let signer: Certificate
    /// When the signer says that it signed.
    public let signingTime: Date?
    /// SHA-256 of what was signed, as the ledger names it: the same however it is sealed.
    public let content: Digest

    init(
        header: ReleaseHeader, files: [ReleaseFile], signer: Certificate, signingTime: Date?,
        content: Digest
    ) {
        self.content = content
        self.header = header
        self.files = files
        self.signer = signer
        self.signingTime = signingTime
    }
}
