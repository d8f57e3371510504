import Glibc
import SystemPackage

/// The lock that one daemon at a time holds on a state folder, for as long as it lives.
///
/// It is taken before anything else is read or repaired: SQLite's own locks come too late to protect key files.
/// The file is never removed, since whoever waited for a removed one would hold a lock on nothing.
/// Source: flock(2).
final class StateLock: Sendable {
    private let file: FileDescriptor

    init(_ path: FilePath) throws(VaultError) {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec], permissions: .ownerOnly)
        } catch {
            throw .storage(path, reason: "\(error)")
        }
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let reason = Errno(rawValue: errno)
            try? file.close()
            throw reason == .wouldBlock ? .inUse(path) : .storage(path, reason: "\(reason)")
        }
        self.file = file
    }

    deinit { try? file.close() }
}
