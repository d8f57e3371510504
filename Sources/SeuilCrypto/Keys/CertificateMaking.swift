import COpenSSL
public import Foundation

extension Certificate {
    /// What a certificate is made for; the two are kept apart, so that no key does both.
    public enum Usage: Sendable {
        /// Signing policies or releases.
        case signing
        /// Receiving releases.
        case encryption
    }

    /// A certificate that `key` signs for itself.
    ///
    /// Version 3 with a random serial number, basic constraints (no authority), key usage, both
    /// critical, and the subject's key identifier.
    ///
    /// Source: RFC 5280, section 4.
    /// - Throws: ``CryptoError/unsupportedKey(_:)`` for a weak key; ``CryptoError/invalidSubject``
    ///   when a name is empty or longer than 64 characters, or the dates are in the wrong order or
    ///   out of range; ``CryptoError/library(operation:reason:)`` when OpenSSL refuses.
    public static func selfSigned(
        key: PrivateKey, commonName: String, organisation: String?, usage: Usage,
        notBefore: Date, notAfter: Date
    ) throws(CryptoError) -> Certificate {
        guard key.kind.isAccepted else { throw .unsupportedKey(key.kind) }
        return try selfSigned(
            unchecked: key, commonName: commonName, organisation: organisation,
            keyUsage: value(ofKeyUsage: usage, kind: key.kind), notBefore: notBefore,
            notAfter: notAfter)
    }

    /// The same for weak keys and any usage, which the tests of refusals need.
    ///
    /// - Parameter keyUsage: OpenSSL's words for the extension, or nil to leave it out.
    static func selfSigned(
        unchecked key: PrivateKey, commonName: String, organisation: String?, keyUsage: String?,
        notBefore: Date, notAfter: Date
    ) throws(CryptoError) -> Certificate {
        let from = unsafe notBefore.asn1Time()
        let until = unsafe notAfter.asn1Time()
        defer { unsafe [from, until].forEach { unsafe ASN1_TIME_free($0) } }
        guard notBefore <= notAfter, unsafe from != nil, unsafe until != nil else {
            throw .invalidSubject
        }
        guard let x509 = unsafe X509_new() else { throw .library(.certification) }
        // Safe throughout: what is set is copied into `x509`, which is freed here.
        defer { unsafe X509_free(x509) }
        guard unsafe name(X509_get_subject_name(x509), commonName, organisation) else {
            ERR_clear_error()
            throw .invalidSubject
        }
        var extensions = [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_subject_key_identifier, "hash"),
        ]
        if let keyUsage { extensions.append((NID_key_usage, "critical," + keyUsage)) }
        let isSigned = withExtendedLifetime(key) {
            unsafe X509_set_version(x509, 2) == 1  // 2 means version 3.
                && setSerialNumber(of: x509)
                && X509_set1_notBefore(x509, from) == 1
                && X509_set1_notAfter(x509, until) == 1
                && X509_set_issuer_name(x509, X509_get_subject_name(x509)) == 1
                && X509_set_pubkey(x509, key.pointer) == 1
                && extensions.allSatisfy { unsafe add($0.0, $0.1, to: x509) }
                && X509_sign(x509, key.pointer, EVP_sha256()) > 0
        }
        guard isSigned, let der = unsafe derEncoding({ unsafe i2d_X509(x509, $0) }) else {
            throw .library(.certification)
        }
        return try Certificate(der: der)
    }

    private static func value(ofKeyUsage usage: Usage, kind: KeyKind) -> String {
        switch (usage, kind) {
        case (.signing, _): "digitalSignature"
        case (.encryption, .rsa): "keyEncipherment"
        case (.encryption, _): "keyAgreement"
        }
    }

    private static func name(
        _ name: OpaquePointer?, _ commonName: String, _ organisation: String?
    ) -> Bool {
        let parts = organisation.map { [("O", $0), ("CN", commonName)] } ?? [("CN", commonName)]
        return parts.allSatisfy { type, value in
            let text = Array(value.utf8)
            // Safe: the text is passed with its length and copied. Its limits are checked there.
            return unsafe !text.isEmpty
                && X509_NAME_add_entry_by_txt(
                    name, type, MBSTRING_UTF8, text, Int32(clamping: text.count), -1, 0) == 1
        }
    }

    /// 127 random bits: no two certificates share a number, and each takes 16 bytes.
    private static func setSerialNumber(of x509: OpaquePointer) -> Bool {
        var bytes = SecureRandom.bytes(16)
        bytes[0] = bytes[0] & 0x7f | 0x40
        let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil)
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != nil
    }

    private static func add(_ kind: Int32, _ value: String, to x509: OpaquePointer) -> Bool {
        var context = unsafe X509V3_CTX()
        // Safe: the context only lends the certificate to the one call below.
        unsafe X509V3_set_ctx(&context, x509, x509, nil, nil, 0)
        let made = unsafe X509V3_EXT_conf_nid(nil, &context, kind, value)
        defer { unsafe X509_EXTENSION_free(made) }
        return unsafe made != nil && X509_add_ext(x509, made, -1) == 1
    }
}
