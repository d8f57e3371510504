import Foundation
import Logging
import SeuilCore
import SeuilCrypto

extension CountingRoom {
    /// The period that a visit of `time` counts in, opened if need be.
    ///
    /// Periods already open come first, each under the policy it was opened with; a new one opens under the policy
    /// in force now. None ever overlaps another, in whatever state: two releases over the same days could be
    /// subtracted.
    func period(at time: Date, now: Date) throws(Refusal) -> CountedPeriod {
        if let period = counted.values.first(where: { $0.span.contains(time) }) {
            guard period.takesVisits else { throw Refusal(.periodClosed, field: "at") }
            guard period.taken.contains(time) else {
                // Only what comes after the last day may find another policy in force later.
                let mayPass = policyInForce(at: now) == nil && time >= period.taken.upperBound
                throw mayPass ? Refusal(.noPolicy) : Refusal(.periodNotOpen, field: "at")
            }
            return period
        }
        if let row = rows.first(where: { $0.start <= time && time < $0.end }) {
            throw losses[row.id] == nil
                ? Refusal(.periodClosed, field: "at") : Refusal(.storageFailed)
        }
        guard let policy = policyInForce(at: now),
            let calendar = PeriodCalendar(rule: policy.policy.periods)
        else { throw Refusal(.noPolicy) }
        let period = calendar.period(containing: time)
        let isBackfilled = calendar.closesAt(period) <= now
        try checkOpening(period, at: time, under: policy.policy, isBackfilled: isBackfilled)
        do throws(VaultError) {
            return try open(period, under: policy, isBackfilled: isBackfilled, at: now)
        } catch {
            throw Refusal(.storageFailed)
        }
    }

    /// Checks that `policy` lets a visit of `time` open `period`.
    private func checkOpening(
        _ period: Period, at time: Date, under policy: Policy, isBackfilled: Bool
    ) throws(Refusal) {
        if isBackfilled {
            guard let first = policy.periods.backfillFrom else {
                throw Refusal(.periodClosed, field: "at")
            }
            guard period.firstDay >= first else { throw Refusal(.periodNotOpen, field: "at") }
        } else {
            guard policy.inForceSpan.contains(time) else {
                throw Refusal(.periodNotOpen, field: "at")
            }
        }
        guard !overlapsAny(period) else { throw Refusal(.periodOverlaps, field: "at") }
        guard counted.count < settings.maximumOpenPeriods else { throw Refusal(.storageFailed) }
    }

    private func overlapsAny(_ period: Period) -> Bool {
        rows.contains { $0.start < period.end && period.start < $0.end }
    }

    /// Opens the period of `now` under the policy in force, so that a period without any visit is released too.
    func openCurrentPeriod(at now: Date) {
        guard fault == nil, let policy = policyInForce(at: now),
            let calendar = PeriodCalendar(rule: policy.policy.periods)
        else { return }
        let period = calendar.period(containing: now)
        guard !overlapsAny(period) else { return }
        do throws(VaultError) {
            _ = try open(period, under: policy, isBackfilled: false, at: now)
        } catch {
            // Logged there; the next visit or tick tries again.
        }
    }

    /// Makes a period's files. Nothing else runs in between: there is no `await` here.
    ///
    /// First the intent, then the files, then the row that makes them count: whatever a crash leaves, either
    /// nothing was acknowledged in the files or the row is there.
    private func open(
        _ period: Period, under policy: VerifiedPolicy, isBackfilled: Bool, at now: Date
    ) throws(VaultError) -> CountedPeriod {
        let new: CountedPeriod
        do throws(VaultError) {
            try site.beginOpening(period, policy: policy.digest, isBackfilled: isBackfilled)
            settings.crashPoint(.openingRecorded)
            new = try makeFiles(of: period, under: policy, isBackfilled: isBackfilled)
            try site.finishOpening(
                period.id, policy: policy.digest, isBackfilled: isBackfilled,
                at: isBackfilled ? now.startOfDay : period.start)
            settings.crashPoint(.openRecorded)
        } catch {
            log(error, "a period does not open")
            note(error)
            throw error
        }
        counted[period.id] = new
        rows.append(
            PeriodRow(
                id: period.id, state: .open, policy: policy.digest, isBackfilled: isBackfilled,
                start: period.start, end: period.end,
                isCommanded: false, attempts: 0, publishAt: nil, isDestroyed: false))
        rows.sort { ($0.start, $0.id) < ($1.start, $1.id) }
        settings.logger.info("period opened", metadata: ["period": "\(period.id)"])
        return new
    }

    /// The files, or a clean place for the next attempt: nothing counts yet.
    private func makeFiles(
        of period: Period, under policy: VerifiedPolicy, isBackfilled: Bool
    ) throws(VaultError) -> CountedPeriod {
        do throws(VaultError) {
            // An earlier attempt may have left some when the disk was full.
            try PeriodFiles.removeFiles(of: period.id, layout: layout)
            return try CountedPeriod.create(
                period, policy: policy, isBackfilled: isBackfilled, site: site.identifier,
                layout: layout, hostKey: hostKey, seeded: settings.seeded,
                crashPoint: settings.crashPoint)
        } catch {
            try PeriodFiles.removeFiles(of: period.id, layout: layout)
            try site.dropOpening(period.id)
            throw error
        }
    }
}

extension Date {
    /// Midnight of the day in UTC.
    ///
    /// A period may open at its first visit; to the second, the ledger would tell when somebody came.
    fileprivate var startOfDay: Date {
        Date(timeIntervalSince1970: (timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
    }
}
