internal import CArchive

/// Packs files into a ZIP whose bytes depend on nothing but the files.
///
/// Stored, not compressed: the size must say nothing of the content. No times, owners or modes of any machine
/// are written; a time that is not set is written as the format's first, 1 January 1980, in every time zone.
package enum ArchiveWriter {
    /// The archive of `files`, in their order.
    package static func archive(_ files: [ReleaseFile]) throws(ArchiveError) -> [UInt8] {
        guard let archive = unsafe archive_write_new() else {
            throw .library(status: ARCHIVE_FATAL)
        }
        // Safe: the handle is ours, used only until this call returns, and freed once.
        defer { unsafe _ = archive_write_free(archive) }
        try check(unsafe archive_write_set_format_zip(archive))
        try check(unsafe archive_write_zip_set_compression_store(archive))
        try check(unsafe archive_write_set_bytes_in_last_block(archive, 1))

        var result: Result<Int, ArchiveError> = .success(0)
        let capacity = files.reduce(endByteCount) {
            $0 + $1.bytes.count + 2 * $1.path.utf8.count + entryByteCount
        }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            // Safe: libarchive writes at most `capacity` bytes into the buffer, and none after the close
            // below; `used` outlives it.
            var used = 0
            result = Result { () throws(ArchiveError) in
                try check(
                    unsafe archive_write_open_memory(archive, buffer.baseAddress, capacity, &used))
                for file in files { try unsafe add(file, to: archive) }
                try check(unsafe archive_write_close(archive))
                return used
            }
            filled = (try? result.get()) ?? 0
        }
        _ = try result.get()
        return bytes
    }

    /// More than the headers of one entry need besides its path, and than the end of the archive needs.
    private static let entryByteCount = 256
    private static let endByteCount = 1024

    private static func add(
        _ file: ReleaseFile, to archive: OpaquePointer
    ) throws(ArchiveError) {
        guard let entry = unsafe archive_entry_new() else { throw .library(status: ARCHIVE_FATAL) }
        // Safe: the entry is ours, freed once; the strings and bytes handed over are copied by the calls.
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, file.path)
        unsafe archive_entry_set_size(entry, Int64(file.bytes.count))
        unsafe archive_entry_set_filetype(entry, ArchiveFileType.regular)
        unsafe archive_entry_set_perm(entry, 0o644)
        try check(unsafe archive_write_header(archive, entry))
        let written = unsafe file.bytes.withUnsafeBytes { bytes in
            unsafe archive_write_data(archive, bytes.baseAddress, bytes.count)
        }
        guard written == file.bytes.count else { throw .library(status: Int32(clamping: written)) }
    }

    private static func check(_ status: Int32) throws(ArchiveError) {
        guard status == ARCHIVE_OK else { throw .library(status: status) }
    }
}

/// The kinds of entry, as in `stat`.
enum ArchiveFileType {
    static let regular: UInt32 = 0o100000
}
