import Foundation
import SeuilAudit
import SeuilRelease

/// Finds and reads the folders that `seuil open` wrote.
enum ReleaseFolders {
    /// Folders this far below one that was named are looked at.
    private static let depth = 4

    /// Opened releases, and how many of them say that nobody was counted.
    struct Found {
        let releases: [AttackedRelease]
        let rehearsals: Int
    }

    /// The releases in `folders`, each of which is one or holds some, each once.
    static func releases(in folders: [String]) throws(CommandFailure) -> Found {
        var places: [String] = []
        for folder in folders {
            guard InputFile.isFolder(folder) else {
                throw CommandFailure(
                    .noInput, "there is no folder at \(folder)",
                    hint: "open releases first: seuil open FILE --key KEY --trust CERT --output DIR"
                )
            }
            let found = releaseFolders(in: folder, depth: depth)
            guard !found.isEmpty else {
                throw CommandFailure(
                    .data, "\(folder) holds no opened release",
                    hint: "name folders that 'seuil open' wrote; each has a release.json")
            }
            places += found
        }
        var met: Set<String> = []
        places = places.filter { met.insert($0).inserted }
        return Found(
            releases: try places.map { place throws(CommandFailure) in try release(in: place) },
            rehearsals: places.count(where: isRehearsal))
    }

    /// Whether the release's header says that nobody was counted.
    private static func isRehearsal(_ folder: String) -> Bool {
        let path = URL(fileURLWithPath: folder).appendingPathComponent(ReleasePaths.header).path
        let header =
            FileManager.default.contents(atPath: path)
            .flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
        return header?["rehearsal"] as? Bool ?? false
    }

    private static func releaseFolders(in folder: String, depth: Int) -> [String] {
        let url = URL(fileURLWithPath: folder).standardizedFileURL
        let header = url.appendingPathComponent(ReleasePaths.header)
        if FileManager.default.fileExists(atPath: header.path) { return [url.path] }
        guard depth > 0 else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }
            .map { url.appendingPathComponent($0).path }.filter(InputFile.isFolder)
            .flatMap { releaseFolders(in: $0, depth: depth - 1) }
    }

    private static func release(in folder: String) throws(CommandFailure) -> AttackedRelease {
        let root = URL(fileURLWithPath: folder)
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        let paths = names.filter { ReleasePaths.contains($0) && $0 != ReleasePaths.report }
        var files: [ReleaseFile] = []
        for path in paths.sorted() {
            let bytes = try InputFile.read(root.appendingPathComponent(path).path, "release's file")
            files.append(ReleaseFile(path: path, bytes: bytes))
        }
        do throws(AttackError) {
            return try AttackedRelease(files: files)
        } catch {
            throw AttackText.failure(error, in: folder)
        }
    }
}
