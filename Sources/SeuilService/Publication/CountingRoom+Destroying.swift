import Foundation
import Logging

extension CountingRoom {
    /// Destroys the keys and files of every period that is released or given up, and states it.
    ///
    /// Right after the release is recorded, without waiting for its files to appear. Each step may have been done
    /// before a crash; the ledger's row comes last, so that it is made exactly once and never too early.
    func finishDestructions() async {
        let ended = rows.filter {
            ($0.state == .released || $0.state == .noRelease) && !$0.isDestroyed
        }
        guard !ended.isEmpty else { return }
        await enterLane()
        defer { leaveLane() }
        for row in ended where !isShutDown && fault == nil {
            do throws(VaultError) {
                try destroy(row)
            } catch {
                log(error, "a period's files are not destroyed yet")
            }
        }
    }

    private func destroy(_ row: PeriodRow) throws(VaultError) {
        if row.state == .released { try site.checkRelease(of: row.id) }
        if let period = counted.removeValue(forKey: row.id) {
            do { try period.file.close() } catch { log(error, "a period's file does not close") }
        }
        let key = layout.keyFile(row.id)
        try DurableFile.shred(key)
        settings.crashPoint(.keyOverwritten)
        try DurableFile.remove(key)
        try DurableFile.syncDirectory(layout.periods)
        settings.crashPoint(.keyRemoved)
        try PeriodFile.remove(layout.periodFile(row.id))
        settings.crashPoint(.periodFileRemoved)
        do throws(VaultError) {
            try site.recordDestruction(row.id)
        } catch {
            note(error)
            throw error
        }
        update(row.id) { $0.isDestroyed = true }
        settings.logger.info("keys destroyed", metadata: ["period": "\(row.id)"])
        settings.crashPoint(.destructionRecorded)
    }
}
