public import Foundation
public import SeuilCore
public import SeuilCrypto
public import SystemPackage

/// The files that a configuration names and a daemon needs before it can open its vault, read once.
public struct InstanceFiles: Sendable {
    public let siteKey: PrivateKey
    public let siteCertificate: Certificate
    /// Those who decide as the configuration has it; `nil` where it names nobody and need not.
    public let quorum: Quorum?

    /// Reads the files that `configuration` names.
    ///
    /// - Parameter now: When the site's certificate must be valid.
    public init(_ configuration: Configuration, at now: Date) throws(InstanceError) {
        let certificates = try InstanceFiles.certificates(configuration.certificate)
        guard let certificate = certificates.first, certificates.count == 1 else {
            throw .unusable(
                configuration.certificate, reason: "it must hold one certificate",
                remedy: "copy the site's certificate alone into it")
        }
        let key = try InstanceFiles.privateKey(configuration.key)
        guard certificate.matches(key: key) else {
            throw .unusable(
                configuration.key, reason: "it is not the key of \(configuration.certificate)",
                remedy: "put back the key and the certificate that were made together")
        }
        do {
            try certificate.checkSigner()
        } catch {
            throw .unusable(
                configuration.certificate,
                reason: "it may not sign: its key is too weak, or for another use",
                remedy: "put back the certificate that 'seuil init' made")
        }
        guard certificate.isValid(at: now) else {
            throw .unusable(
                configuration.certificate, reason: "it is not valid today",
                remedy:
                    "it holds from \(certificate.notBefore.ISO8601Format()) to "
                    + "\(certificate.notAfter.ISO8601Format()): check this machine's clock")
        }
        siteKey = key
        siteCertificate = certificate
        quorum = try InstanceFiles.quorum(configuration)
    }

    /// The configured signers.
    ///
    /// Their files may be gone once the ledger, or a signed founding, says who decides.
    private static func quorum(_ configuration: Configuration) throws(InstanceError) -> Quorum? {
        let trust = configuration.trust
        let others = [
            trust.statements.appending(StatementFolder.founding),
            configuration.state.appending(InstanceLayout.siteFileName),
        ]
        let areThere = trust.signers.allSatisfy { DurableFile.exists($0.certificates) }
        if !areThere, others.contains(where: { DurableFile.exists($0) }) { return nil }
        var signers: [Quorum.Signer] = []
        for file in trust.signers {
            for certificate in try certificates(file.certificates) {
                let signer = Quorum.Signer(role: file.role, certificate: certificate)
                // The same certificate twice in the same role says nothing new.
                if !signers.contains(signer) { signers.append(signer) }
            }
        }
        do throws(QuorumFault) {
            return try Quorum(signers: signers, minimums: trust.minimums, total: trust.total)
        } catch {
            throw .unusable(
                trust.signers.first?.certificates ?? trust.statements, reason: error.description,
                remedy: "correct 'trust' in seuild.yaml, or the certificates that it names")
        }
    }

    private static func certificates(_ path: FilePath) throws(InstanceError) -> [Certificate] {
        let bytes = try read(path)
        do {
            return try Certificate.certificates(inPEM: bytes)
        } catch {
            throw .unusable(
                path, reason: "it holds no readable certificates",
                remedy: "a certificate is PEM text: -----BEGIN CERTIFICATE-----")
        }
    }

    private static func privateKey(_ path: FilePath) throws(InstanceError) -> PrivateKey {
        var bytes = try read(path)
        defer { wipe(&bytes) }
        do {
            return try PrivateKey(pem: bytes)
        } catch .encryptedPrivateKey {
            throw .unusable(
                path, reason: "it is encrypted; a daemon cannot be asked for a passphrase",
                remedy: "write it without one: openssl pkey -in \(path) -out NEW, mode 0600")
        } catch {
            throw .unusable(
                path, reason: "it holds no readable private key",
                remedy: "a private key is PEM text: -----BEGIN PRIVATE KEY-----")
        }
    }

    /// The bytes of the small file at `path`.
    public static func read(_ path: FilePath) throws(InstanceError) -> [UInt8] {
        let largest = 1 << 20
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                var bytes = [UInt8](repeating: 0, count: largest + 1)
                var count = 0
                while count < bytes.count {
                    // Safe: the array lends its own bytes for the call.
                    let read = try unsafe bytes.withUnsafeMutableBytes { memory in
                        try unsafe file.read(
                            into: UnsafeMutableRawBufferPointer(rebasing: memory[count...]))
                    }
                    if read == 0 { break }
                    count += read
                }
                let content = Array(bytes[..<count])
                wipe(&bytes)
                guard count <= largest else { throw Errno.fileTooLarge }
                return content
            }
        } catch let reason as Errno {
            throw .unreadable(path, reason)
        } catch {
            throw .unreadable(path, .ioError)
        }
    }
}

/// Why an instance's files cannot be used. No case carries a file's content.
public enum InstanceError: Error, Sendable, Equatable {
    case unreadable(FilePath, Errno)
    /// With what would put it right.
    case unusable(FilePath, reason: String, remedy: String)
}
