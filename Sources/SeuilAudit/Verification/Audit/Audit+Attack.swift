internal import SeuilCore
internal import SeuilRelease

extension Audit {
    /// So many of what the attack finds are named.
    private static let attackLimit = 50

    /// What is published and should not be, and when everything else has held the attack on all that was opened.
    mutating func attack() {
        guard !opened.isEmpty else { return }
        let hasHeld = !report.findings.contains { $0.severity == .error }
        findSmallFigures()
        guard hasHeld else { return }
        do throws(AttackError) {
            let verdict = try Attack(on: opened).run(budget: .auditor)
            let breaks = verdict.breaks.filter { !isSmallFigure($0) }
            for found in breaks.prefix(Audit.attackLimit) {
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

    /// Names the cells that a release publishes under the threshold of its policy, whatever else is wrong with it.
    private mutating func findSmallFigures() {
        for release in opened {
            let name = ReleaseName(period: release.period, audience: release.audience)
            let policy = openedReleases[name].flatMap { policies[$0.policy]?.verified.policy }
            let threshold = policy?.threshold ?? release.rules.threshold
            for table in release.tables {
                for cell in table.cells where release.hasCodes(of: cell, in: table) {
                    guard let figure = cell.smallFigure(in: table, under: threshold) else {
                        continue
                    }
                    find(
                        .attackFinds, "\(LedgerPaths.outbox)/\(name.fileName)",
                        "\(table.name(of: cell)): \(figure), published under the threshold of "
                            + "\(threshold.least)")
                }
            }
        }
    }

    /// Whether all releases that show it are named for it already.
    private func isSmallFigure(_ found: Finding) -> Bool {
        guard found.kind == .published else { return false }
        let name = found.cells.joined(separator: " + ")
        let showing = opened.filter { $0.period == found.period && $0.publishes(name) }
        return !showing.isEmpty
            && showing.allSatisfy { release in
                release.tables.contains { table in
                    table.cells.contains { cell in
                        cell.isNamed(name, in: table)
                            && cell.smallFigure(in: table, under: release.rules.threshold) != nil
                    }
                }
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
            table.cells.contains { !$0.isWithheld && $0.isNamed(name, in: table) }
        }
    }
}

extension AttackedRelease {
    /// Whether the cell's codes are among those of its dimensions: others are words that somebody put there.
    fileprivate func hasCodes(of cell: AttackedTable.Cell, in table: AttackedTable) -> Bool {
        cell.codes.count == table.dimensions.count
            && zip(table.dimensions, cell.codes).allSatisfy { name, code in
                dimensions.contains { $0.name == name && $0.codes.codes.contains(code) }
            }
    }
}

extension AttackedTable {
    fileprivate func name(of cell: Cell) -> String {
        "\(name)[\(cell.codes.joined(separator: ", "))]"
    }
}

extension AttackedTable.Cell {
    fileprivate func isNamed(_ name: String, in table: AttackedTable) -> Bool {
        let own = table.name(of: self)
        return name == own || name.hasSuffix(" \(own)")
    }

    /// What the cell shows that is below `threshold`, in words; `nil` when nothing is, or nobody was there.
    fileprivate func smallFigure(in table: AttackedTable, under threshold: Threshold) -> String? {
        guard !isWithheld, let count = figures.first ?? nil, count > 0 else { return nil }
        let unit = Measure.count(of: table.unit)
        // There are no more visits than requests, and no more visitors than visits.
        var (figure, measure, isExact) = (count, unit, threshold.isCounted(as: unit))
        if case .people = threshold, table.showsVisitors, figures.count > 1,
            let visitors = figures[1]
        {
            (figure, measure, isExact) = (visitors, .visitors, true)
        }
        guard figure < threshold.least else { return nil }
        return "\(isExact ? "" : "at most ")\(figure) \(isExact ? measure.name : threshold.name)"
    }
}

extension Threshold {
    fileprivate func isCounted(as measure: Measure) -> Bool {
        switch self {
        case .people: measure == .visitors
        case .visits: measure == .visits
        }
    }

    /// The name of the column that it is held against.
    fileprivate var name: String {
        switch self {
        case .people: Measure.visitors.name
        case .visits: Measure.visits.name
        }
    }
}
