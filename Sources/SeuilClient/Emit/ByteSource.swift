internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

private let systemRead = unsafe read(_:_:_:)

/// The bytes of a file or a pipe, a chunk at a time, as they come.
public final class ByteSource {
    /// What a reading brings.
    public enum Reading: Sendable, Equatable {
        case bytes([UInt8])
        /// Nothing for now: the writer is still there and silent.
        case nothingYet
        case end
    }

    static let chunkByteCount = 64 << 10
    /// How long a writer is waited for before its silence is told.
    static let patience: Int32 = 100

    private let handle: FileHandle

    /// The file at `path`.
    ///
    /// - Throws: `ByteSourceError` when it cannot be opened, or is a folder.
    public convenience init(path: String) throws(ByteSourceError) {
        // Safe: the path is lent for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ByteSourceError(errno: errno) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        // Safe: one structure, filled in during the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw ByteSourceError(errno: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw ByteSourceError(errno: EISDIR) }
        self.init(handle)
    }

    /// Whether the file at `path` could be opened; nothing is, so that the writer of a pipe is not disturbed.
    ///
    /// - Throws: `ByteSourceError`.
    public static func check(path: String) throws(ByteSourceError) {
        var status = stat()
        // Safe: the path is lent for each call, and one structure is filled in.
        guard unsafe stat(path, &status) == 0, unsafe access(path, R_OK) == 0 else {
            throw ByteSourceError(errno: errno)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw ByteSourceError(errno: EISDIR) }
    }

    /// Standard input.
    public static var standardInput: ByteSource { ByteSource(.standardInput) }

    private init(_ handle: FileHandle) { self.handle = handle }

    /// The next bytes.
    ///
    /// - Parameter waits: whether to wait for them as long as it takes; otherwise a silent writer is told after a
    ///   tenth of a second.
    /// - Throws: `ByteSourceError` when the system fails to read.
    public func read(waiting waits: Bool = true) throws(ByteSourceError) -> Reading {
        let descriptor = handle.fileDescriptor
        if !waits {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Safe: one structure, and its count.
            guard unsafe poll(&request, 1, ByteSource.patience) != 0 else { return .nothingYet }
        }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: ByteSource.chunkByteCount) {
            buffer, count in
            var read = -1
            repeat {
                // Safe: as many bytes as the buffer has room for.
                read = unsafe systemRead(descriptor, buffer.baseAddress, buffer.count)
            } while read < 0 && errno == EINTR
            if read < 0 { failure = errno }
            count = max(0, read)
        }
        guard failure == 0 else { throw ByteSourceError(errno: failure) }
        return bytes.isEmpty ? .end : .bytes(bytes)
    }

    /// The next bytes, none at the end.
    ///
    /// - Throws: `ByteSourceError`.
    public func nextBytes() throws(ByteSourceError) -> [UInt8] {
        if case .bytes(let bytes) = try read() { bytes } else { [] }
    }
}

/// A file could not be opened, or not be read on.
public struct ByteSourceError: Error, Sendable, Equatable {
    public let reason: SystemReason

    public init(errno: Int32) { reason = SystemReason(errno: errno) }

    /// A file was longer than whoever reads it takes.
    public static let tooLarge = ByteSourceError(errno: EFBIG)
}
