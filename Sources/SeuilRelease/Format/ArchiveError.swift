/// Why a release's archive cannot be packed or is not one.
public enum ArchiveError: Error, Sendable, Equatable {
    /// The files need more room than the policy's worst case.
    case overflow(byteCount: Int, limit: Int)
    /// The bytes are not a ZIP that libarchive reads whole.
    case malformed
    /// An entry that is no plain file, or whose path leads elsewhere; its position.
    case unsafeEntry(Int)
    /// The same path twice; the position of the second.
    case duplicateEntry(Int)
    /// The files unpack to more than the archive itself holds.
    case tooLarge(limit: Int)
    /// libarchive refused to pack; the status it gave.
    case library(status: Int32)
}
