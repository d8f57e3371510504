internal import SeuilCore
internal import SeuilCrypto

/// A policy's manifest that the site's signer was made to sign, whatever it says.
struct ManifestInput {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = Array(TestSite.shared.filled(String(decoding: bytes, as: UTF8.self)).utf8)
    }

    /// What reads is written back as it was; what is put into force is what was listed.
    func check() throws(BrokenPromise) {
        let site = TestSite.shared
        let manifest = try? PolicyManifest(bytes: bytes)
        if let manifest {
            try promise("a manifest is written as it was read", manifest.bytes == bytes)
        }
        guard
            let signatures = try? DetachedSignature.sign(
                bytes, by: [(site.signer, site.key)], at: TestSite.time)
        else { throw BrokenPromise("anything can be signed") }
        var files = site.policy
        files[PolicyFiles.manifest] = bytes
        files[PolicyFiles.signatures] = signatures
        let verifier = PolicyVerifier(trusted: [site.signer], required: 1)
        let verified = try? verifier.verify(files, at: TestSite.policyTime)
        guard let verified else { return }
        try promise(
            "what is put into force is what was listed",
            manifest.map { Set($0.entries.map(\.path)) }
                == Set(verified.files.paths).subtracting([
                    PolicyFiles.manifest, PolicyFiles.signatures,
                ]))
        files[PolicyFiles.policy]?.append(0x0A)
        try promise(
            "a policy that was changed is refused",
            (try? verifier.verify(files, at: TestSite.policyTime)) == nil)
    }
}
