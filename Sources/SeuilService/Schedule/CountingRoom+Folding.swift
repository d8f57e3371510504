import Foundation
import Logging

extension CountingRoom {
    /// Folds every period that has deltas.
    public func fold() async {
        await enterLane()
        defer { leaveLane() }
        guard !isShutDown, fault == nil else { return }
        await commitGathered()
        for period in counted.values { await fold(period) }
        lastFold = settings.clock()
    }

    /// Folds, if the last time is long enough ago.
    public func foldIfDue() async {
        let passed = settings.clock().timeIntervalSince(lastFold)
        // A clock set back counts as due: folding too often harms nobody.
        guard passed < 0 || passed >= TimeInterval(settings.foldInterval.components.seconds) else {
            return
        }
        await fold()
    }

    /// Folds one period. The caller has the lane.
    func fold(_ period: CountedPeriod) async {
        guard fault == nil, period.needsFold else { return }
        do throws(VaultError) {
            try await period.fold(crashPoint: settings.crashPoint)
        } catch {
            log(error, "a period was not folded")
            note(error)
        }
    }
}
