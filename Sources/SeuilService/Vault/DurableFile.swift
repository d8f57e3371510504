import Glibc
import SeuilCrypto
import SystemPackage

/// Files of which it is known what a power cut leaves of them.
///
/// A file is there or not there, old or new; and what was erased was overwritten first. On file systems that copy
/// on write (btrfs, ZFS) overwriting in place is void: the operator's guide says so.
enum DurableFile {
    /// All bytes of the file, or nil when there is none.
    static func read(_ path: FilePath) throws(VaultError) -> [UInt8]? {
        try storage(path) {
            guard let file = try openIfThere(path, .readOnly) else { return nil }
            return try file.closeAfter {
                var bytes = [UInt8](repeating: 0, count: try byteCount(of: file))
                var filled = 0
                while filled < bytes.count {
                    let count = try unsafe bytes.withUnsafeMutableBytes { buffer in
                        // Safe: reads into the part of the buffer that is not filled yet.
                        try unsafe file.read(
                            fromAbsoluteOffset: Int64(filled),
                            into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                    }
                    if count == 0 { throw Errno.ioError }
                    filled += count
                }
                return bytes
            }
        }
    }

    static func exists(_ path: FilePath) -> Bool { unsafe access(path.string, F_OK) == 0 }

    /// Puts `bytes` at `path`, whole or not at all, in place of what was there.
    ///
    /// - Parameter permissions: The file's, whatever the process's mask takes from new files.
    /// - Parameter beforeRename: Called when the new bytes are on disk under another name.
    static func replace(
        _ path: FilePath, with bytes: [UInt8], permissions: FilePermissions = .ownerOnly,
        beforeRename: () -> Void = {}
    ) throws(VaultError) {
        let draft = draft(for: path)
        try storage(path) {
            let file = try FileDescriptor.open(
                draft, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: permissions)
            do {
                try file.closeAfter {
                    guard fchmod(file.rawValue, permissions.rawValue) == 0 else {
                        throw Errno(rawValue: errno)
                    }
                    try file.writeAll(bytes)
                    guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
                }
            } catch {
                // Safe, as below: each path is lent as a C string for the call.
                unsafe unlink(draft.string)
                throw error
            }
            beforeRename()
            guard unsafe rename(draft.string, path.string) == 0 else {
                throw Errno(rawValue: errno)
            }
        }
        try syncDirectory(path.removingLastComponent())
    }

    /// The name of a file on its way; it begins with a dot, so that tools which copy folders pass over it.
    static func draft(for path: FilePath) -> FilePath {
        path.removingLastComponent().appending(".\(path.lastComponent?.string ?? "").draft")
    }

    /// Overwrites `bytes.count` bytes at `offset` in place, and returns when they are on disk.
    static func overwrite(
        _ path: FilePath, at offset: Int, with bytes: [UInt8]
    ) throws(VaultError) {
        try storage(path) {
            let file = try FileDescriptor.open(path, .writeOnly, options: .closeOnExec)
            try file.closeAfter {
                try file.writeAll(toAbsoluteOffset: Int64(offset), bytes)
                guard fdatasync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        }
    }

    /// Overwrites the whole file with random bytes and gives its blocks back, but leaves its name.
    static func shred(_ path: FilePath) throws(VaultError) {
        try storage(path) {
            guard let file = try openIfThere(path, .writeOnly) else { return }
            try file.closeAfter {
                let byteCount = try byteCount(of: file)
                try file.writeAll(toAbsoluteOffset: 0, SecureRandom.bytes(byteCount))
                guard fsync(file.rawValue) == 0, ftruncate(file.rawValue, 0) == 0,
                    fsync(file.rawValue) == 0
                else { throw Errno(rawValue: errno) }
            }
        }
    }

    /// Removes the name; one that is gone already is no error.
    static func remove(_ path: FilePath) throws(VaultError) {
        try storage(path) {
            guard unsafe unlink(path.string) == 0 || errno == ENOENT else {
                throw Errno(rawValue: errno)
            }
        }
    }

    /// Less than this is no room: a fold or a release takes about as much.
    private static let leastRoom: off_t = 1 << 20

    /// Whether a file of some size could be written in the folder of `path` now; none is left there.
    static func hasRoom(beside path: FilePath) -> Bool {
        let trial = path.removingLastComponent().appending(".room.draft")
        let file = try? FileDescriptor.open(
            trial, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: .ownerOnly)
        guard let file else { return false }
        // Safe: the path is lent as a C string for the call.
        defer { unsafe unlink(trial.string) }
        return (try? file.closeAfter { posix_fallocate(file.rawValue, 0, leastRoom) == 0 }) ?? false
    }

    static func syncDirectory(_ path: FilePath) throws(VaultError) {
        try storage(path) {
            let directory = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            try directory.closeAfter {
                guard fsync(directory.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        }
    }

    /// Makes a folder that only its owner enters, unless there is one.
    static func makeDirectory(_ path: FilePath) throws(VaultError) {
        try storage(path) {
            guard unsafe mkdir(path.string, 0o700) == 0 || errno == EEXIST else {
                throw Errno(rawValue: errno)
            }
        }
    }

    /// Makes a folder that its group may read, as that of the folder above, unless there is one.
    static func makeSharedDirectory(_ path: FilePath) throws(VaultError) {
        try storage(path) {
            guard unsafe mkdir(path.string, 0o700) == 0 else {
                guard errno == EEXIST else { throw Errno(rawValue: errno) }
                return
            }
            guard unsafe chmod(path.string, 0o2750) == 0 else { throw Errno(rawValue: errno) }
        }
        try syncDirectory(path.removingLastComponent())
    }

    /// Adds `bytes` at the end, and returns when they are on disk; after a crash some may be missing at the end.
    static func append(
        _ path: FilePath, _ bytes: [UInt8], permissions: FilePermissions
    ) throws(VaultError) {
        let isNew = !exists(path)
        try storage(path) {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: permissions)
            try file.closeAfter {
                if isNew, fchmod(file.rawValue, permissions.rawValue) != 0 {
                    throw Errno(rawValue: errno)
                }
                try file.writeAll(bytes)
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        }
        if isNew { try syncDirectory(path.removingLastComponent()) }
    }

    /// The length of a regular file; a folder or a device that stands in its place is refused.
    private static func byteCount(of file: FileDescriptor) throws -> Int {
        var status = stat()
        // Safe: fstat fills in one such structure.
        guard unsafe fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Errno.invalidArgument }
        return Int(status.st_size)
    }

    private static func openIfThere(
        _ path: FilePath, _ mode: FileDescriptor.AccessMode
    ) throws -> FileDescriptor? {
        do {
            return try FileDescriptor.open(path, mode, options: .closeOnExec)
        } catch Errno.noSuchFileOrDirectory {
            return nil
        }
    }

    private static func storage<R>(
        _ path: FilePath, _ body: () throws -> R
    ) throws(VaultError) -> R {
        do {
            return try body()
        } catch Errno.noSpace, Errno.diskQuotaExceeded {
            throw .diskFull(path)
        } catch let error as Errno {
            throw .storage(path, reason: error.description)
        } catch let error as VaultError {
            throw error
        } catch {
            throw .stopped
        }
    }
}

extension FilePermissions {
    /// Mode 0600.
    static let ownerOnly: FilePermissions = [.ownerRead, .ownerWrite]
}
