import Foundation
import SeuilClient
import SeuilCrypto

/// Reads the files that a command names.
enum InputFile {
    /// More is no file that is read as a whole.
    static let longest = 1 << 30

    /// The bytes of the file at `path`.
    static func read(_ path: String, _ what: String) throws(CommandFailure) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                .noInput, "there is no \(what) at \(path)", hint: whereToLook(for: path))
        }
        guard !isFolder(path) else {
            throw CommandFailure(
                .noInput, "\(path) is a folder, not \(what.withArticle)",
                hint: "name a file: ls \(path)")
        }
        do throws(ByteSourceError) {
            let source = try ByteSource(path: path)
            var bytes: [UInt8] = []
            while case .bytes(let more) = try source.read() {
                bytes += more
                guard bytes.count <= longest else { throw ByteSourceError.tooLarge }
            }
            return bytes
        } catch {
            guard error != .tooLarge else {
                throw CommandFailure(
                    .data, "\(path) is too large for \(what.withArticle)",
                    hint: "it may have 1 GiB; name another file")
            }
            throw unreadable(path, error)
        }
    }

    /// A file that was there, or should be, and cannot be read.
    static func unreadable(_ path: String, _ error: ByteSourceError) -> CommandFailure {
        let isThere = FileManager.default.fileExists(atPath: path)
        let hint =
            isFolder(path)
            ? "name a file in it: ls \(path)"
            : isThere
                ? "name a file that this user may read: ls -l \(path)" : whereToLook(for: path)
        return CommandFailure(.noInput, "\(path) cannot be read: \(error.reason)", hint: hint)
    }

    /// What to do where nothing stands at `path`.
    static func whereToLook(for path: String) -> String {
        guard path.hasPrefix("/") else {
            return "names are looked up in \(FileManager.default.currentDirectoryPath); "
                + "give the whole path of a file elsewhere"
        }
        return "see what is there: ls "
            + URL(fileURLWithPath: path).deletingLastPathComponent().path
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
            throw CryptoText.failure(error, in: path)
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
                .data, "\(path) holds \(certificates.count) certificates; one is needed",
                hint: "copy the one that is meant into a file of its own")
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
            throw CryptoText.failure(error, in: path)
        }
    }
}

extension String {
    /// `a policy`.
    fileprivate var withArticle: String { "a \(self)" }
}
