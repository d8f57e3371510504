import COpenSSL
public import Foundation

/// An X.509 certificate: a public key, whose it is, and from when until when.
///
/// A value: its DER encoding and what was read from it. Certificates are trusted directly, by being
/// handed in; there are no authorities and no chains. Equal when their encodings are.
///
/// Source: RFC 5280.
public struct Certificate: Hashable, Sendable {
    /// The encoding in DER.
    public let der: [UInt8]
    /// The common name of the subject, or nil when it has none.
    public let subjectCommonName: String?
    /// The first moment of validity.
    public let notBefore: Date
    /// The last moment of validity.
    public let notAfter: Date
    /// The kind of the public key and its strength.
    public let keyKind: KeyKind
    /// What the key may be used for.
    public let keyUsage: KeyUsage
    /// SHA-256 of the SubjectPublicKeyInfo in DER: the public key's name among people.
    ///
    /// Of the key, not of how a certificate writes it: one key has one fingerprint in all its certificates.
    public let publicKeyFingerprint: Digest
    /// Whether the certificate writes its key in the form that the fingerprint is computed from.
    let hasCanonicalKey: Bool
    /// IssuerAndSerialNumber in DER, by which CMS names signers and recipients.
    let issuerAndSerial: [UInt8]

    /// The certificate that `der` encodes from first to last byte.
    ///
    /// - Throws: ``CryptoError/malformed(_:)``.
    public init(der: [UInt8]) throws(CryptoError) {
        let x509 = unsafe decode(
            der, with: { unsafe d2i_X509(nil, $0, $1) }, freeing: { unsafe X509_free($0) })
        guard let x509 = unsafe x509 else { throw .malformed(.certificate) }
        defer { unsafe X509_free(x509) }
        try unsafe self.init(reading: x509, der: der)
    }

    /// The only certificate in a PEM file.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` unless there is exactly one.
    public init(pem: [UInt8]) throws(CryptoError) {
        let all = try Certificate.certificates(inPEM: pem)
        guard let first = all.first, all.count == 1 else { throw .malformed(.certificate) }
        self = first
    }

    /// Every certificate of a PEM file, in its order; none when it holds other things only.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when one of them cannot be read.
    public static func certificates(inPEM pem: [UInt8]) throws(CryptoError) -> [Certificate] {
        var encodings: [[UInt8]]?
        unsafe pem.withUnsafeBytes { bytes in
            unsafe withReader(of: bytes) { encodings = unsafe readAll($0) }
        }
        guard let encodings else { throw .malformed(.certificate) }
        var certificates: [Certificate] = []
        for encoding in encodings { certificates.append(try Certificate(der: encoding)) }
        return certificates
    }

    /// The DER of each certificate that a BIO's PEM text holds, or nil when the text is broken.
    private static func readAll(_ bio: OpaquePointer?) -> [[UInt8]]? {
        defer { ERR_clear_error() }
        var encodings: [[UInt8]] = []
        while true {
            var name: UnsafeMutablePointer<CChar>?
            var header: UnsafeMutablePointer<CChar>?
            var data: UnsafeMutablePointer<UInt8>?
            var byteCount = 0
            // Safe: OpenSSL allocates all three, and they are freed below once copied.
            guard unsafe PEM_read_bio(bio, &name, &header, &data, &byteCount) == 1 else {
                let reason = ERR_peek_last_error() & 0x7f_ffff
                return reason == UInt(PEM_R_NO_START_LINE) ? encodings : nil
            }
            defer {
                unsafe [name, header].forEach { unsafe seuil_free(UnsafeMutableRawPointer($0)) }
            }
            defer { unsafe seuil_free(data) }
            let kind = unsafe name.map { unsafe String(cString: $0) }
            if kind == PEM_STRING_X509 || kind == PEM_STRING_X509_OLD {
                encodings.append(
                    unsafe Array(UnsafeBufferPointer(start: data, count: byteCount)))
            }
        }
    }

    /// The certificate as PEM.
    public var pem: [UInt8] {
        let text = Data(der).base64EncodedString()
        var lines = ["-----BEGIN CERTIFICATE-----"]
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        lines.append("-----END CERTIFICATE-----\n")
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// Whether `date` lies within the validity, both ends included.
    public func isValid(at date: Date) -> Bool {
        (notBefore...notAfter).contains(date)
    }

    /// Whether `key` is the private half of this certificate's key.
    public func matches(key: PrivateKey) -> Bool {
        publicKeyFingerprint == key.publicKeyFingerprint
    }

    /// Refuses a certificate that nothing may be sealed to.
    ///
    /// Accepted are RSA from 3,072 bits whose usage allows key encipherment, and the curves P-256 and
    /// P-384 whose usage allows key agreement; the key in its usual form, a point not compressed.
    /// - Throws: ``CryptoError/recipientRefused(fingerprint:_:)`` with the reason.
    public func checkRecipient() throws(CryptoError) {
        guard keyKind.isAccepted else {
            throw .recipientRefused(fingerprint: publicKeyFingerprint, .keyKind(keyKind))
        }
        guard hasCanonicalKey else {
            throw .recipientRefused(fingerprint: publicKeyFingerprint, .keyEncoding)
        }
        let needed: KeyUsage = if case .rsa = keyKind { .keyEncipherment } else { .keyAgreement }
        guard keyUsage.contains(needed) else {
            throw .recipientRefused(fingerprint: publicKeyFingerprint, .usage)
        }
    }

    /// Refuses a certificate that may not sign: a weak key, one in an unusual form, or a usage without signatures.
    ///
    /// - Throws: ``CryptoError/signerRefused(fingerprint:_:)`` with the reason.
    public func checkSigner() throws(CryptoError) {
        guard keyKind.isAccepted else {
            throw .signerRefused(fingerprint: publicKeyFingerprint, .keyKind(keyKind))
        }
        guard hasCanonicalKey else {
            throw .signerRefused(fingerprint: publicKeyFingerprint, .keyEncoding)
        }
        guard keyUsage.allowsSigning else {
            throw .signerRefused(fingerprint: publicKeyFingerprint, .usage)
        }
    }

    /// Whether both have the same encoding.
    public static func == (left: Certificate, right: Certificate) -> Bool {
        left.der == right.der
    }

    /// Feeds the encoding into a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(der)
    }
}
