import Foundation
import SeuilCore
import SeuilCrypto
import SeuilDisclosure
import SeuilRelease

extension CountingRoom {
    /// What was released of periods that share days with one, at once or through others.
    ///
    /// No such period opens here: see ``period(at:now:)``. But the site's file outlives programs and restorations,
    /// and what it says was released is released; so it is not taken for granted.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` when the figures of such a release cannot be read any more.
    func earlierFigures(around period: Period) throws(VaultError) -> [EarlierFigures] {
        let released = concerned(by: period)
        if released.isEmpty { return [] }
        let stored = try site.policies()
        var earlier: [EarlierFigures] = []
        for row in released {
            guard let policy = stored.first(where: { $0.digest == row.policy }) else {
                throw .altered(site.path, what: "policy of \(row.id)")
            }
            let verified = try PeriodFiles.verify(policy, site: site).policy
            let calendar = PeriodCalendar(rule: verified.periods)
            let figures = try site.figures(of: row.id)
            // Of every audience nobody was left: nothing was told.
            if figures.isEmpty, addressed(row) == 0 { continue }
            let releases = figures.compactMap { ReleasedFigures(decoding: $0) }
            guard let days = calendar?.period(id: row.id), releases.count == figures.count,
                !releases.isEmpty
            else { throw .altered(site.path, what: "figures of \(row.id)") }
            earlier.append(EarlierFigures(releases, of: days, under: verified))
        }
        return earlier
    }

    /// How many releases the ledger names of a period.
    private func addressed(_ row: PeriodRow) -> Int? {
        guard case .released(let publication) = site.ledgerState.history.periods[row.id]?.end else {
            return nil
        }
        return publication.releases.count
    }

    /// Released periods that share days with `period`, or with one of these, and so on.
    private func concerned(by period: Period) -> [PeriodRow] {
        var others = rows.filter { $0.state == .released && $0.id != period.id }
        var concerned: [PeriodRow] = []
        var days = [period.start..<period.end]
        while !days.isEmpty {
            let next = others.filter { row in
                days.contains { $0.overlaps(row.start..<row.end) }
            }
            others.removeAll { row in next.contains { $0.id == row.id } }
            concerned += next
            days = next.map { $0.start..<$0.end }
        }
        return concerned
    }
}
