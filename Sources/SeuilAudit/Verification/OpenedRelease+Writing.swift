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
    /// They are written beside it first, for the owner's eyes only, then the folder takes its name: whoever
    /// looks never finds half a release. What already stands there is replaced only when `replacing`.
    ///
    /// - Throws: `WritingError.differs` when other files stand there; `notAFolder`; `system`.
    @discardableResult
    public func write(
        to folder: URL, replacing: Bool = false
    ) throws(WritingError) -> Written {
        let folder = folder.standardizedFileURL
        let present = try contents(of: folder)
        if let present {
            if present == expected { return .alreadyThere }
            guard replacing || present.isEmpty else { throw .differs }
        }
        do {
            try place(folder, over: present != nil)
        } catch {
            throw .system(reason: error.localizedDescription)
        }
        return present.map { $0.isEmpty ? .written : .replaced } ?? .written
    }

    /// The files by path.
    private var expected: [String: [UInt8]] {
        Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
    }

    /// The files in `folder` by path, or `nil` when there is no such folder.
    private func contents(of folder: URL) throws(WritingError) -> [String: [UInt8]]? {
        let manager = FileManager.default
        // Attributes are those of a link itself: a link is not followed out of the place that was named.
        guard let attributes = try? manager.attributesOfItem(atPath: folder.path) else {
            return nil
        }
        guard attributes[.type] as? FileAttributeType == .typeDirectory else { throw .notAFolder }
        do {
            var contents: [String: [UInt8]] = [:]
            for path in try manager.subpathsOfDirectory(atPath: folder.path) {
                let file = folder.appendingPathComponent(path)
                let type = try manager.attributesOfItem(atPath: file.path)[.type]
                if type as? FileAttributeType == .typeDirectory { continue }
                contents[path] = Array(try Data(contentsOf: file))
            }
            return contents
        } catch {
            throw .system(reason: error.localizedDescription)
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
