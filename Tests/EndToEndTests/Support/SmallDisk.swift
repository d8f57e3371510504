import Foundation
import Testing

/// A file system of few megabytes under an instance, which can be filled to its last byte.
struct SmallDisk {
    private let folder: URL
    private var filler: URL { folder.appendingPathComponent(".filler") }

    /// Whether this process may mount one.
    static let isAllowed: Bool = {
        let folder = URL(fileURLWithPath: "/tmp/seuil-disk-\(UUID().uuidString.prefix(8))")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            guard try mount(folder, megabytes: 1) else { return false }
            return try Command.run("umount", [folder.path]).status == 0
        } catch {
            return false
        }
    }()

    private static func mount(_ folder: URL, megabytes: Int) throws -> Bool {
        try Command.run(
            "mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", folder.path]
        ).status == 0
    }

    /// Puts `folder` with all that it holds on a disk of its own; nothing may be open there.
    init(under folder: URL, megabytes: Int) throws {
        self.folder = folder
        let aside = folder.appendingPathExtension("aside")
        try FileManager.default.moveItem(at: folder, to: aside)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        try #require(try SmallDisk.mount(folder, megabytes: megabytes))
        let copied = try Command.run("cp", ["-a", "\(aside.path)/.", folder.path])
        try #require(copied.status == 0, "\(copied.errorText)")
        try FileManager.default.removeItem(at: aside)
    }

    /// Leaves no room at all.
    func fill() throws {
        try Data().write(to: filler)
        let file = try FileHandle(forWritingTo: filler)
        defer { try? file.close() }
        for byteCount in [1 << 20, 1 << 12] {
            let block = Data(count: byteCount)
            while (try? file.write(contentsOf: block)) != nil {}
        }
    }

    /// Gives the room back that was filled.
    func clear() throws { try FileManager.default.removeItem(at: filler) }

    /// Takes the disk away, with everything on it.
    func remove() { _ = try? Command.run("umount", [folder.path]) }
}
