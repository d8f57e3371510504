import Foundation
import SeuilCrypto

/// Cryptographic failures in a person's words.
enum CryptoText {
    static func message(_ error: CryptoError) -> String { error.description }

    /// The failure over the file at `path`, where one is to blame.
    static func failure(_ error: CryptoError, in path: String? = nil) -> CommandFailure {
        let place = path.map { "\($0): " } ?? ""
        return CommandFailure(.data, place + error.description, hint: hint(error, path))
    }

    /// What to do about it.
    static func hint(_ error: CryptoError, _ path: String? = nil) -> String {
        switch error {
        case .malformed(.privateKey): "a private key is PEM text: -----BEGIN PRIVATE KEY-----"
        case .malformed(.certificate): "a certificate is PEM text: -----BEGIN CERTIFICATE-----"
        case .malformed(.logKey): "a log key reads NAME+ID+KEY; the site's is in ledger/log.vkey"
        case .malformed(.envelope), .malformed(.sealedBox), .tampered:
            "fetch the file from the site again; if it stays so, keep it and ask the site"
        case .malformed: "bring another copy of the file from where it was made"
        case .encryptedPrivateKey:
            "write it without one to a private file: openssl pkey -in \(path ?? "FILE") -out KEY"
        case .keyLength, .unsupportedKey, .recipientRefused(_, .keyKind),
            .signerRefused(_, .keyKind):
            "make a key of EC P-256: 'seuil init --help' has the command"
        case .keyMismatch:
            "name the key and the certificate that were made together: openssl pkey -in KEY -pubout and "
                + "openssl x509 -in CERT -noout -pubkey print the same for them"
        case .recipientRefused:
            "a recipient's certificate is made with keyUsage keyAgreement (EC) or keyEncipherment (RSA), and its "
                + "key written in the usual form"
        case .signerRefused:
            "a signer's certificate is made with keyUsage digitalSignature: see seuil init --help"
        case .noRecipients: "give the audience a recipient's certificate"
        case .notForThisKey: "take the key that belongs to one of its recipients"
        case .untrustedSigner: "name the certificate that the site gave you by another way"
        case .expiredSigner, .signerNotYetValid: "bring a certificate of the signer that is valid"
        case .invalidSubject: "choose a shorter name, without control characters"
        case .randomnessUnavailable, .library:
            "give the command again; if it stays so, this machine's OpenSSL needs looking at"
        }
    }

    /// The UTC day of `date`.
    static func day(_ date: Date) -> String {
        String(date.ISO8601Format().prefix(10))
    }
}
