public import Foundation
public import SeuilCrypto

/// Signs a policy's manifest, one signer at a time.
public enum PolicySigner {
    /// What is written beside a policy.
    public struct SignedManifest: Sendable, Equatable {
        /// The bytes of `MANIFEST.sha256`.
        public let manifest: [UInt8]
        /// The bytes of `MANIFEST.p7s`.
        public let signatures: [UInt8]
        public let policy: ParsedPolicy
        /// Whether earlier signatures, of the same content, were kept.
        public let keptEarlierSignatures: Bool
    }

    /// Signs `files` with `key`.
    ///
    /// Earlier signatures are kept when they are of exactly this content, and dropped otherwise: they would say
    /// that somebody signed what they have not seen. Nobody's signature is added twice.
    /// - Throws: `.invalid` when the policy breaks a rule, `.crypto` when the key cannot sign for the certificate.
    public static func sign(
        _ files: PolicyFiles, certificate: Certificate, key: PrivateKey, at time: Date
    ) throws(PolicySigningError) -> SignedManifest {
        let policy: ParsedPolicy
        do throws(Diagnostics) { policy = try PolicyParser.parse(files) } catch {
            throw .invalid(error)
        }
        // Where its holder has signed already nothing is signed, and another's key would pass for theirs.
        guard key.publicKeyFingerprint == certificate.publicKeyFingerprint else {
            throw .crypto(.keyMismatch)
        }
        let manifest = PolicyManifest(of: policy, in: files).bytes
        do throws(CryptoError) {
            guard files[PolicyFiles.manifest] == manifest,
                let earlier = files[PolicyFiles.signatures]
            else {
                return SignedManifest(
                    manifest: manifest,
                    signatures: try DetachedSignature.sign(
                        manifest, by: [(certificate, key)], at: time),
                    policy: policy, keptEarlierSignatures: false)
            }
            let hasSigned =
                try !DetachedSignature.verify(
                    earlier, of: manifest, trusting: [certificate], at: time
                ).isEmpty
            return SignedManifest(
                manifest: manifest,
                signatures: hasSigned
                    ? earlier
                    : try DetachedSignature.addSignature(
                        to: earlier, content: manifest, certificate: certificate, key: key, at: time
                    ),
                policy: policy, keptEarlierSignatures: true)
        } catch {
            throw .crypto(error)
        }
    }
}

/// Why a policy was not signed.
public enum PolicySigningError: Error, Sendable, Equatable {
    case invalid(Diagnostics)
    case crypto(CryptoError)
}
