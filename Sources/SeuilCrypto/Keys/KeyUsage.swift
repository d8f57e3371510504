import COpenSSL

/// What a certificate says that its key may do.
///
/// A certificate without the extension allows everything.
///
/// Source: RFC 5280, section 4.2.1.3.
public struct KeyUsage: OptionSet, Hashable, Sendable {
    /// The bits as OpenSSL numbers them.
    public let rawValue: UInt32

    /// The uses that these bits name.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Signing anything but certificates.
    public static let digitalSignature = KeyUsage(rawValue: UInt32(KU_DIGITAL_SIGNATURE))
    /// Signing what the signer cannot deny later.
    public static let nonRepudiation = KeyUsage(rawValue: UInt32(KU_NON_REPUDIATION))
    /// Receiving keys encrypted to it, as RSA recipients do.
    public static let keyEncipherment = KeyUsage(rawValue: UInt32(KU_KEY_ENCIPHERMENT))
    /// Agreeing on keys, as elliptic-curve recipients do.
    public static let keyAgreement = KeyUsage(rawValue: UInt32(KU_KEY_AGREEMENT))
    /// What a certificate without the extension allows.
    public static let all = KeyUsage(rawValue: .max)

    /// Whether the key may sign.
    public var allowsSigning: Bool { !isDisjoint(with: [.digitalSignature, .nonRepudiation]) }
}
