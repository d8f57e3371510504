import Foundation

/// Writes the files that a command names.
enum OutputFile {
    /// Writes `bytes` to the file at `path`, in one step.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw failure(path, error)
        }
    }

    /// What could not be written, why, and what to do.
    static func failure(_ path: String, _ error: (any Error)? = nil) -> CommandFailure {
        let reason: String? =
            switch (error as? CocoaError)?.code {
            case .fileNoSuchFile: "its folder does not exist"
            case .fileWriteNoPermission: "this user may not write there"
            case .fileWriteOutOfSpace: "no space is left there"
            case .fileWriteVolumeReadOnly: "nothing can be written on that disk"
            default: nil
            }
        return CommandFailure(
            .cannotCreate, "\(path) cannot be written" + (reason.map { ": \($0)" } ?? ""),
            hint:
                "name a place in a folder that is there, where this user may write and space is left"
        )
    }
}
