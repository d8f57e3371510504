public import Foundation

/// What an envelope held, once its tag and its signature have held too.
public struct OpenedEnvelope: Sendable {
    /// The content, as it was sealed.
    public let content: [UInt8]
    /// The trusted certificate that signed it.
    public let signer: Certificate
    /// When the signer says that it signed.
    public let signingTime: Date?
}
