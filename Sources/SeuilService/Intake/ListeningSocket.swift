import CUnixSocket
import Glibc
public import SystemPackage

/// A Unix socket that listens: made at a path, or handed over by systemd.
public struct ListeningSocket: Sendable, Equatable {
    /// The file that a socket made here stands at, told apart from one that took its place.
    struct File: Sendable, Equatable {
        let path: FilePath
        let device: UInt64
        let node: UInt64
    }

    let descriptor: Int32
    /// `nil` for an inherited socket, whose file is not ours to remove.
    let file: File?

    /// The longest path of a socket, in bytes; the last four are for the name that it is made under.
    public static let longestPath = Int(seuil_unix_path_limit()) - suffix.utf8.count
    private static let suffix = ".new"
    /// Connections that wait to be accepted; the kernel may take fewer.
    private static let backlog: Int32 = 512

    /// Makes a socket as `settings` say, in place of a file that nobody listens at any more.
    ///
    /// It is made under another name and moved into place once it has its mode and group and listens: nobody
    /// can connect who may not, and nobody who may is refused. The caller holds the instance's lock, so that no
    /// other daemon does the same.
    public static func bind(_ settings: SocketSettings) throws(SocketError) -> ListeningSocket {
        let path = settings.path
        let group = try settings.group?.groupNumber()
        try makeFolder(of: path)
        try checkPlace(path)
        let making = FilePath(path.string + suffix)
        try checkPlace(making)
        try remove(making)
        // Safe: C reads the path during the call.
        let descriptor = unsafe seuil_unix_bind(making.string, settings.mode)
        guard descriptor >= 0 else { throw .system(path, Errno(rawValue: -descriptor)) }
        do throws(SocketError) {
            if let group {
                // Safe: as above; -1 leaves the owner as it is.
                try check(unsafe chown(making.string, uid_t.max, group), path)
            }
            let listening = seuil_unix_listen(descriptor, backlog)
            guard listening == 0 else {
                throw SocketError.system(path, Errno(rawValue: -listening))
            }
            guard let status = try status(making) else {
                throw SocketError.system(path, .noSuchFileOrDirectory)
            }
            // Safe: as above.
            try check(unsafe rename(making.string, path.string), path)
            return ListeningSocket(
                descriptor: descriptor,
                file: File(path: path, device: UInt64(status.st_dev), node: UInt64(status.st_ino)))
        } catch {
            close(descriptor)
            unsafe unlink(making.string)
            throw error
        }
    }

    /// The socket that `descriptor` is, which must be a Unix stream socket that listens.
    public static func inherited(_ descriptor: Int32) throws(SocketError) -> ListeningSocket {
        guard seuil_unix_is_listening(descriptor) == 1 else { throw .notListening(descriptor) }
        let flags = fcntl(descriptor, F_GETFD)
        guard flags >= 0, fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) == 0 else {
            throw .notListening(descriptor)
        }
        return ListeningSocket(descriptor: descriptor, file: nil)
    }

    /// Removes the socket's file, unless it is another's by now.
    func removeFile() {
        guard let file, let status = try? ListeningSocket.status(file.path),
            UInt64(status.st_dev) == file.device, UInt64(status.st_ino) == file.node
        else { return }
        // Safe: C reads the path during the call.
        unsafe unlink(file.path.string)
    }
}

/// Why a socket cannot listen.
public enum SocketError: Error, Sendable, Equatable {
    /// Another process listens there.
    case occupied(FilePath)
    /// Something else stands there, which is not removed.
    case notASocket(FilePath)
    /// What was handed over is no Unix stream socket that listens.
    case notListening(Int32)
    /// A name among the handed sockets that the daemon does not know, or twice.
    case unexpectedName(String)
    case unknownUser(String)
    case unknownGroup(String)
    case system(FilePath, Errno)
}

extension ListeningSocket {
    /// Makes the folder of the socket where it is missing, as those under `/run` are after a start.
    private static func makeFolder(of path: FilePath) throws(SocketError) {
        let folder = path.removingLastComponent()
        // Safe: C reads the path during the call.
        guard unsafe mkdir(folder.string, 0o755) != 0, errno != EEXIST else { return }
        throw .system(folder, Errno(rawValue: errno))
    }

    /// Checks that a socket may be put at `path`: nothing is there, or one that nobody listens at.
    private static func checkPlace(_ path: FilePath) throws(SocketError) {
        guard let status = try status(path) else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path) }
        // Safe: C reads the path during the call.
        switch unsafe seuil_unix_probe(path.string) {
        case 0: throw .occupied(path)
        case -ECONNREFUSED, -ENOENT: return
        case let reason: throw .system(path, Errno(rawValue: -reason))
        }
    }

    private static func remove(_ path: FilePath) throws(SocketError) {
        // Safe: C reads the path during the call.
        guard unsafe unlink(path.string) != 0, errno != ENOENT else { return }
        throw .system(path, Errno(rawValue: errno))
    }

    /// What stands at `path` itself, links not followed; `nil` when nothing does.
    private static func status(_ path: FilePath) throws(SocketError) -> stat? {
        var status = stat()
        // Safe: C reads the path and writes one structure during the call.
        guard unsafe lstat(path.string, &status) != 0 else { return status }
        guard errno == ENOENT else { throw .system(path, Errno(rawValue: errno)) }
        return nil
    }

    private static func check(_ result: Int32, _ path: FilePath) throws(SocketError) {
        guard result == 0 else { throw .system(path, Errno(rawValue: errno)) }
    }
}
