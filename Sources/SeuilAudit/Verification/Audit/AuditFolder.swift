internal import Glibc

/// A folder of unknown origin, read without following a link or waiting for anybody.
///
/// Whoever hands over a folder chooses what its names stand for. Only plain files are read, only within the folder,
/// and only up to a limit; a pipe, a device, or a link to the reader's own files is named and left alone.
public final class AuditFolder: Sendable {
    /// What stands under a name.
    enum Content: Equatable {
        case missing
        case bytes([UInt8])
        /// A link, a pipe, a device, a folder, or a file that may not be read.
        case notAFile
        case tooLarge(limit: Int)

        /// What keeps it from being read.
        var words: String {
            switch self {
            case .bytes: "it was read"
            case .missing: "there is no such file"
            case .notAFile: "it is not a plain file, and was not read"
            case .tooLarge(let limit): "it is larger than \(limit) bytes, and was not read"
            }
        }
    }

    private let root: Int32

    /// The folder at `path`; `nil` when there is none.
    public init?(at path: String) {
        // Safe, as below: each path is lent as a C string for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        root = descriptor
    }

    deinit { close(root) }

    /// The file at `path`, the parts of which are names known to be harmless.
    func file(_ path: String, limit: Int) -> Content {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last else { return .notAFile }
        switch folder(parts.dropLast()) {
        case .missing: return .missing
        case .other: return .notAFile
        case .open(let folder):
            defer { close(folder) }
            let file = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard file >= 0 else { return errno == ENOENT ? .missing : .notAFile }
            defer { close(file) }
            return AuditFolder.content(of: file, limit: limit)
        }
    }

    /// The names in the folder at `path`, sorted; empty when there is no such folder.
    func names(in path: String) -> [String] {
        guard case .open(let folder) = folder(path.split(separator: "/").map(String.init)[...])
        else { return [] }
        guard let stream = unsafe fdopendir(folder) else {
            close(folder)
            return []
        }
        // Safe: the stream is ours, read on this thread only, and closed once, its descriptor with it.
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while names.count < AuditFolder.nameLimit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static let nameLimit = 100_000

    private enum Folder {
        case missing, other
        case open(Int32)
    }

    private func folder(_ parts: ArraySlice<String>) -> Folder {
        var folder = fcntl(root, F_DUPFD_CLOEXEC, 0)
        for part in parts {
            let next = unsafe openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            let isMissing = errno == ENOENT
            close(folder)
            guard next >= 0 else { return isMissing ? .missing : .other }
            folder = next
        }
        return folder >= 0 ? .open(folder) : .other
    }

    private static func content(of file: Int32, limit: Int) -> Content {
        var status = stat()
        // Safe: fstat fills in one such structure.
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .notAFile
        }
        guard status.st_size <= limit else { return .tooLarge(limit: limit) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                // Safe: reads into the part of the buffer that is not filled yet.
                unsafe read(
                    file, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled)
            }
            guard count >= 0 else { return .notAFile }
            if count == 0 { return .bytes(Array(bytes[..<filled])) }
            filled += count
        }
        // Longer than it said a moment ago.
        return .tooLarge(limit: limit)
    }
}

/// The most bytes of each kind of file that an audit reads.
enum AuditLimit {
    static let entries = 256 << 20
    static let lines = 1_000_000
    static let note = 1 << 16
    static let proof = 1 << 18
    static let policyFile = 1 << 20
    static let release = 64 << 20
}
