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

    /// Whether what fills the archive up says nothing.
    let isPaddedWithZeros: Bool

    init(
        _ contents: ReleaseContents, signer: Certificate, signingTime: Date?, content: Digest
    ) {
        self.content = content
        header = contents.header
        files = contents.files
        isPaddedWithZeros = contents.isPaddedWithZeros
        self.signer = signer
        self.signingTime = signingTime
    }
}
