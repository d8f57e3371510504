/// Which of the lines that are there are which of the entries that were signed, as far as that is certain.
struct LedgerRuns {
    /// Signed entries one behind the other, each of which stands `shift` places on.
    struct Run: Equatable {
        var range: Range<Int>
        let shift: Int

        var lines: Range<Int> { (range.lowerBound + shift)..<(range.upperBound + shift) }
    }

    /// In the order signed, which is also that of the lines.
    private(set) var runs: [Run] = []

    /// Takes in runs that were found to hold, the longest first; what contradicts those before is left out.
    init(_ found: [Run]) {
        let sorted = found.sorted {
            ($0.range.count, $1.range.lowerBound, abs($1.shift))
                > ($1.range.count, $0.range.lowerBound, abs($0.shift))
        }
        for run in sorted { add(run) }
    }

    private mutating func add(_ run: Run) {
        var merged = run
        var before: [Run] = []
        var after: [Run] = []
        for other in runs {
            if other.shift == merged.shift, other.range.lowerBound <= merged.range.upperBound,
                merged.range.lowerBound <= other.range.upperBound
            {
                merged.range =
                    min(
                        other.range.lowerBound, merged.range.lowerBound)..<max(
                        other.range.upperBound, merged.range.upperBound)
            } else if other.range.upperBound <= merged.range.lowerBound,
                other.lines.upperBound <= merged.lines.lowerBound
            {
                before.append(other)
            } else if merged.range.upperBound <= other.range.lowerBound,
                merged.lines.upperBound <= other.lines.lowerBound
            {
                after.append(other)
            } else {
                return
            }
        }
        runs = before + [merged] + after
    }

    /// The line in which each entry stands, by its number.
    var lines: [Int: Int] {
        runs.reduce(into: [:]) { lines, run in
            for index in run.range { lines[index] = index + run.shift }
        }
    }

    /// Between two runs: entries that are not known to stand there, and the lines that do.
    struct Gap {
        let entries: Range<Int>
        let lines: Range<Int>
        /// How far on the run after it stands.
        let shift: Int
        /// The signed entries from the run before to the run after.
        let around: Range<Int>
    }

    /// The gaps of a ledger of `size` entries, of which `count` lines are there.
    func gaps(size: Int, count: Int) -> [Gap] {
        let start = Run(range: 0..<0, shift: 0)
        var gaps: [Gap] = []
        for (before, after) in zip([start] + runs, runs) {
            gaps.append(
                Gap(
                    entries: before.range.upperBound..<after.range.lowerBound,
                    lines: before.lines.upperBound..<after.lines.lowerBound, shift: after.shift,
                    around: before.range.lowerBound..<after.range.upperBound))
        }
        let last = runs.last ?? start
        gaps.append(
            Gap(
                entries: min(last.range.upperBound, size)..<size,
                lines: min(last.lines.upperBound, count)..<count, shift: last.shift,
                around: last.range.lowerBound..<max(size, last.range.upperBound)))
        return gaps.filter { !$0.entries.isEmpty || !$0.lines.isEmpty }
    }
}
