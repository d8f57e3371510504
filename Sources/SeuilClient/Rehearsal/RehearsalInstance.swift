public import Foundation
internal import SeuilCrypto

/// A throw-away instance whose keys, certificates and signatures follow from a seed.
public struct RehearsalInstance: Sendable {
    /// The name that its files carry.
    static let siteName = "REHEARSAL"

    public let instance: NewInstance
    public let plan: RehearsalPlan

    /// Makes the instance in `folder`.
    ///
    /// While it is made nothing in this process is random.
    /// - Parameters:
    ///   - folder: does not exist yet, or is empty.
    ///   - template: the folder of the policy; its dates become the period's, its recipients others.
    /// - Throws: `NewInstanceError`.
    public static func make(
        in folder: URL, policy template: URL, plan: RehearsalPlan
    ) throws(NewInstanceError) -> RehearsalInstance {
        guard let site = SiteName(siteName) else {
            preconditionFailure("the name has a few letters")
        }
        let secrets = SeededSecrets(seed: plan.seed)
        let instance = try SeededRandomness.with(secrets) { () throws(NewInstanceError) in
            try NewInstance.make(
                in: folder, policy: template, site: site, now: plan.duringPeriod, rehearsal: plan)
        }
        return RehearsalInstance(instance: instance, plan: plan)
    }

    /// Sets the instance's clock behind the period's grace; for a daemon that starts afterwards.
    ///
    /// - Throws: `NewInstanceError.system`.
    public func turnClock() throws(NewInstanceError) {
        let file = instance.folder.appendingPathComponent(InstanceFiles.configuration)
        let text = ConfigurationText.make(
            site: instance.site, signers: instance.signers, rehearsal: plan.closing)
        do {
            try Data(text.utf8).write(to: file)
        } catch {
            throw .system(path: InstanceFiles.configuration)
        }
    }

    /// The instance's sockets.
    public var eventsSocket: String { path(InstanceFiles.eventsSocket) }
    public var controlSocket: String { path(InstanceFiles.controlSocket) }

    /// A file of the instance.
    public func path(_ name: String) -> String {
        instance.folder.appendingPathComponent(name).path
    }
}
