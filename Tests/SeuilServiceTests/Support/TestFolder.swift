import Foundation
import SystemPackage

/// A folder of a test's own, removed with it.
final class TestFolder: Sendable {
    let path: FilePath

    init() throws {
        let url = TestInstance.newFolder()
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = FilePath(url.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path.string) }
}
