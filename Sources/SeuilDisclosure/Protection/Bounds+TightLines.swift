import SeuilCore

extension Bounds {
    /// Whether no world within the line alone lets each of its withheld parts reach the threshold and spread,
    /// so that more of the line must be withheld whatever else is.
    func isTooTight(_ index: Int, under pattern: Pattern) -> Bool {
        let line = system.lines[index]
        let counted = system.countedPosition
        guard line.sums[counted] == .exact, system.isPublished(line.parent, under: pattern),
            system.cells[line.parent].shows[counted]
        else { return false }
        var room = 0
        var least = Int.max
        for child in line.children where !system.isPublished(child, under: pattern) {
            guard let truth = system.cells[child].truth else { return false }
            if truth[0] == 0 { continue }
            let lowest = hiddenRange(child, counted).lowerBound
            room += truth[counted] - lowest
            least = min(least, lowest)
        }
        return least < Int.max
            && (room + least < system.threshold.least || room < system.rule.interval)
    }
}
