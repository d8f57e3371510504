internal import Foundation
internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Every period against the policy that it was counted under.
    mutating func checkPeriods() {
        for (id, life) in history.periods.sorted(by: { $0.key < $1.key }) {
            if case .noRelease = life.end {
                find(
                    .noRelease, .warning, "entry \(life.endIndex ?? 0)",
                    "nothing was released of \(id): its key was lost")
            }
            // What was stated right after the end can stand in a line that is not looked at.
            let isCut = (unsignedCount > 0 || !isWhole) && life.endIndex == entries.count - 1
            if life.end != nil, life.destroyedIndex == nil, !isCut {
                find(
                    .destructionMissing, .warning, "entry \(life.endIndex ?? 0)",
                    "the site has not stated that the keys of \(id) are destroyed")
            }
            if let policy = policies[life.policy]?.verified.policy { check(id, life, policy) }
        }
    }

    private mutating func check(
        _ id: String, _ life: LedgerHistory.PeriodLife, _ policy: Policy
    ) {
        let place = "entry \(life.index)"
        guard let calendar = PeriodCalendar(rule: policy.periods),
            let period = calendar.period(id: id)
        else {
            find(.periodNotOfPolicy, place, "\(id) is no period of its policy")
            return
        }
        let isMeant: Bool
        if life.isBackfilled {
            isMeant = policy.periods.backfillFrom.map { period.firstDay >= $0 } ?? false
        } else {
            let first = calendar.localDay(of: period.start)
            let last = calendar.localDay(of: period.end.addingTimeInterval(-1))
            isMeant = first <= policy.inForce.upperBound && last >= policy.inForce.lowerBound
        }
        if !isMeant {
            find(
                .openedOutOfForce, place,
                "\(id) was opened where its policy was not in force and allows no earlier periods")
        }
        let closesAt = LedgerTime(calendar.closesAt(period))
        switch life.end {
        case .released(let publication):
            let place = "entry \(life.endIndex ?? 0)"
            if !life.isBackfilled, let time = life.endTime, time < closesAt {
                find(.closedEarly, place, "\(id) was closed before its grace had ended")
            }
            let index = life.endIndex ?? 0
            let unaddressed = unaddressed(life.policy, at: index)
            let audiences = Set(policy.audiences.map(\.name)).subtracting(unaddressed)
            if Set(publication.releases.map(\.audience)) != audiences
                || Set(publication.unaddressed) != unaddressed
            {
                find(.audiencesDiffer, place, "\(id) was not released to its policy's audiences")
            }
        case nil:
            let week = 7 * 86_400
            if !life.isBackfilled, let last = history.lastTime,
                last.seconds > closesAt.seconds + week
            {
                find(.closingOverdue, .warning, place, "\(id) should have been closed long ago")
            }
        case .noRelease: break
        }
    }

    /// The audiences of a policy whose recipients were all withdrawn before entry `index`.
    private func unaddressed(_ policy: Digest, at index: Int) -> Set<String> {
        guard let verified = policies[policy]?.verified else { return [] }
        let audiences = zip(verified.policy.audiences, verified.recipients)
        return Set(
            audiences.filter { audience, recipients in
                let withdrawn = history.withdrawn(from: audience.name, before: index)
                return recipients.allSatisfy { withdrawn.contains($0.publicKeyFingerprint) }
            }.map(\.0.name))
    }
}
