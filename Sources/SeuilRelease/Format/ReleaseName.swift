/// What a release is called outside: its period and its audience, in the name of its file.
public struct ReleaseName: Sendable, Equatable, Hashable {
    /// The ending of a sealed release's file.
    public static let fileExtension = "p7m"

    public let period: String
    public let audience: String

    /// A release's name.
    public init(period: String, audience: String) {
        self.period = period
        self.audience = audience
    }

    /// `2026-01.elus.p7m`.
    public var fileName: String { "\(period).\(audience).\(ReleaseName.fileExtension)" }

    /// The name that a file of that name claims, or `nil` when it is not a release's.
    ///
    /// The part before the first dot is the period, and the one before the ending the audience; neither has one. What
    /// has more parts is something else: an erratum, ``ErratumName``.
    public init?(fileName: String) {
        let ending = "." + ReleaseName.fileExtension
        guard fileName.hasSuffix(ending), !fileName.contains("/"),
            let dot = fileName.firstIndex(of: ".")
        else { return nil }
        let rest = fileName[fileName.index(after: dot)...]
        guard rest.utf8.count > ending.utf8.count, dot > fileName.startIndex,
            case let audience = rest.dropLast(ending.count), !audience.contains(".")
        else { return nil }
        period = String(fileName[..<dot])
        self.audience = String(audience)
    }
}
