import Foundation
public import Logging
import SeuilCore
import SeuilCrypto
public import SystemPackage

/// The folder that the policy comes from, read anew when asked.
public struct PolicySource: Sendable {
    private let folder: FilePath
    private let room: CountingRoom
    private let logger: Logger

    public init(folder: FilePath, room: CountingRoom, logger: Logger) {
        self.folder = folder
        self.room = room
        self.logger = logger
    }

    /// Why the folder's policy did not come into force, in words; `nil` when it did, or was already.
    ///
    /// A refused policy leaves the last good one in force.
    @discardableResult
    public func reload() async -> String? {
        // First: they say who decides over the policy.
        await room.takeStatements()
        do {
            let files = try PolicyFolder.read(URL(filePath: folder.string))
            try await room.adopt(files)
            let policy = await room.policyInForce
            logger.info(
                "policy in force",
                metadata: [
                    "policy": "\(policy?.policy.name ?? "none")",
                    "version": "\(policy?.policy.version ?? 0)",
                    "sha256": "\(policy?.digest.hex ?? "none")",
                ])
            return nil
        } catch let error as AdoptionError {
            // The room has logged it, and its status tells.
            return error.description
        } catch {
            logger.error("the policy cannot be read", metadata: ["reason": "\(error)"])
            return "\(error)"
        }
    }
}
