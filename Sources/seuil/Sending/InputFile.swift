import Foundation
import SeuilCrypto

/// Reads the files that a command names.
enum InputFile {
    /// More is no file that is read as a whole.
    static let longest = 1 << 30

    /// The bytes of the file at `path`.
    static func read(_ path: String, _ what: String) throws(CommandFailure) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.noInput, "there is no \(what) at \(path)")
        }
        guard !isFolder(path) else {
            throw CommandFailure(.noInput, "\(path) is a folder, not \(what.withArticle)")
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: longest + 1) ?? Data()
            guard data.count <= longest else {
                throw CommandFailure(.data, "\(path) is too large for \(what.withArticle)")
            }
            return Array(data)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.noInput, "\(path) cannot be read")
        }
    }

    /// Whether a folder stands at `path`.
    static func isFolder(_ path: String) -> Bool {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().hasDirectoryPath
    }

    /// The certificates in the file at `path`, at least one.
    static func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        let bytes = try read(path, "certificate")
        do throws(CryptoError) {
            let certificates = try Certificate.certificates(inPEM: bytes)
            if !certificates.isEmpty { return certificates }
        } catch {
            throw CommandFailure(.data, "\(path): \(CryptoText.message(error))")
        }
        throw CommandFailure(
            .data, "\(path) holds no certificate",
            hint: "a certificate is PEM text: -----BEGIN CERTIFICATE-----")
    }

    /// The certificate of somebody who signs now.
    static func signer(_ path: String) throws(CommandFailure) -> Certificate {
        let certificate = try certificate(path)
        let now = Date()
        guard certificate.isValid(at: now) else {
            // To the second: it may begin, or have ended, today.
            throw CommandFailure(
                .data,
                "\(path) is valid from \(certificate.notBefore.ISO8601Format()) to "
                    + "\(certificate.notAfter.ISO8601Format()), not now, \(now.ISO8601Format())",
                hint: "nothing signed with it would count; a certificate that is valid is needed")
        }
        return certificate
    }

    /// The one certificate in the file at `path`.
    static func certificate(_ path: String) throws(CommandFailure) -> Certificate {
        let certificates = try certificates(path)
        guard certificates.count == 1 else {
            throw CommandFailure(
                .data, "\(path) holds \(certificates.count) certificates; one is needed")
        }
        return certificates[0]
    }

    /// The private key in the file at `path`.
    static func key(_ path: String) throws(CommandFailure) -> PrivateKey {
        var bytes = try read(path, "private key")
        defer { wipe(&bytes) }
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        if let mode = mode as? Int, mode & 0o077 != 0 {
            Terminal.tell("seuil: warning: others may read \(path); chmod 600 it")
        }
        do throws(CryptoError) {
            return try PrivateKey(pem: bytes)
        } catch {
            throw CommandFailure(
                .data, "\(path): \(CryptoText.message(error))",
                hint: error == .encryptedPrivateKey
                    ? "write it without one to a private file: openssl pkey -in \(path) -out KEY"
                    : nil)
        }
    }
}

extension String {
    /// `a policy`.
    fileprivate var withArticle: String { "a \(self)" }
}
