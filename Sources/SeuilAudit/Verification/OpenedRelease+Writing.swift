public import Foundation
internal import SeuilRelease

extension OpenedRelease {
    /// What writing did.
    public enum Written: Sendable, Equatable {
        /// The folder is new.
        case written
        /// The folder held the very same files already.
        case alreadyThere
        /// The folder held something else before.
        case replaced
    }

    /// Writes the files into `folder`, all or none.
    ///
    /// Another release that stands there is replaced only when `replacing`; anything that is no release stays.
    ///
    /// - Throws: `WritingError.differs` when another release stands there; `otherFile`; `notAFolder`;
    ///   `system`.
    @discardableResult
    public func write(
        to folder: URL, replacing: Bool = false
    ) throws(WritingError) -> Written {
        try OpenedFiles(files: files, canReplace: ReleasePaths.contains)
            .write(to: folder, replacing: replacing)
    }
}

/// Files that have been opened, to be written out together.
struct OpenedFiles {
    let files: [ReleaseFile]
    /// Whether a file of that path may be written over, being of the same kind.
    let canReplace: (String) -> Bool

    /// Writes the files into `folder`, all or none.
    ///
    /// They are written beside it first, for the owner's eyes only, then the folder takes its name: whoever
    /// looks never finds half of them.
    func write(to folder: URL, replacing: Bool) throws(WritingError) -> OpenedRelease.Written {
        let folder = folder.standardizedFileURL
        let present = try paths(in: folder)
        if let present {
            if isWritten(in: folder, paths: present) { return .alreadyThere }
            if let other = present.sorted().first(where: { !canReplace($0) }) {
                throw .otherFile(other)
            }
            guard replacing || present.isEmpty else { throw .differs }
        }
        do {
            try place(folder, over: present != nil)
        } catch {
            throw .system(reason: error.localizedDescription)
        }
        return present.map { $0.isEmpty ? .written : .replaced } ?? .written
    }

    /// The paths of all that is in `folder` but folders, or `nil` when there is no such folder.
    private func paths(in folder: URL) throws(WritingError) -> Set<String>? {
        let manager = FileManager.default
        // Attributes are those of a link itself: a link is not followed out of the place that was named.
        guard let type = manager.type(of: folder) else { return nil }
        guard type == .typeDirectory else { throw .notAFolder }
        do {
            return Set(try manager.subpathsOfDirectory(atPath: folder.path)).filter {
                manager.type(of: folder.appendingPathComponent($0)) != .typeDirectory
            }
        } catch {
            throw .system(reason: error.localizedDescription)
        }
    }

    /// Whether the files at `paths` in `folder` are these files, byte for byte.
    private func isWritten(in folder: URL, paths: Set<String>) -> Bool {
        paths == Set(files.map(\.path))
            && files.allSatisfy { file in
                let place = folder.appendingPathComponent(file.path)
                guard FileManager.default.type(of: place) == .typeRegular else { return false }
                return (try? Data(contentsOf: place)).map { Array($0) == file.bytes } ?? false
            }
    }

    /// Writes the files beside `folder` and then gives them its name.
    private func place(_ folder: URL, over isThere: Bool) throws {
        let manager = FileManager.default
        let parent = folder.deletingLastPathComponent()
        try manager.createDirectory(at: parent, withIntermediateDirectories: true)
        let mark = "\(folder.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
        let fresh = parent.appendingPathComponent(".\(mark).new")
        let old = parent.appendingPathComponent(".\(mark).old")
        try? manager.removeItem(at: fresh)
        defer { try? manager.removeItem(at: fresh) }
        let ownerOnly: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try manager.createDirectory(
            at: fresh, withIntermediateDirectories: false, attributes: ownerOnly)
        for file in files {
            let place = fresh.appendingPathComponent(file.path)
            try manager.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: ownerOnly)
            try Data(file.bytes).write(to: place)
        }
        guard isThere else { return try manager.moveItem(at: fresh, to: folder) }
        try manager.moveItem(at: folder, to: old)
        do {
            try manager.moveItem(at: fresh, to: folder)
        } catch {
            try manager.moveItem(at: old, to: folder)
            throw error
        }
        try? manager.removeItem(at: old)
    }
}

extension FileManager {
    /// What stands at `place` itself, a link not being followed; `nil` when nothing does.
    fileprivate func type(of place: URL) -> FileAttributeType? {
        (try? attributesOfItem(atPath: place.path))?[.type] as? FileAttributeType
    }
}
