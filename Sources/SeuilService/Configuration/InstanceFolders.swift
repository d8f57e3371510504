import Glibc
public import SystemPackage

/// The folders that a daemon writes to, looked at and left as they are.
///
/// A daemon whose outbox is out of order still starts and counts: desks come first. So `seuild --check` and the
/// status say it, before the first release waits for its folder.
public struct InstanceFolders: Sendable {
    private let layout: InstanceLayout

    /// The folders of an instance.
    public init(_ layout: InstanceLayout) { self.layout = layout }

    /// Checks that each folder is there and may be written to, or can be made on start.
    ///
    /// - Throws: The first fault.
    public func check() throws(FolderFault) {
        if try isThere(layout.state) { _ = try isThere(layout.periods) }
        _ = try isThere(layout.outbox)
        _ = try isThere(layout.ledger)
    }

    /// Whether the folder is there; one that is not can be made.
    private func isThere(_ path: FilePath) throws(FolderFault) -> Bool {
        var status = stat()
        // Safe, as below: C reads the path, and writes one structure, during the call.
        if unsafe stat(path.string, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else { throw FolderFault(path, .notAFolder) }
            try checkWriting(path, because: path)
            return true
        }
        let reason = Errno(rawValue: errno)
        guard reason == .noSuchFileOrDirectory else { throw FolderFault(path, .system(reason)) }
        guard unsafe lstat(path.string, &status) != 0 else {
            throw FolderFault(path, .danglingLink)
        }
        try checkWriting(path.removingLastComponent(), because: path)
        return false
    }

    private func checkWriting(_ folder: FilePath, because path: FilePath) throws(FolderFault) {
        guard unsafe access(folder.string, R_OK | W_OK | X_OK) == 0 else {
            throw FolderFault(path, .system(Errno(rawValue: errno)))
        }
    }
}

/// Why a daemon cannot write to one of its folders.
public struct FolderFault: Error, Sendable, Equatable {
    /// What stands in its place, or what the system says.
    public enum Reason: Sendable, Equatable {
        case notAFolder
        case danglingLink
        case system(Errno)
    }

    public let path: FilePath
    public let reason: Reason

    init(_ path: FilePath, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension FolderFault: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .notAFolder: "\(path) is not a folder"
        case .danglingLink: "\(path) is a link to something that does not exist"
        case .system(let reason): "nothing can be written to \(path): \(reason)"
        }
    }
}
