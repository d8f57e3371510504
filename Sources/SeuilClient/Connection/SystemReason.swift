#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Why the system did not do something, in a person's words.
///
/// Source: errno(3).
public struct SystemReason: Sendable, Equatable, CustomStringConvertible {
    public let errno: Int32

    public init(errno: Int32) { self.errno = errno }

    public var description: String {
        switch errno {
        case ENOENT, ENOTDIR: "there is no such file"
        case EACCES, EPERM: "this user may not"
        case EISDIR: "it is a folder"
        case ELOOP: "it is a link in a circle"
        case ENOSPC, EDQUOT: "no space is left"
        case EROFS: "nothing can be written on that disk"
        case EMFILE, ENFILE: "too many files are open"
        case EIO: "the disk fails"
        // Safe: the system's own text, which stays where it is.
        default: unsafe String(cString: strerror(errno)).lowercased()
        }
    }
}
