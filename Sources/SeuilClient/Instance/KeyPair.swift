internal import Foundation
internal import SeuilCrypto

/// A fresh key and the certificate that it signs for itself.
struct KeyPair {
    /// The longest name that a certificate carries (RFC 5280, upper bounds).
    static let longestName = 64

    let key: PrivateKey
    let certificate: Certificate

    /// A pair on the curve P-256.
    init(
        named name: String, organisation: String?, usage: Certificate.Usage,
        validity: (from: Date, until: Date)
    ) throws(NewInstanceError) {
        do throws(CryptoError) {
            key = try PrivateKey.generate(.p256)
            certificate = try Certificate.selfSigned(
                key: key, commonName: KeyPair.shortened(name),
                organisation: organisation.map(KeyPair.shortened),
                usage: usage, notBefore: validity.from, notAfter: validity.until)
        } catch {
            throw .crypto(error)
        }
    }

    /// As much of `name` as fits; X.509 counts code points.
    private static func shortened(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(longestName)))
    }

    /// Writes the private half.
    func writeKey(to path: String, in folder: PrivateFolder) throws(NewInstanceError) {
        let pem: SecretBytes
        do throws(CryptoError) { pem = try key.pem() } catch { throw .crypto(error) }
        try folder.write(secret: pem, to: path)
    }
}
