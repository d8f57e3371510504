internal import Foundation
internal import SeuilCrypto

/// A folder that is being filled, and that is emptied again if filling it fails.
struct PrivateFolder {
    let url: URL
    /// Whether the folder was there before, empty.
    private let wasThere: Bool

    /// Takes `url`, which must not exist or be empty, and makes it its owner's alone.
    init(_ url: URL) throws(NewInstanceError) {
        self.url = url
        let manager = FileManager.default
        do {
            if let type = try? manager.attributesOfItem(atPath: url.path)[.type]
                as? FileAttributeType
            {
                guard type == .typeDirectory else { throw NewInstanceError.notAFolder }
                guard try manager.contentsOfDirectory(atPath: url.path).isEmpty else {
                    throw NewInstanceError.notEmpty
                }
                wasThere = true
                try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: url.path)
            } else {
                wasThere = false
                try manager.createDirectory(
                    at: url, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
        } catch let error as NewInstanceError {
            throw error
        } catch {
            throw .system(path: url.path)
        }
    }

    /// Removes everything that was made.
    func undo() {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: url.path)) ?? [] {
            try? manager.removeItem(at: url.appendingPathComponent(name))
        }
        if !wasThere { try? manager.removeItem(at: url) }
    }

    /// Makes the folder `path` within.
    ///
    /// - Parameter mode: 0700, or more where others may once be let in.
    func makeFolder(_ path: String, mode: Int = 0o700) throws(NewInstanceError) {
        do {
            try FileManager.default.createDirectory(
                at: url.appendingPathComponent(path), withIntermediateDirectories: false,
                attributes: [.posixPermissions: mode])
        } catch {
            throw .system(path: path)
        }
    }

    /// Writes a file that anyone could be shown, were the folder not private.
    func write(_ bytes: [UInt8], to path: String) throws(NewInstanceError) {
        try create(path, Data(bytes), mode: 0o644)
    }

    /// Writes a secret for its owner's eyes.
    ///
    /// - Parameter mode: 0600, or 0400 for what never changes.
    func write(
        secret: borrowing SecretBytes, to path: String, mode: Int = 0o600
    ) throws(NewInstanceError) {
        // Safe: the bytes are lent to a write that ends within the call, without a copy of its own.
        let done = unsafe secret.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return false }
            let data = unsafe Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: bytes.count,
                deallocator: .none)
            return FileManager.default.createFile(
                atPath: url.appendingPathComponent(path).path, contents: data,
                attributes: [.posixPermissions: mode])
        }
        guard done else { throw .system(path: path) }
    }

    /// Gives the file `target` a second name in the same folder.
    func link(_ path: String, to target: String) throws(NewInstanceError) {
        do {
            try FileManager.default.createSymbolicLink(
                atPath: url.appendingPathComponent(path).path, withDestinationPath: target)
        } catch {
            throw .system(path: path)
        }
    }

    private func create(_ path: String, _ data: Data, mode: Int) throws(NewInstanceError) {
        guard
            FileManager.default.createFile(
                atPath: url.appendingPathComponent(path).path, contents: data,
                attributes: [.posixPermissions: mode])
        else { throw .system(path: path) }
    }
}
