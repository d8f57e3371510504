internal import CArchive

/// Reads the ZIP of a release, and nothing but the ZIP of a release.
///
/// The bytes have been authenticated when it is called; it is strict all the same, because whoever signs may
/// be mistaken or worse, and what it gives is written to the reader's disk.
public enum ArchiveReader {
    /// The files of `archive`, in its order.
    ///
    /// - Parameter accepts: Whether a path is one that such an archive may have.
    /// - Throws: `ArchiveError.malformed` when it is not a whole ZIP; `unsafeEntry` for anything but a plain
    ///   file at a path that a release may have; `duplicateEntry`; `tooLarge` when the files hold more bytes
    ///   than the archive, which stored ones cannot.
    public static func files(
        in archive: [UInt8], where accepts: (String) -> Bool = ReleasePaths.contains
    ) throws(ArchiveError) -> [ReleaseFile] {
        guard let reader = unsafe archive_read_new() else { throw .malformed }
        // Safe: the handle is ours, used only until this call returns, and freed once.
        defer { unsafe _ = archive_read_free(reader) }
        var result: Result<[ReleaseFile], ArchiveError> = .failure(.malformed)
        unsafe archive.withUnsafeBytes { bytes in
            // Safe: libarchive reads within the buffer, and not after this closure.
            result = Result { () throws(ArchiveError) in
                try check(unsafe archive_read_support_format_zip_seekable(reader))
                try check(
                    unsafe archive_read_open_memory(reader, bytes.baseAddress, bytes.count))
                return try unsafe files(reader, limit: bytes.count, where: accepts)
            }
        }
        return try result.get()
    }

    private static func files(
        _ reader: OpaquePointer, limit: Int, where accepts: (String) -> Bool
    ) throws(ArchiveError) -> [ReleaseFile] {
        var files: [ReleaseFile] = []
        var paths: Set<String> = []
        var room = limit
        while true {
            var entry: OpaquePointer?
            let status = unsafe archive_read_next_header(reader, &entry)
            if status == ARCHIVE_EOF { return files }
            guard status == ARCHIVE_OK, let entry = unsafe entry else { throw .malformed }
            // Safe: the entry belongs to the reader and stays until the next header is read.
            guard unsafe archive_entry_filetype(entry) == ArchiveFileType.regular,
                let name = unsafe archive_entry_pathname(entry),
                case let path = unsafe String(cString: name), accepts(path)
            else { throw .unsafeEntry(files.count) }
            guard paths.insert(path).inserted else { throw .duplicateEntry(files.count) }
            guard unsafe archive_entry_size_is_set(entry) != 0,
                let size = unsafe Int(exactly: archive_entry_size(entry)), size >= 0
            else { throw .malformed }
            guard size <= room else { throw .tooLarge(limit: limit) }
            room -= size
            files.append(ReleaseFile(path: path, bytes: try unsafe data(reader, byteCount: size)))
        }
    }

    /// The entry's data, which must be `byteCount` bytes and no more.
    private static func data(
        _ reader: OpaquePointer, byteCount: Int
    ) throws(ArchiveError) -> [UInt8] {
        var isWhole = true
        // One byte of room too many tells an entry that is longer than it says.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount + 1) { buffer, filled in
            // Safe: each read writes at most what is left of the buffer.
            while filled < buffer.count, let base = buffer.baseAddress {
                let read = unsafe archive_read_data(reader, base + filled, buffer.count - filled)
                isWhole = isWhole && read >= 0
                guard read > 0 else { return }
                filled += read
            }
        }
        guard isWhole, bytes.count == byteCount else { throw .malformed }
        return bytes
    }

    private static func check(_ status: Int32) throws(ArchiveError) {
        guard status == ARCHIVE_OK else { throw .malformed }
    }
}
