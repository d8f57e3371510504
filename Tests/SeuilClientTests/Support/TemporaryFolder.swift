import Foundation

/// A folder of one test's own, with a path short enough for sockets.
struct TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "seuil-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    subscript(_ name: String) -> URL { url.appendingPathComponent(name) }
}

/// The source tree that the tests belong to.
enum SourceTree {
    static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static subscript(_ path: String) -> URL { url.appendingPathComponent(path) }
}
