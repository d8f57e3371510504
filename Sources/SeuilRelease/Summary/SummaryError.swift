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

extension SummaryError: CustomStringConvertible {
    /// The reason in words; it names files and limits, never a figure.
    public var description: String {
        switch self {
        case .noSuchAudience: "the policy has no such audience"
        case .siteName: "the site's name is empty, too long, or holds a control character"
        case .saltLength(let count): "the salt has \(count) bytes"
        case .tooManyDigits(let limit): "a figure has more than \(limit) digits"
        case .methodName: "the name of the protection method is too long"
        case .notRendered(let file): "\(file) could not be written out"
        case .notPacked: "the files could not be packed"
        }
    }
}
