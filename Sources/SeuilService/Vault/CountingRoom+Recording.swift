import Foundation
import Logging
import SeuilCore
import SeuilCrypto

extension CountingRoom {
    /// What is known of a visit before the disk has spoken.
    private enum Mapped {
        case settled(RecordOutcome)
        /// Counted, or a repetition of what is counted, once its group is on disk.
        case waiting(CommitGroup, period: String, isRepetition: Bool)
    }

    /// Records a call's visits and answers, in their order, once all that is counted has been flushed.
    ///
    /// The visits of concurrent calls share a commit. A repetition of a visit that is still on its way is answered
    /// when the first one is on disk, and fails with it.
    public func record(_ visits: VisitBatch) async -> [RecordOutcome] {
        let mapped = map(visits, receivedAt: settings.clock())
        let own = gathering
        let isWaiting = mapped.contains { if case .waiting = $0 { true } else { false } }
        if isWaiting {
            await enterLane()
            // Whoever came first has committed for all.
            if !own.isDone { await commitGathered() }
            leaveLane()
        }
        return mapped.map { visit in
            switch visit {
            case .settled(let outcome): outcome
            case .waiting(let group, let period, let isRepetition):
                if group.isCounted(in: period) {
                    isRepetition ? .duplicate : .counted
                } else {
                    .refused(Refusal(.storageFailed))
                }
            }
        }
    }

    /// Commits what has gathered, one transaction a period. The caller has the lane.
    func commitGathered() async {
        let group = gathering
        guard !group.isEmpty else { return }
        gathering = CommitGroup()
        var outcomes: [String: Bool] = [:]
        for (id, visits) in group.visits {
            outcomes[id] = await commit(visits, to: id)
        }
        group.finish(outcomes)
        for visits in group.visits.values {
            for visit in visits { pendingEvents[visit.event] = nil }
        }
    }

    private func commit(_ visits: [CountedVisit], to id: String) async -> Bool {
        guard fault == nil, let period = counted[id] else { return false }
        let delta = TallyDelta(counting: visits, in: period.openPeriod)
        do throws(VaultError) {
            try await period.commit(delta)
        } catch {
            log(error, "visits were not recorded")
            note(error)
            return false
        }
        fullDisk = nil
        settings.crashPoint(.deltaCommitted)
        if period.deltaByteCount >= settings.foldByteCount { await fold(period) }
        return true
    }

    // MARK: Mapping

    private func map(_ visits: VisitBatch, receivedAt now: Date) -> [Mapped] {
        var mapped: [Mapped] = []
        mapped.reserveCapacity(visits.count)
        for index in 0..<visits.count {
            // Safe: the visit's bytes stay in place during the call.
            let visit = unsafe visits.withBytes(ofVisit: index) { bytes in
                do throws(Refusal) {
                    return try unsafe self.mapped(
                        bytes, receivedAt: now, requiresID: visits.requiresIDs)
                } catch {
                    return .settled(.refused(error))
                }
            }
            mapped.append(visit)
        }
        return mapped
    }

    private func mapped(
        _ bytes: UnsafeRawBufferPointer, receivedAt now: Date, requiresID: Bool
    ) throws(Refusal) -> Mapped {
        if let members = commonMembers {
            let visit = try unsafe scan(bytes, members)
            return try place(visit, receivedAt: now, requiresID: requiresID) {
                (period, id) throws(Refusal) in
                try period.openPeriod.count(visit, id: id, receivedAt: now)
            }
        }
        // Which members may stand in the visit depends on its period's policy, and the period on its time.
        let outline = try unsafe scan(bytes, .outline)
        return try place(outline, receivedAt: now, requiresID: requiresID) {
            (period, id) throws(Refusal) in
            let visit = try unsafe scan(bytes, period.openPeriod.members)
            return try period.openPeriod.count(visit, id: id, receivedAt: now)
        }
    }

    private func scan(
        _ bytes: UnsafeRawBufferPointer, _ members: VisitMembers
    ) throws(Refusal) -> RawVisit {
        // Safe: the batch keeps the bytes in place while the visit lives.
        try unsafe VisitScanner(members: members, limits: settings.limits).scan(bytes)
    }

    /// The members that every visit may have, when all periods are counted under the one policy in force.
    private var commonMembers: VisitMembers? {
        guard let first = counted.first?.value, let latestPolicy,
            counted.values.allSatisfy({ $0.policy.digest == latestPolicy.digest })
        else { return nil }
        return first.openPeriod.members
    }

    /// Finds the visit's period, unless its event is known there or in another one.
    private func place(
        _ visit: borrowing RawVisit, receivedAt now: Date, requiresID: Bool,
        count: (CountedPeriod, EventID) throws(Refusal) -> CountedVisit
    ) throws(Refusal) -> Mapped {
        guard !isShutDown, fault == nil else { throw Refusal(.storageFailed) }
        if let id = visit.eventID, let known = repetition(of: id) { return known }
        if requiresID, visit.eventID == nil { throw Refusal(.missing, field: "id") }
        guard let id = visit.eventID ?? EventID(SecureRandom.uuid()) else {
            throw Refusal(.invalidId, field: "id")
        }
        let time = try visit.time(receivedAt: now)
        let period = try period(at: time, now: now)
        let counted = try count(period, id)
        gathering.add(counted, to: period.id)
        pendingEvents[counted.event] = PendingEvent(group: gathering, period: period.id)
        return .waiting(gathering, period: period.id, isRepetition: false)
    }

    private func repetition(of id: EventID) -> Mapped? {
        for period in counted.values {
            let token = period.openPeriod.eventToken(for: id)
            if period.events.contains(token) { return .settled(.duplicate) }
            if let pending = pendingEvents[token] {
                return .waiting(pending.group, period: pending.period, isRepetition: true)
            }
        }
        return nil
    }
}
