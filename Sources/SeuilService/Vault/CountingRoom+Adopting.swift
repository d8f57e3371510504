import Foundation
import Logging
public import SeuilCore
import SeuilCrypto

extension CountingRoom {
    /// Verifies and adopts the policy that `files` hold; adopting the same again changes nothing.
    ///
    /// It applies to periods that are not open yet. A policy that is refused changes nothing but the status.
    ///
    /// - Throws: ``AdoptionError/refused(_:)`` with the reason; ``AdoptionError/overlapsPeriod(id:)`` when its
    ///   periods would cut through one that another policy counts: it can be adopted from the day on which
    ///   periods of both begin.
    public func adopt(_ files: PolicyFiles) throws(AdoptionError) {
        let now = settings.clock()
        do throws(AdoptionError) {
            guard !isShutDown, fault == nil else { throw .vault(fault ?? .stopped) }
            try adopt(files, at: now)
            refusedPolicy = nil
        } catch {
            refusedPolicy = RoomStatus.PolicyRefused(at: now, reason: error.description)
            log(error, "a policy was refused")
            throw error
        }
    }

    private func adopt(_ files: PolicyFiles, at now: Date) throws(AdoptionError) {
        let verifier = PolicyVerifier(
            trusted: settings.signers, required: settings.requiredSigners)
        let policy: VerifiedPolicy
        do throws(PolicyRefusal) {
            policy = try verifier.verify(
                files, at: now,
                after: latestPolicy.map { ($0.policy.version, $0.digest) })
        } catch {
            throw .refused(error)
        }
        if policy.digest == latestPolicy?.digest { return }
        try checkPeriods(of: policy.policy, at: now)
        do throws(VaultError) {
            try site.adopt(policy, signers: settings.signers, at: now)
        } catch {
            note(error)
            throw .vault(error)
        }
        latestPolicy = policy
        versions[policy.digest] = policy.policy.version
        settings.logger.info(
            "policy adopted",
            metadata: [
                "version": "\(policy.policy.version)", "digest": "\(policy.digest.hex)",
            ])
    }

    /// Checks that the first period which would open under `policy` begins where those before have ended.
    private func checkPeriods(of policy: Policy, at now: Date) throws(AdoptionError) {
        guard let calendar = PeriodCalendar(rule: policy.periods),
            let last = rows.max(by: { $0.end < $1.end })
        else { return }
        let first = calendar.period(containing: max(now, last.end))
        guard first.start >= last.end else { throw .overlapsPeriod(id: last.id) }
    }
}

extension AdoptionError: CustomStringConvertible {
    /// The reason in one sentence, for logs and the status.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .overlapsPeriod(let id):
            "its periods would cut through period \(id), which is counted under another policy"
        case .vault(let error): error.description
        }
    }
}
