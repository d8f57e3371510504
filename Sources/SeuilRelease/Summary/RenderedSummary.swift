internal import SeuilCore

/// One file of a release: its path within it, and its bytes.
public struct ReleaseFile: Sendable, Equatable {
    public let path: String
    public let bytes: [UInt8]

    /// A file of a release.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// The files of a release as an audience reads them, ready to be packed and sealed.
public struct RenderedSummary: Sendable, Equatable {
    /// Sorted by path, without the padding.
    public let files: [ReleaseFile]

    init(files: [ReleaseFile]) {
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The files as one ZIP of exactly `byteCount` bytes.
    ///
    /// A stored member `padding` fills it up, so that the size of what is sealed says nothing of how much
    /// was published. `byteCount` is the policy's `WorstCase.byteCount`.
    ///
    /// - Throws: `ArchiveError.overflow` when the files need more than `byteCount`, `ArchiveError.library`
    ///   when libarchive refuses.
    public func archive(paddedTo byteCount: Int) throws(ArchiveError) -> [UInt8] {
        let need = try archive(paddingByteCount: 0).count
        guard need <= byteCount else { throw .overflow(byteCount: need, limit: byteCount) }
        return try archive(paddingByteCount: byteCount - need)
    }

    /// The files as one ZIP with that many bytes of padding.
    func archive(paddingByteCount: Int) throws(ArchiveError) -> [UInt8] {
        let padding = ReleaseFile(
            path: ReleasePaths.padding, bytes: [UInt8](repeating: 0, count: paddingByteCount))
        return try ArchiveWriter.archive((files + [padding]).sorted { $0.path < $1.path })
    }
}

extension SummaryContent {
    /// The files of a release with this content.
    func render() throws(SummaryError) -> RenderedSummary {
        try render(version: RenderingVersion.current)
    }

    /// The same, by a program of that version.
    func render(version: String) throws(SummaryError) -> RenderedSummary {
        var files: [ReleaseFile] = []
        for table in tables {
            let name = policy.tables[table.layout.table].name
            files.append(
                ReleaseFile(path: ReleasePaths.table(name), bytes: tableFile(table)))
        }
        for dimension in dimensions {
            let name = policy.dimensions[dimension].name
            files.append(
                ReleaseFile(path: ReleasePaths.codelist(name), bytes: codelistFile(dimension)))
        }
        files.append(
            ReleaseFile(
                path: ReleasePaths.header,
                bytes: try ReleaseJSON.bytes(header(version: version), file: ReleasePaths.header)))
        files.append(
            ReleaseFile(
                path: ReleasePaths.dataPackage,
                bytes: try ReleaseJSON.bytes(dataPackage, file: ReleasePaths.dataPackage)))
        files.append(ReleaseFile(path: ReleasePaths.report, bytes: try Report.render(self)))
        if ledger.isRehearsal {
            files.append(
                ReleaseFile(path: ReleasePaths.rehearsal, bytes: Array(RehearsalMark.file.utf8)))
        }
        return RenderedSummary(files: files)
    }
}
