import Foundation

extension CryptoError: CustomStringConvertible {
    /// The reason in words, for the tool and the audit alike; it says no more than the case does.
    public var description: String {
        switch self {
        case .randomnessUnavailable: "the system gives no random numbers"
        case .malformed(.envelope):
            "this is not an envelope in the one form that Seuil writes: it was altered, or sealed by another "
                + "program or with other parameters"
        case .malformed(let material): "this is not a readable \(material.rawValue)"
        case .encryptedPrivateKey: "the private key is under a passphrase"
        case .keyLength(let found, let expected):
            "a key has \(found) bytes where \(expected) are needed"
        case .unsupportedKey: "keys of this kind are not used here"
        case .keyMismatch: "the certificate does not belong to the private key"
        case .recipientRefused(let fingerprint, let reason):
            "nothing may be sealed to the certificate with key \(fingerprint.hex): \(reason)"
        case .signerRefused(let fingerprint, let reason):
            "the certificate with key \(fingerprint.hex) may not sign: \(reason)"
        case .noRecipients: "there is nobody to seal to"
        case .notForThisKey: "it was not sealed to this key"
        case .tampered: "its content or its signature was changed"
        case .untrustedSigner(let fingerprint):
            "it was signed with another key than the trusted ones: \(fingerprint.hex)"
        case .expiredSigner(let end): "the signer's certificate ended on \(end.day)"
        case .signerNotYetValid(let begin): "the signer's certificate begins on \(begin.day)"
        case .invalidSubject: "a certificate cannot carry this name or these dates"
        case .library(let operation, let reason): "\(operation.rawValue) failed: \(reason)"
        }
    }
}

extension CertificateRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .keyKind(let kind): "\(kind.words) is too weak or not of the format"
        case .keyEncoding: "its key is not written in the usual form, a point uncompressed"
        case .usage: "its key usage excludes it"
        }
    }
}

extension KeyKind {
    /// The kind as people call it.
    fileprivate var words: String {
        switch self {
        case .rsa(let bits): "RSA with \(bits) bits"
        case .ec(let curve): "the curve \(curve)"
        case .other: "another kind of key"
        }
    }
}

extension Date {
    /// The UTC day.
    fileprivate var day: String { String(ISO8601Format().prefix(10)) }
}
