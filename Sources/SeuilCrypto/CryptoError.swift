import COpenSSL
public import Foundation

/// Why a cryptographic operation gave nothing.
///
/// No case carries a key, a plaintext or a part of one: what is measured here may be logged and shown.
public enum CryptoError: Error, Sendable, Equatable {
    /// The system's random generator gave nothing.
    case randomnessUnavailable
    /// The bytes do not have the form that this material must have.
    case malformed(Material)
    /// The private key is encrypted under a passphrase; Seuil reads unencrypted keys in private files.
    case encryptedPrivateKey
    /// A secret key has another length than the cipher takes.
    case keyLength(byteCount: Int, expected: Int)
    /// A key of this kind can neither sign nor receive, or cannot be generated.
    case unsupportedKey(KeyKind)
    /// The certificate does not belong to the private key.
    case keyMismatch
    /// A certificate may not receive what is sealed.
    case recipientRefused(fingerprint: Digest, CertificateRefusal)
    /// A certificate may not sign.
    case signerRefused(fingerprint: Digest, CertificateRefusal)
    /// Nothing can be sealed to no one.
    case noRecipients
    /// None of the recipients named in the envelope is the one that opens it.
    case notForThisKey
    /// The authentication tag or the signature does not hold.
    case tampered
    /// The signature holds, but its signer is not among the trusted ones.
    case untrustedSigner(fingerprint: Digest)
    /// The signature holds and its signer is trusted, but the certificate had ended by then.
    case expiredSigner(notAfter: Date)
    /// The signature holds and its signer is trusted, but the certificate had not begun by then.
    case signerNotYetValid(notBefore: Date)
    /// A name, a date or a number that a certificate cannot carry.
    case invalidSubject
    /// OpenSSL refused; its own reason, which never holds material.
    case library(operation: Operation, reason: String)

    /// What was being read.
    public enum Material: String, Sendable {
        case certificate, privateKey = "private key", signature, envelope, sealedBox = "sealed box"
        case logKey = "log key", note, checkpoint, proof
    }

    /// What was being done.
    public enum Operation: String, Sendable {
        case keyGeneration = "generating a key"
        case writing = "writing"
        case certification = "making a certificate"
        case signing, verification = "verifying", sealing, opening
    }
}

/// Why a certificate is refused for a use.
public enum CertificateRefusal: Sendable, Equatable {
    /// The key is too weak, or of a kind that the format does not take.
    case keyKind(KeyKind)
    /// The key is written in another form than the usual one, for example as a compressed point.
    case keyEncoding
    /// The certificate's key usage excludes this use.
    case usage
}

extension CryptoError {
    /// OpenSSL's last error as one of ours; empties its queue, so that no later call reads it again.
    static func library(_ operation: Operation) -> CryptoError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        // Safe: the text is a constant of the library, or null.
        let reason = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) }
        return .library(operation: operation, reason: reason ?? "unknown reason")
    }
}
