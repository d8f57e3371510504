import Foundation

/// Who may do what with a file.
struct Mode {
    let bits: mode_t
    let group: gid_t
    let isFolder: Bool

    init(_ file: URL) throws {
        var status = stat()
        // Safe: lstat reads the path and fills in one such structure during the call.
        guard unsafe lstat(file.path, &status) == 0 else { throw POSIXError(.ENOENT) }
        bits = status.st_mode & 0o7777
        group = status.st_gid
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
}
