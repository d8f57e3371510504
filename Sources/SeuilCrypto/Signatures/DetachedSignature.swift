import COpenSSL
public import Foundation

/// Signatures of several people over one file, kept beside it.
///
/// CMS SignedData without its content, binary, ECDSA P-256 with SHA-256 (P-384 and RSA from 3,072 bits
/// are taken too), in PEM. Each signature stands for itself: one that is broken, unknown or out of date
/// does not count and does not spoil the others. Stock OpenSSL verifies it when all signers are known:
///
///     openssl cms -verify -inform PEM -binary -in manifest.p7s -content manifest \
///         -CAfile signers.pem -purpose any -out /dev/null
///
/// Source: RFC 5652, section 5.
public enum DetachedSignature {
    /// How far a signer's clock may be ahead of the reader's.
    public static let clockTolerance: TimeInterval = 3_600

    /// Signs `content` for each signer.
    ///
    /// - Parameter time: What the signatures say as the time of signing.
    /// - Returns: The signature in PEM.
    /// - Throws: ``CryptoError/signerRefused(fingerprint:_:)``; ``CryptoError/keyMismatch``;
    ///   ``CryptoError/library(operation:reason:)``, also when there is no signer.
    public static func sign(
        _ content: [UInt8], by signers: [(certificate: Certificate, key: PrivateKey)],
        at time: Date = Date()
    ) throws(CryptoError) -> [UInt8] {
        guard let first = signers.first else {
            throw .library(operation: .signing, reason: "no signer")
        }
        let digest = Digest.sha256(content)
        let cms = try unsafe makeSignedData(
            over: digest, by: first.certificate, key: first.key, at: time)
        defer { unsafe CMS_ContentInfo_free(cms) }
        for signer in signers.dropFirst() {
            try unsafe addSigner(
                to: cms, over: digest, certificate: signer.certificate, key: signer.key, at: time)
        }
        return try unsafe pem(of: cms)
    }

    /// Adds a signature over `content` to `existing` ones, which stay as they are, whatever they hold for.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when `existing` is no detached signature, or carries another
    ///   certificate under the number of this one, so that the new signature would not count; otherwise as
    ///   ``sign(_:by:at:)``.
    public static func addSignature(
        to existing: [UInt8], content: [UInt8], certificate: Certificate, key: PrivateKey,
        at time: Date = Date()
    ) throws(CryptoError) -> [UInt8] {
        let cms = try unsafe read(existing)
        defer { unsafe CMS_ContentInfo_free(cms) }
        try unsafe addSigner(
            to: cms, over: .sha256(content), certificate: certificate, key: key, at: time)
        return try unsafe pem(of: cms)
    }

    /// The trusted certificates whose signature over `content` holds and that were valid at `time`.
    ///
    /// Distinct by public key: who signs twice, or holds two certificates for one key, counts once.
    /// In the order of `trusted`. A signature that says it was made after `time` does not count: nothing could have
    /// been decided by it then. Clocks may differ by ``clockTolerance``. ``judge(_:of:trusting:at:)`` says why a
    /// signature does not count.
    ///
    /// - Parameter signature: In PEM or DER.
    /// - Throws: ``CryptoError/malformed(_:)`` when `signature` is no detached signature.
    public static func verify(
        _ signature: [UInt8], of content: [UInt8], trusting trusted: [Certificate], at time: Date
    ) throws(CryptoError) -> [Certificate] {
        let judged = try judge(signature, of: content, trusting: trusted, at: time)
        // A key that has signed twice has signed, under whichever of its certificates comes first among the trusted.
        let counted = Set(
            judged.filter { $0.fault == nil || $0.fault == .again }.compactMap(\.certificate))
        var keys: Set<Digest> = []
        return trusted.filter {
            counted.contains($0) && keys.insert($0.publicKeyFingerprint).inserted
        }
    }

    /// The certificates that the signature carries along and whose signature over `content` holds.
    ///
    /// Whoever signs puts in a certificate of their choice: nobody is trusted by this. A key that signed under two
    /// certificates is there twice.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when `signature` is no detached signature.
    public static func carriedSigners(
        _ signature: [UInt8], of content: [UInt8], at time: Date
    ) throws(CryptoError) -> [Certificate] {
        let cms = try unsafe read(signature)
        let carried = unsafe embeddedCertificates(of: cms)
        unsafe CMS_ContentInfo_free(cms)
        var signers: [Certificate] = []
        for certificate in carried {
            signers += try verify(signature, of: content, trusting: [certificate], at: time)
        }
        return signers
    }

    /// The signatures in `bytes`, which the caller frees.
    static func read(_ bytes: [UInt8]) throws(CryptoError) -> OpaquePointer {
        let isPEM = bytes.first != DER.sequence
        let cms =
            unsafe isPEM
            ? bytes.withUnsafeBytes { bytes in
                unsafe withReader(of: bytes) { unsafe PEM_read_bio_CMS($0, nil, nil, nil) }
            }
            : decode(
                bytes, with: { unsafe d2i_CMS_ContentInfo(nil, $0, $1) },
                freeing: { unsafe CMS_ContentInfo_free($0) })
        guard let cms = unsafe cms else {
            ERR_clear_error()
            throw .malformed(.signature)
        }
        guard unsafe isSignedData(cms), unsafe CMS_is_detached(cms) == 1 else {
            unsafe CMS_ContentInfo_free(cms)
            throw .malformed(.signature)
        }
        return unsafe cms
    }

    /// Frees what ``read(_:)`` has made.
    static func free(_ cms: OpaquePointer) { unsafe CMS_ContentInfo_free(cms) }

    private static func pem(of cms: OpaquePointer) throws(CryptoError) -> [UInt8] {
        guard let pem = unsafe written(by: { unsafe PEM_write_bio_CMS($0, cms) == 1 }) else {
            throw .library(.writing)
        }
        return pem
    }
}
