import Foundation
import Logging
public import SeuilCore
import SeuilCrypto
import SeuilRelease

extension CountingRoom {
    /// Verifies and adopts the policy that `files` hold; adopting the same again changes nothing.
    ///
    /// It applies to periods that are not open yet. A policy that is refused changes nothing but the status.
    ///
    /// - Throws: ``AdoptionError/refused(_:)`` with the reason; ``AdoptionError/overlapsPeriod(id:)`` when its
    ///   periods would cut through one that another policy counts: it can be adopted from the day on which
    ///   periods of both begin.
    public func adopt(_ files: PolicyFiles) throws(AdoptionError) {
        // What is verified holds at the ledger's time for it, which a clock set back does not move.
        let now = site.ledgerTime(at: settings.clock())
        do throws(AdoptionError) {
            guard !isShutDown, fault == nil else { throw .vault(fault ?? .stopped) }
            try adopt(files, at: now)
            refusedPolicy = nil
        } catch {
            refusedPolicy = RoomStatus.PolicyRefused(at: now, reason: error.description)
            log(error, "a policy was refused")
            recordRefusal(of: files[PolicyFiles.manifest], error, at: now)
            throw error
        }
    }

    private func adopt(_ files: PolicyFiles, at now: Date) throws(AdoptionError) {
        // Shown again, it stays what it is, whoever decides by now and whatever certificates have ended since.
        if let latestPolicy, latestPolicy.isShown(by: files), latestPolicy.isInForce(at: now) {
            return
        }
        let quorum: Quorum
        do throws(VaultError) { quorum = try site.quorum() } catch { throw .vault(error) }
        let verifier = PolicyVerifier(quorum: quorum)
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
            try site.adopt(policy, by: quorum, at: now)
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
        let remaining = addressed(policy)
        if remaining.recipients.map(\.count) != policy.recipients.map(\.count) {
            settings.logger.warning(
                "the policy names recipients that were withdrawn; nothing is sealed to them")
        }
    }

    /// Records a refusal in the ledger, unless it is of the policy adopted last: that one stays what it is.
    private func recordRefusal(of manifest: [UInt8]?, _ error: AdoptionError, at now: Date) {
        let digest = manifest.map { Digest.sha256($0) }
        guard let reason = error.ledgerReason, !isShutDown, fault == nil,
            digest == nil || digest != latestPolicy?.digest
        else { return }
        do throws(VaultError) {
            try site.recordRefusal(of: digest, reason, at: now)
        } catch {
            note(error)
        }
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

extension VerifiedPolicy {
    /// Whether `files` hold exactly what was signed; more signatures make no other policy.
    fileprivate func isShown(by shown: PolicyFiles) -> Bool {
        files.bytes.allSatisfy { path, bytes in
            path == PolicyFiles.signatures || shown[path] == bytes
        }
    }
}

extension AdoptionError {
    /// The code that the ledger has for it; `nil` when the fault is not the policy's.
    fileprivate var ledgerReason: LedgerEvent.RefusalReason? {
        switch self {
        case .vault: nil
        case .overlapsPeriod: .periods
        case .refused(let refusal):
            switch refusal {
            case .unsigned: .unsigned
            case .malformedManifest, .malformedSignatures: .malformed
            case .tooFewSigners, .recipientDecides: .signers
            case .altered: .altered
            case .missingFile, .unlistedFile, .unnamedFile: .files
            case .invalid: .invalid
            case .expired: .expired
            case .notYetInForce: .notYetInForce
            case .lowerVersion, .sameVersionOtherContent: .version
            }
        }
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
