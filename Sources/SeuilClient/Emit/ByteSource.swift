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

    /// The file at `path`; `nil` when it cannot be read.
    public convenience init?(path: String) {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        self.init(handle)
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

/// A file could not be read on.
public struct ByteSourceError: Error, Sendable, Equatable {
    public let errno: Int32
}
