import COpenSSL
public import Foundation

extension Envelope {
    /// Signs `content` and encrypts it to `recipients`.
    ///
    /// Messages of one length, signer and list of recipients are sealed to one length: a length that
    /// varied with the signature would make two files differ for no reason that a reader knows of.
    ///
    /// - Parameter time: What the signature says as the time of signing.
    /// - Returns: The envelope in DER.
    /// - Throws: ``CryptoError/noRecipients``; ``CryptoError/recipientRefused(fingerprint:_:)``;
    ///   ``CryptoError/signerRefused(fingerprint:_:)``; ``CryptoError/keyMismatch``;
    ///   ``CryptoError/library(operation:reason:)``, also from a gibibyte on.
    public static func seal(
        _ content: [UInt8], signer: Certificate, key: PrivateKey, recipients: [Certificate],
        at time: Date = Date()
    ) throws(CryptoError) -> [UInt8] {
        guard !recipients.isEmpty else { throw .noRecipients }
        for recipient in recipients { try recipient.checkRecipient() }
        guard content.count < 1 << 30 else {
            throw .library(operation: .sealing, reason: "content too long")
        }
        let signed = try sign(content, certificate: signer, key: key, at: time)
        let sealed = try encrypt(signed, to: recipients)
        // What is written must be what ``open`` reads.
        guard EnvelopeForm(der: sealed) != nil else {
            throw .library(operation: .sealing, reason: "unusual form")
        }
        return sealed
    }

    /// SignedData with its content, in DER of the usual length.
    package static func sign(
        _ content: [UInt8], certificate: Certificate, key: PrivateKey, at time: Date
    ) throws(CryptoError) -> [UInt8] {
        let digest = Digest.sha256(content)
        var cms = try unsafe makeSignedData(over: digest, by: certificate, key: key, at: time)
        defer { unsafe CMS_ContentInfo_free(cms) }
        while unsafe !hasUsualLength(signers(of: cms), kind: key.kind) {
            let next = try unsafe makeSignedData(over: digest, by: certificate, key: key, at: time)
            unsafe CMS_ContentInfo_free(cms)
            unsafe cms = next
        }
        // Safe: `cms` owns its content from the assignment on, and is alive.
        let string = unsafe ASN1_OCTET_STRING_new()
        let place = unsafe CMS_get0_content(cms)
        guard let place = unsafe place, let string = unsafe string,
            unsafe ASN1_OCTET_STRING_set(string, content, Int32(content.count)) == 1
        else {
            unsafe ASN1_OCTET_STRING_free(string)
            throw .library(.signing)
        }
        unsafe ASN1_OCTET_STRING_free(place.pointee)
        unsafe place.pointee = string
        guard let der = unsafe derEncoding({ unsafe i2d_CMS_ContentInfo(cms, $0) }) else {
            throw .library(.signing)
        }
        return der
    }

    /// Whether a signature's DER has the length that every second one has.
    ///
    /// Both numbers of an ECDSA signature are written in as few bytes as they need, with a zero in front
    /// when the top bit is set: half of all signatures have exactly one such zero. RSA's have one length.
    private static func hasUsualLength(_ signatures: [OpaquePointer], kind: KeyKind) -> Bool {
        let usual: Int? =
            switch kind {
            case .p256: 2 + (2 + 32) + (2 + 32) + 1
            case .p384: 2 + (2 + 48) + (2 + 48) + 1
            default: nil
            }
        return unsafe signatures.allSatisfy { signature in
            let byteCount = unsafe ASN1_STRING_length(CMS_SignerInfo_get0_signature(signature))
            return usual == nil || Int(byteCount) == usual
        }
    }

    /// AuthEnvelopedData around `content`, in DER.
    package static func encrypt(
        _ content: [UInt8], to recipients: [Certificate]
    ) throws(CryptoError) -> [UInt8] {
        // Safe: an empty structure, freed below; the certificates are copied into it.
        let flags = UInt32(CMS_PARTIAL | CMS_BINARY)
        guard let cms = unsafe CMS_encrypt(nil, nil, EVP_aes_256_gcm(), flags) else {
            throw .library(.sealing)
        }
        defer { unsafe CMS_ContentInfo_free(cms) }
        for recipient in recipients {
            let isAdded = try unsafe recipient.withX509 { x509 in
                let added = unsafe CMS_add1_recipient_cert(cms, x509, UInt32(CMS_KEY_PARAM))
                return unsafe setParameters(of: added, kind: recipient.keyKind)
            }
            guard isAdded else { throw .library(.sealing) }
        }
        let isSealed = unsafe content.withUnsafeBytes { bytes in
            unsafe withReader(of: bytes) { unsafe CMS_final(cms, $0, nil, UInt32(CMS_BINARY)) == 1 }
        }
        guard isSealed, let der = unsafe derEncoding({ unsafe i2d_CMS_ContentInfo(cms, $0) })
        else { throw .library(.sealing) }
        return der
    }

    /// SHA-256 wherever OpenSSL would take SHA-1 by itself.
    private static func setParameters(of recipient: OpaquePointer?, kind: KeyKind) -> Bool {
        guard let context = unsafe CMS_RecipientInfo_get0_pkey_ctx(recipient) else { return false }
        // Safe: the context belongs to the recipient, which is alive.
        if case .rsa = kind {
            return unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1
                && EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1
        }
        // The KDF itself is X9.63 already: OpenSSL refuses a context on which it has been set.
        return unsafe EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1
    }
}
