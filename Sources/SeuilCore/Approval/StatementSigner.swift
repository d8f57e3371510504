public import Foundation
public import SeuilCrypto

/// Signs a statement, one signer at a time.
public enum StatementSigner {
    /// The signatures with one more.
    ///
    /// Earlier ones stay, and nobody's is added twice under one certificate.
    ///
    /// - Throws: `CryptoError.malformed` when `earlier` are no signatures; `CryptoError.tampered` when they hold none
    ///   over this statement: they are another's.
    public static func sign(
        _ statement: Statement, adding earlier: [UInt8]?, certificate: Certificate,
        key: PrivateKey, at time: Date
    ) throws(CryptoError) -> [UInt8] {
        // Where its holder has signed already nothing is signed, and another's key would pass for theirs.
        guard key.publicKeyFingerprint == certificate.publicKeyFingerprint else {
            throw .keyMismatch
        }
        let content = statement.bytes
        guard let earlier else {
            return try DetachedSignature.sign(content, by: [(certificate, key)], at: time)
        }
        let signed = try signers(of: statement, signatures: earlier, at: time)
        guard !signed.isEmpty else { throw .tampered }
        if signed.contains(certificate) { return earlier }
        return try DetachedSignature.addSignature(
            to: earlier, content: content, certificate: certificate, key: key, at: time)
    }

    /// Whose signatures over the statement hold, by the certificates that they carry along.
    ///
    /// That somebody signed says nothing of whether they may.
    ///
    /// - Throws: `CryptoError.malformed` when `signatures` are none.
    public static func signers(
        of statement: Statement, signatures: [UInt8], at time: Date
    ) throws(CryptoError) -> [Certificate] {
        try DetachedSignature.carriedSigners(signatures, of: statement.bytes, at: time)
    }
}
