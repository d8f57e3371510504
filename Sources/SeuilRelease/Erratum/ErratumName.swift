/// What an erratum is called outside: the release that it is about, and its number.
public struct ErratumName: Sendable, Equatable, Hashable {
    private static let mark = "erratum-"

    public let release: ReleaseName
    /// Counts the errata of that release from 1.
    public let number: Int

    /// An erratum's name.
    public init(release: ReleaseName, number: Int) {
        self.release = release
        self.number = number
    }

    /// `2026-01.elus.erratum-1`.
    private var stem: String {
        "\(release.period).\(release.audience).\(ErratumName.mark)\(number)"
    }

    /// `2026-01.elus.erratum-1.p7m`.
    public var fileName: String { "\(stem).\(ReleaseName.fileExtension)" }

    /// The name of the proof that it is in the ledger.
    public var proofName: String { "\(stem).\(LedgerPaths.proofExtension)" }

    /// The name that a file of that name claims, or `nil` when it is not an erratum's.
    public init?(fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[2].hasPrefix(ErratumName.mark),
            let number = Int(parts[2].dropFirst(ErratumName.mark.count)), number > 0,
            let release = ReleaseName(fileName: "\(parts[0]).\(parts[1]).\(parts[3])")
        else { return nil }
        self.init(release: release, number: number)
        guard self.fileName == fileName else { return nil }
    }
}

/// Where things stand within an erratum.
public enum ErratumPaths {
    public static let header = "erratum.json"
    public static let page = "erratum.html"

    /// The files that are written out.
    static let files: Set<String> = [header, page]

    /// Whether `path` is one that an erratum may have.
    public static func contains(_ path: String) -> Bool {
        files.contains(path) || path == ReleasePaths.padding
    }
}
