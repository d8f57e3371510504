import Foundation
import Logging
import SeuilCore
import SeuilRelease

extension CountingRoom {
    /// How often closing may crash the daemon before it waits for a command.
    static let maximumAttempts = 3

    /// Does what has become due: opens the current period, folds, closes, destroys, publishes.
    public func tick() async {
        guard !isShutDown, fault == nil else { return }
        lookAtClocks()
        lookForRoom()
        openCurrentPeriod(at: settings.clock())
        await foldIfDue()
        publishDue()
        for id in dueForClosing(at: settings.clock()) {
            do throws(ClosingError) {
                try await close(id, isCommanded: false)
            } catch {
                switch error {
                case .underWay, .alreadyClosed:
                    // Somebody has asked for it on command: it is being done, or done.
                    settings.logger.debug(
                        "a command closes a period", metadata: ["period": "\(id)"])
                default: log(error, "a period was not closed")
                }
            }
        }
        await finishDestructions()
        publishDue()
    }

    /// The periods to close now, by start.
    func dueForClosing(at now: Date) -> [String] {
        rows.filter { row in
            guard let period = counted[row.id], row.attempts < CountingRoom.maximumAttempts,
                failures[row.id].map({ $0.retryAt <= now }) ?? true
            else { return false }
            switch row.state {
            case .closing: return true
            case .open where !period.isBackfilled && clockWatch.doubted != nil: return false
            case .open: return closingTime(of: period) <= now && (heldUntil[row.id] ?? now) <= now
            case .opening, .released, .noRelease: return false
            }
        }.map(\.id)
    }

    /// Looks whether the clock has been set, before anything is decided by it.
    func lookAtClocks() {
        let wasDoubted = clockWatch.doubted != nil
        clockWatch.look(wall: settings.clock(), uptime: settings.uptime())
        if let leap = clockWatch.doubted, !wasDoubted {
            settings.logger.warning(
                "the clock was set; live periods wait", metadata: ["seconds": "\(Int(leap))"])
            do throws(VaultError) {
                try site.recordClockJump(leap, at: settings.clock())
            } catch {
                note(error)
            }
        }
    }

    /// Whether there is room again after a write that found none: a site that takes no visits says so, too.
    private func lookForRoom() {
        guard case .diskFull(let path) = fullDisk, DurableFile.hasRoom(beside: path) else { return }
        fullDisk = nil
    }

    /// When a period closes by itself: a live one after its grace, a backfilled one with its policy.
    func closingTime(of period: CountedPeriod) -> Date {
        period.isBackfilled ? period.policy.policy.inForceSpan.upperBound : period.closesAt
    }

    /// Writes what the ledger says by now, and the releases whose time has come.
    ///
    /// A release follows the entry that names it: whoever has the one finds the other.
    func publishDue() {
        guard !isShutDown else { return }
        publish()
    }

    func publish() {
        do throws(VaultError) {
            try project(again: false)
            outboxFailure = nil
        } catch {
            if outboxFailure != error { log(error, "what is released does not reach its folder") }
            outboxFailure = error
        }
    }

    /// Writes every release that is due once more, those carried away included.
    public func rebuildOutbox() throws(VaultError) {
        try project(again: true)
    }

    private func project(again: Bool) throws(VaultError) {
        let now = settings.clock()
        if again || entriesShown != site.ledgerState.history.size {
            entriesShown = try ledgerFolder.project(from: site, at: now)
        }
        try outbox.project(from: site, shown: entriesShown ?? 0, at: now, again: again)
    }
}
