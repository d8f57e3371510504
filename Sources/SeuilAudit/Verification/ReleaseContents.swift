internal import Foundation
internal import SeuilRelease

/// The files of a release, known to be the ones that its `release.json` declares and no others.
struct ReleaseContents {
    let header: ReleaseHeader
    /// Without the padding.
    let files: [ReleaseFile]
    /// Whether the padding says nothing.
    let isPaddedWithZeros: Bool

    /// Reads what was signed.
    init(archive: [UInt8]) throws(VerificationError) {
        let all: [ReleaseFile]
        do throws(ArchiveError) {
            all = try ArchiveReader.files(in: archive)
        } catch {
            throw .archive(error)
        }
        guard let text = all.first(where: { $0.path == ReleasePaths.header }) else {
            throw .missingFile(ReleasePaths.header)
        }
        let data = Data(text.bytes)
        guard let format = try? JSONDecoder().decode(Format.self, from: data).format else {
            throw .header
        }
        guard ReleaseHeader.formats.contains(format) else { throw .format(format) }
        guard let header = try? JSONDecoder().decode(ReleaseHeader.self, from: data),
            header.hasLedgerAsItMust
        else { throw .header }
        let declared = header.paths
        let present = Set(all.map(\.path))
        if let missing = declared.subtracting(present).sorted().first {
            throw .missingFile(missing)
        }
        if let other = present.subtracting(declared).sorted().first { throw .undeclaredFile(other) }
        self.header = header
        files = all.filter { $0.path != ReleasePaths.padding }
        isPaddedWithZeros = all.allSatisfy { file in
            file.path != ReleasePaths.padding || file.bytes.allSatisfy { $0 == 0 }
        }
    }

    /// The one member that every version of `release.json` has.
    private struct Format: Decodable {
        let format: String
    }
}

extension ReleaseHeader {
    /// The files that a release with this header has.
    fileprivate var paths: Set<String> {
        Set(
            [
                ReleasePaths.header, ReleasePaths.report, ReleasePaths.dataPackage,
                ReleasePaths.padding,
            ] + (isRehearsal ? [ReleasePaths.rehearsal] : [])
                + tables.map { ReleasePaths.table($0.name) }
                + dimensions.map { ReleasePaths.codelist($0.name) })
    }
}
