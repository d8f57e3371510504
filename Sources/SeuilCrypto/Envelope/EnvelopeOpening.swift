import COpenSSL
public import Foundation

extension Envelope {
    /// Opens an envelope with one recipient's key.
    ///
    /// Gives nothing unless the form, the tag, the signature, the signer's certificate and its validity
    /// hold, in that order.
    ///
    /// - Parameters:
    ///   - recipient: The recipient's certificate, by which its part is found; without it each part of
    ///     the key's kind is tried.
    ///   - trusted: The certificates that may have signed; nil trusts none, and so names the signer only.
    ///   - time: When the signer's certificate must have been valid; nil takes the time of signing that
    ///     the signature states, for a file from before the certificate ended.
    /// - Throws: ``CryptoError/malformed(_:)`` when it is not an envelope in Seuil's form;
    ///   ``CryptoError/keyMismatch`` when the key is not the certificate's;
    ///   ``CryptoError/notForThisKey``; ``CryptoError/tampered``;
    ///   ``CryptoError/untrustedSigner(fingerprint:)``; ``CryptoError/expiredSigner(notAfter:)``;
    ///   ``CryptoError/signerNotYetValid(notBefore:)``;
    ///   ``CryptoError/signerRefused(fingerprint:_:)`` when the trusted certificate may not sign.
    public static func open(
        _ der: [UInt8], recipient: Certificate?, key: PrivateKey, trusting trusted: [Certificate]?,
        at time: Date?
    ) throws(CryptoError) -> OpenedEnvelope {
        let signed = try SignedContent(
            der: decrypt(der, recipient: recipient, key: key))
        let signer = try signed.signer(trusting: trusted ?? [])
        try signer.checkSigner()
        if let moment = time ?? signed.signingTime {
            guard moment >= signer.notBefore else {
                throw .signerNotYetValid(notBefore: signer.notBefore)
            }
            guard moment <= signer.notAfter else { throw .expiredSigner(notAfter: signer.notAfter) }
        } else {
            throw .malformed(.envelope)
        }
        return OpenedEnvelope(
            content: signed.content, signer: signer, signingTime: signed.signingTime)
    }

    /// The certificate that signed an envelope, trusted or not, for a person to compare.
    ///
    /// The signature holds, and the content stays closed. Anyone can make a certificate that bears a
    /// site's name: only the fingerprint, compared by another way, says whose it is.
    ///
    /// - Throws: As ``open(_:recipient:key:trusting:at:)``, apart from trust and validity.
    public static func signer(
        of der: [UInt8], recipient: Certificate?, key: PrivateKey
    ) throws(CryptoError) -> Certificate {
        try SignedContent(der: decrypt(der, recipient: recipient, key: key)).claimedSigner()
    }

    /// The authenticated plaintext of an envelope: SignedData, not yet verified.
    private static func decrypt(
        _ der: [UInt8], recipient: Certificate?, key: PrivateKey
    ) throws(CryptoError) -> [UInt8] {
        if let recipient, !recipient.matches(key: key) { throw .keyMismatch }
        let cms = unsafe decode(
            der, with: { unsafe d2i_CMS_ContentInfo(nil, $0, $1) },
            freeing: { unsafe CMS_ContentInfo_free($0) })
        defer { unsafe CMS_ContentInfo_free(cms) }
        // Safe: `cms` and its parts live until the end of this function, and so does the key.
        guard let form = EnvelopeForm(der: der), let cms = unsafe cms else {
            throw .malformed(.envelope)
        }
        let parts = unsafe CMS_get0_RecipientInfos(cms)
        guard unsafe Int(seuil_recipient_count(parts)) == form.recipients.count else {
            throw .malformed(.envelope)
        }
        defer { ERR_clear_error() }
        let candidates = form.recipients.indices.filter { index in
            recipient == nil
                || form.recipients[index].issuerAndSerial == recipient?.issuerAndSerial
        }
        let isUnwrapped = candidates.contains { index in
            let part = unsafe seuil_recipient_at(parts, Int32(index))
            return unsafe unwrap(form.recipients[index], part, of: cms, with: key)
        }
        guard isUnwrapped else {
            // A part that names this very certificate was made for its key, or changed since.
            throw recipient == nil || candidates.isEmpty ? .notForThisKey : .tampered
        }
        let content = unsafe written {
            unsafe CMS_decrypt(cms, nil, nil, nil, $0, UInt32(CMS_BINARY)) == 1
        }
        guard let content else { throw .tampered }
        return content
    }

    /// Recovers the content key from one recipient's part.
    private static func unwrap(
        _ recipient: EnvelopeForm.Recipient, _ part: OpaquePointer?, of cms: OpaquePointer,
        with key: PrivateKey
    ) -> Bool {
        withExtendedLifetime(key) {
            switch (recipient, key.kind) {
            case (.transport, .rsa):
                // Safe: the part takes over one reference to the key, made here for it.
                guard unsafe EVP_PKEY_up_ref(key.pointer) == 1 else { return false }
                guard unsafe CMS_RecipientInfo_set0_pkey(part, key.pointer) == 1 else {
                    unsafe EVP_PKEY_free(key.pointer)
                    return false
                }
                return unsafe CMS_RecipientInfo_decrypt(cms, part) == 1
            case (.agreement, .ec):
                let keys = unsafe CMS_RecipientInfo_kari_get0_reks(part)
                // Safe: this call takes a reference of its own to the key.
                return unsafe seuil_encrypted_key_count(keys) == 1
                    && CMS_RecipientInfo_kari_set0_pkey(part, key.pointer) == 1
                    && CMS_RecipientInfo_kari_decrypt(cms, part, seuil_encrypted_key_at(keys, 0))
                        == 1
            default:
                return false
            }
        }
    }
}
