public import Foundation

/// Reads a policy's folder from the disk, each file once.
public enum PolicyFolder {
    /// More is not a policy's file.
    public static let maximumByteCount = 1 << 20
    /// More is not a policy's folder.
    public static let maximumFileCount = 512

    /// Every file of `folder` that could be part of a policy: `main`, the manifest, its signatures,
    /// `codes/*.csv` and `recipients/*.pem`.
    ///
    /// - Throws: the first file that is there and cannot be read, or is too large.
    public static func read(
        _ folder: URL, main: String = PolicyFiles.policy
    ) throws(PolicyFolderError) -> PolicyFiles {
        var files = PolicyFiles()
        var paths = [main, PolicyFiles.manifest, PolicyFiles.signatures]
        for (name, suffix) in [("codes", ".csv"), ("recipients", ".pem")] {
            let names = try? FileManager.default.contentsOfDirectory(
                atPath: folder.appendingPathComponent(name).path)
            paths += (names ?? []).sorted().map { "\(name)/\($0)" }
                .filter { PolicyNames.isPath($0, in: name, suffix: suffix) }
        }
        guard paths.count <= maximumFileCount else { throw .tooManyFiles(paths.count) }
        for path in paths {
            files[path] = try read(folder.appendingPathComponent(path), path)
        }
        return files
    }

    /// The file's bytes, `nil` when there is no such file.
    private static func read(_ url: URL, _ path: String) throws(PolicyFolderError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            let data = try handle.read(upToCount: maximumByteCount + 1) ?? Data()
            guard data.count <= maximumByteCount else { throw PolicyFolderError.tooLarge(path) }
            return Array(data)
        } catch let error as PolicyFolderError {
            throw error
        } catch {
            throw .unreadable(path)
        }
    }
}

/// Why a policy's folder could not be read.
public enum PolicyFolderError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(String)
    case tooLarge(String)
    case tooManyFiles(Int)

    public var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read"
        case .tooLarge(let path): "\(path) is larger than 1 MiB"
        case .tooManyFiles(let count): "the policy's folder holds \(count) files"
        }
    }
}
