import ArgumentParser
import Foundation
import SeuilCore
import SeuilCrypto

/// `seuil policy sign`: signs a policy's manifest.
struct PolicySignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a policy, its code lists and its recipients' certificates.",
        discussion: """
            Checks the policy, writes MANIFEST.sha256 (the digests of the policy and of every file it names) and \
            adds a signature to MANIFEST.p7s. Earlier signatures of another content are dropped: their holders \
            have not seen this one. Do it where the signer's key is, not on the daemon's machine. Where the folder lies \
            in an instance, or in a copy of one, nobody signs but those who decide there.

            Example:
              seuil policy sign policy --key signer.key --cert signer.pem
            Anyone who has the signers' certificates checks it with stock tools, in the folder:
              openssl cms -verify -binary -inform PEM -in MANIFEST.p7s \\
                -content MANIFEST.sha256 -CAfile ../trust/signers.pem -purpose any -out /dev/null
              sha256sum -c MANIFEST.sha256
            """)

    @Argument(help: ArgumentHelp("The policy's folder.", valueName: "folder"))
    var folder: String

    @OptionGroup var signer: SigningKeyOptions

    @Flag(help: "Drop the signatures that are there.")
    var replace = false

    @Flag(help: "Sign, though this certificate is none of the instance's signers'.")
    var stranger = false

    @Flag(help: "Answer in JSON.")
    var json = false

    private struct Answer: Encodable {
        let policy: String
        let version: Int
        let sha256: String
        let signer: String
        let signerKey: String

        var text: String {
            """
            \(policy), version \(version), is signed by \(signer)
              manifest  sha256 \(sha256)
              signer    sha256 \(signerKey)
            """
        }
    }

    func run() async throws {
        var (files, _) = try PolicyCommand.files(folder)
        if replace { files[PolicyFiles.signatures] = nil }
        let (certificate, key) = try signer.read()
        let signed: PolicySigner.SignedManifest
        do throws(PolicySigningError) {
            signed = try PolicySigner.sign(files, certificate: certificate, key: key, at: Date())
        } catch {
            switch error {
            case .invalid(let diagnostics): throw CommandFailure(diagnostics, in: "the policy")
            case .crypto(.malformed(.signature)):
                throw CommandFailure(
                    .data,
                    "\(folder)/\(PolicyFiles.signatures): \(CryptoError.malformed(.signature))",
                    hint: "--replace drops what is there, for the signers to sign anew")
            case .crypto(let error): throw CryptoText.failure(error)
            }
        }
        if !stranger, let signers = DecidingSigners.certificates(besidePolicy: folder),
            !signers.contains(certificate)
        {
            throw CommandFailure(
                .data, "this certificate is not among those of the instance's signers",
                hint:
                    "only theirs count, and a stranger's signature spoils the check with openssl; to sign "
                    + "nonetheless: --stranger")
        }
        if files[PolicyFiles.signatures] != nil, !signed.keptEarlierSignatures {
            Terminal.tell(
                "seuil: warning: the earlier signatures were of another content and are dropped")
        }
        try write(signed.manifest, PolicyFiles.manifest)
        try write(signed.signatures, PolicyFiles.signatures)
        for warning in signed.policy.warnings { Terminal.tell(warning.rendered) }
        let policy = signed.policy.policy
        let answer = Answer(
            policy: policy.name, version: policy.version,
            sha256: Digest.sha256(signed.manifest).hex,
            signer: certificate.subjectCommonName ?? "its signer",
            signerKey: certificate.publicKeyFingerprint.hex)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws(CommandFailure) {
        let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
        try OutputFile.write(bytes, to: url.path)
    }
}
