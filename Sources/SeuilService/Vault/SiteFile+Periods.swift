import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// A period as the site's file knows it.
struct PeriodRow: Sendable {
    /// Where a period stands. Raw values are part of the format.
    enum State: String, Sendable {
        /// Its files are being made; nothing in them was ever acknowledged.
        case opening
        case open
        /// Takes no more visits.
        case closing
        /// Its release is recorded: the one way for figures to leave.
        case released
        /// Its key was lost.
        case noRelease = "no-release"
    }

    let id: String
    var state: State
    let policy: Digest
    let isBackfilled: Bool
    let start: Date
    let end: Date
    /// Its closing was asked for, so that its files appear as soon as they are made.
    var isCommanded: Bool
    /// Attempts at closing that have begun and never came back.
    var attempts: Int
    var publishAt: Date?
    /// Its key and files are gone, and the ledger says so.
    var isDestroyed: Bool
}

extension SiteFile {
    /// Records that a period's files are about to be made.
    func beginOpening(
        _ period: Period, policy: Digest, isBackfilled: Bool
    ) throws(VaultError) {
        try writing { db in
            try db.execute(
                sql: "DELETE FROM periods WHERE id = ? AND state = ?",
                arguments: [period.id, PeriodRow.State.opening.rawValue])
            try db.execute(
                sql: """
                    INSERT INTO periods (id, state, policy, is_backfilled, starts_at, ends_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    period.id, PeriodRow.State.opening.rawValue, Blob(policy.bytes), isBackfilled,
                    period.start.timeIntervalSince1970, period.end.timeIntervalSince1970,
                ])
        }
    }

    /// Records that the files are there: visits may be acknowledged from now on.
    ///
    /// - Parameter time: The entry's time, which says nothing of the visit that opened the period.
    func finishOpening(
        _ id: String, policy: Digest, isBackfilled: Bool, at time: Date
    ) throws(VaultError) {
        try recording { db, ledger in
            try SiteFile.move(id, from: [.opening], to: .open, in: db)
            try ledger.append(
                .opened(period: id, policy: policy, isBackfilled: isBackfilled), at: time, in: db,
                signing: logKey)
        }
    }

    /// Forgets a period whose opening was not finished.
    func dropOpening(_ id: String) throws(VaultError) {
        try writing { db in
            try db.execute(
                sql: "DELETE FROM periods WHERE id = ? AND state = ?",
                arguments: [id, PeriodRow.State.opening.rawValue])
        }
    }

    /// Records that the period takes no more visits, and one more attempt at its release.
    func beginClosing(_ id: String, isCommanded: Bool) throws(VaultError) {
        try writing { db in
            try SiteFile.move(id, from: [.open, .closing], to: .closing, in: db)
            try db.execute(
                sql: """
                    UPDATE periods SET attempts = attempts + 1, is_commanded = is_commanded OR ?
                    WHERE id = ?
                    """,
                arguments: [isCommanded, id])
        }
    }

    /// Records that an attempt ended in an error, not in a crash.
    func endAttempt(_ id: String) throws(VaultError) {
        try writing { db in
            try db.execute(
                sql: "UPDATE periods SET attempts = attempts - 1 WHERE id = ?", arguments: [id])
        }
    }

    /// Records that nothing will be released of a period, since its key is lost.
    func recordNoRelease(
        _ id: String, reason: LedgerEvent.LossReason, at now: Date
    ) throws(VaultError) {
        try recording { db, ledger in
            try SiteFile.move(id, from: [.open, .closing], to: .noRelease, in: db)
            try ledger.append(
                .noRelease(period: id, reason), at: now, in: db, signing: logKey)
        }
    }

    /// States that a period's key and files were destroyed.
    ///
    /// Under the last entry's time: the clock would tell how long the solver took.
    func recordDestruction(_ id: String) throws(VaultError) {
        try recording { db, ledger in
            try db.execute(sql: "UPDATE periods SET is_destroyed = 1 WHERE id = ?", arguments: [id])
            try ledger.append(
                .keysDestroyed(period: id), at: .distantPast, in: db, signing: logKey)
        }
    }

    /// States that files of a destroyed period had come back and were destroyed again.
    func recordDestructionAgain(_ id: String, at now: Date) throws(VaultError) {
        try recording { db, ledger in
            try ledger.append(
                .keysDestroyedAgain(period: id), at: now, in: db, signing: logKey)
        }
    }

    /// All periods, by start.
    func periods() throws(VaultError) -> [PeriodRow] {
        try reading { [path] db in
            try Row.fetchAll(db, sql: "SELECT * FROM periods ORDER BY starts_at, id").map { row in
                guard let state = PeriodRow.State(rawValue: row["state"]),
                    let policy = Digest(bytes: blob(row["policy"]))
                else { throw VaultError.altered(path, what: "period") }
                let publishAt: Double? = row["publish_at"]
                return PeriodRow(
                    id: row["id"], state: state, policy: policy,
                    isBackfilled: row["is_backfilled"],
                    start: Date(timeIntervalSince1970: row["starts_at"]),
                    end: Date(timeIntervalSince1970: row["ends_at"]),
                    isCommanded: row["is_commanded"], attempts: row["attempts"],
                    publishAt: publishAt.map(Date.init(timeIntervalSince1970:)),
                    isDestroyed: row["is_destroyed"])
            }
        }
    }

    /// Moves a period on, or throws when it stands elsewhere: nothing is ever released twice.
    static func move(
        _ id: String, from: [PeriodRow.State], to state: PeriodRow.State, in db: Database
    ) throws {
        let now = try String.fetchOne(
            db, sql: "SELECT state FROM periods WHERE id = ?", arguments: [id])
        guard let now = now.flatMap(PeriodRow.State.init), from.contains(now) else {
            throw WrongState()
        }
        try db.execute(
            sql: "UPDATE periods SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
    }

    private struct WrongState: Error {}
}
