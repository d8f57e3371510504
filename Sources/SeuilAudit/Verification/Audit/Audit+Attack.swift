internal import SeuilCore
internal import SeuilRelease

extension Audit {
    /// So many of what the attack finds are named.
    private static let attackLimit = 50

    /// The attack on all that was opened, when everything else has held.
    mutating func attack() {
        guard !opened.isEmpty, !report.findings.contains(where: { $0.severity == .error }) else {
            return
        }
        do throws(AttackError) {
            let verdict = try Attack(on: opened).run(budget: .auditor)
            for found in verdict.breaks.prefix(Audit.attackLimit) {
                for (place, text) in words(of: found) { find(.attackFinds, place, text) }
            }
            if verdict.breaks.isEmpty, !verdict.holds {
                find(
                    .attackUnsettled, .warning, LedgerPaths.outbox,
                    "the search ended before all was settled")
            }
        } catch {
            find(
                .attackImpossible, LedgerPaths.outbox,
                "they cannot be attacked together: \(error)")
        }
    }

    /// Where it is, and what it says: what follows from releases together is of no one file.
    private func words(of found: Finding) -> [(place: String, text: String)] {
        let names = found.cells.joined(separator: " + ")
        let range =
            found.least == found.most
            ? "is \(found.least)" : "lies in [\(found.least), \(found.most)]"
        switch found.kind {
        case .published:
            let figure = found.least == found.most ? "\(found.most)" : "at most \(found.most)"
            let releases = opened.filter { $0.period == found.period && $0.publishes(names) }
            let text = "\(names): \(figure) \(found.measure), published under the threshold"
            guard !releases.isEmpty else {
                return [(LedgerPaths.outbox, "\(found.period): \(text)")]
            }
            return releases.map { release in
                let name = ReleaseName(period: release.period, audience: release.audience)
                return (
                    "\(LedgerPaths.outbox)/\(name.fileName)",
                    "\(text) of \(release.rules.threshold.least)"
                )
            }
        case .interval:
            return [(LedgerPaths.outbox, "\(found.period): \(names): \(found.measure) \(range)")]
        case .threshold:
            return [
                (
                    LedgerPaths.outbox,
                    "\(found.period): \(names): \(found.measure) \(range), under the threshold"
                )
            ]
        case .remainder:
            return [
                (
                    LedgerPaths.outbox,
                    "\(found.period): \(names): \(found.measure) \(range) together, under the threshold"
                )
            ]
        case .row:
            return [
                (
                    LedgerPaths.outbox,
                    "\(found.period): \(found.cells[0]): at most \(max(0, found.most)) of its people are "
                        + "not in \(found.cells.last ?? names)"
                )
            ]
        }
    }
}

extension AttackedRelease {
    /// Whether it shows figures of the cell of that name, `reasons[doctor, _T]`, with its period before it perhaps.
    fileprivate func publishes(_ name: String) -> Bool {
        tables.contains { table in
            table.cells.contains { cell in
                let own = "\(table.name)[\(cell.codes.joined(separator: ", "))]"
                return !cell.isWithheld && (name == own || name.hasSuffix(" \(own)"))
            }
        }
    }
}
