import SeuilCore

/// What published totals leave over after their published parts, of the days that earlier figures tell apart.
///
/// Who takes the weeks from the month, in the total and in some of its parts, knows what the other parts have on
/// the days that remain. Nobody knows any more who they are; so unless a threshold on visits is reached, that
/// must be nothing.
struct EarlierRests {
    private let system: CellSystem
    private let pattern: Pattern

    init(_ system: CellSystem, under pattern: Pattern) {
        self.system = system
        self.pattern = pattern
    }

    /// If what the line's total leaves over is of too few, the published cells of which withholding any mends it.
    func tooSmall(_ line: Line) -> [Int]? {
        guard system.isPublished(line.parent, under: pattern),
            let rests = system.cells[line.parent].past?.rests
        else { return nil }
        for (days, total) in rests.enumerated() {
            for position in system.measures.indices where line.sums[position] == .exact {
                guard let total = total[position], total != 0 else { continue }
                let parts = line.children.filter { part in
                    system.isPublished(part, under: pattern)
                        && rest(of: part, days, position).map { $0 != 0 } ?? false
                }
                if parts.isEmpty { continue }
                let left = parts.reduce(total) { $0 - (rest(of: $1, days, position) ?? 0) }
                if !isEnough(left, position) { return [line.parent] + parts }
            }
        }
        return nil
    }

    private func rest(of cell: Int, _ days: Int, _ position: Int) -> Int? {
        guard let rests = system.cells[cell].past?.rests, rests.indices.contains(days) else {
            return nil
        }
        return rests[days][position]
    }

    private func isEnough(_ count: Int, _ position: Int) -> Bool {
        if count == 0 { return true }
        guard case .visits(let least) = system.threshold else { return false }
        return system.measures[position] == .visits && count >= least
    }
}
