public import Foundation
internal import Glibc
public import SeuilCrypto

/// The file in which a reader's memory of one site is kept.
///
/// One reader at a time has it, under a lock; it is replaced whole or not at all. One that cannot be read is never
/// overwritten: forgetting is for its owner to decide.
public struct MemoryFile: Sendable {
    private let folder: URL
    private let name: String
    private let site: Digest
    private let isRehearsal: Bool
    private static let byteLimit = 64 << 20

    /// The memory of the site whose certificate has the key `site`, in `folder`.
    ///
    /// The name is that of the certificate that the reader trusts, not of anything in a release.
    /// Those of rehearsals belong into a folder of their own.
    public init(of site: Digest, in folder: URL, isRehearsal: Bool = false) {
        self.folder = folder
        self.isRehearsal = isRehearsal
        self.site = site
        name = "\(site.hex).json"
    }

    /// Where it is.
    public var path: String { folder.appendingPathComponent(name).path }

    /// Reads the memory, lets `change` change it, and returns when what it is then is on disk.
    ///
    /// - Throws: What `change` throws, nothing having changed; ``MemoryFileError``.
    public func update<R>(_ change: (inout SiteMemory) throws -> R) throws -> R {
        try makeFolder()
        let lock = try take("\(site.hex).lock")
        defer { close(lock) }
        var memory = try read()
        let before = memory
        let result = try change(&memory)
        if memory != before { try write(memory) }
        return result
    }

    private func makeFolder() throws(MemoryFileError) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw .notWritable(folder.path)
        }
    }

    /// Waits for the lock, which lasts until its descriptor is closed.
    private func take(_ name: String) throws(MemoryFileError) -> Int32 {
        let path = folder.appendingPathComponent(name).path
        // Safe, as below: each path is lent as a C string for the call.
        let lock = unsafe open(path, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .notWritable(path) }
        guard flock(lock, LOCK_EX) == 0 else {
            close(lock)
            throw .notWritable(path)
        }
        return lock
    }

    private func read() throws(MemoryFileError) -> SiteMemory {
        guard let folder = AuditFolder(at: folder.path) else { throw .unreadable(path) }
        switch folder.file(name, limit: MemoryFile.byteLimit) {
        case .missing: return SiteMemory(of: site, isRehearsal: isRehearsal)
        case .notAFile, .tooLarge: throw .unreadable(path)
        case .bytes(let bytes):
            guard let memory = try? JSONDecoder().decode(SiteMemory.self, from: Data(bytes)),
                memory.format == SiteMemory.currentFormat, memory.site == site.hex,
                (memory.rehearsal ?? false) == isRehearsal
            else { throw .unreadable(path) }
            return memory
        }
    }

    private func write(_ memory: SiteMemory) throws(MemoryFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let draft = folder.appendingPathComponent(".\(name).new").path
        unsafe unlink(draft)
        let file = unsafe open(
            draft, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0, let data = try? encoder.encode(memory) else { throw .notWritable(path) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: data)
            try handle.synchronize()
            try handle.close()
        } catch {
            unsafe unlink(draft)
            throw .notWritable(path)
        }
        guard unsafe rename(draft, path) == 0 else { throw .notWritable(path) }
        let directory = unsafe open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .notWritable(path) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .notWritable(path) }
    }
}

/// Why a memory cannot be used. Whoever goes on without it compares with nothing.
public enum MemoryFileError: Error, Sendable, Equatable {
    /// It is no memory of that site, or no plain file; it stays as it is.
    case unreadable(String)
    case notWritable(String)
}
