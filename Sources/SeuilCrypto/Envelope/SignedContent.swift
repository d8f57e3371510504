import COpenSSL
import Foundation

/// A parsed SignedData with its content inside and one signature, on its way to being verified.
///
/// Anyone can encrypt to a recipient, so this is still a stranger's data.
@safe
struct SignedContent: ~Copyable {
    /// What was signed, if the signature holds.
    let content: [UInt8]
    /// When the signer says that it signed.
    let signingTime: Date?

    private let cms: OpaquePointer
    private let signature: OpaquePointer
    private let digest: Digest

    /// Parses SignedData from first to last byte.
    init(der: [UInt8]) throws(CryptoError) {
        let cms = unsafe decode(
            der, with: { unsafe d2i_CMS_ContentInfo(nil, $0, $1) },
            freeing: { unsafe CMS_ContentInfo_free($0) })
        guard let cms = unsafe cms else { throw .malformed(.envelope) }
        // Safe: the signature belongs to `cms`, which lives as long as this value.
        guard unsafe isSignedData(cms), unsafe CMS_is_detached(cms) == 0,
            let signature = unsafe signers(of: cms).first, unsafe signers(of: cms).count == 1,
            let string = unsafe CMS_get0_content(cms)?.pointee
        else {
            unsafe CMS_ContentInfo_free(cms)
            throw .malformed(.envelope)
        }
        unsafe self.cms = cms
        unsafe self.signature = signature
        self.content = unsafe contents(of: string)
        self.digest = .sha256(content)
        self.signingTime = unsafe SeuilCrypto.signingTime(of: signature)
    }

    deinit {
        unsafe CMS_ContentInfo_free(cms)
    }

    /// The trusted certificate that made the signature.
    borrowing func signer(trusting trusted: [Certificate]) throws(CryptoError) -> Certificate {
        let signer = trusted.first { unsafe holds(signature, over: digest, by: $0) }
        if let signer { return signer }
        throw .untrustedSigner(fingerprint: try claimedSigner().publicKeyFingerprint)
    }

    /// The certificate that came along and made the signature, trusted or not.
    borrowing func claimedSigner() throws(CryptoError) -> Certificate {
        let signer = unsafe embeddedCertificates(of: cms).first {
            unsafe holds(signature, over: digest, by: $0)
        }
        guard let signer else { throw .tampered }
        return signer
    }
}
