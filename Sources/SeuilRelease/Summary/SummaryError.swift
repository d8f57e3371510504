/// Why a summary cannot be made or written.
public enum SummaryError: Error, Sendable, Equatable {
    /// The policy has no audience of that number.
    case noSuchAudience(Int)
    /// A site's name is empty, too long, or holds a control character.
    case siteName(byteCount: Int)
    /// A salt has another length than `Summary.saltByteCount`.
    case saltLength(byteCount: Int)
    /// A figure, or the release's number, has more digits than the worst case leaves room for.
    case tooManyDigits(limit: Int)
    /// The name of the protection method is longer than the worst case leaves room for.
    case methodName(byteCount: Int)
    /// A file of the release could not be written out; its path within the release.
    case notRendered(file: String)
    /// The files could not be packed.
    case notPacked(ArchiveError)
}
