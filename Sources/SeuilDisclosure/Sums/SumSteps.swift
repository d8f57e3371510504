/// How many times a change of whole numbers can be added to figures before any bound is broken: an interval of
/// whole numbers, found without a solver.
struct SumSteps {
    private(set) var lower: Int
    private(set) var upper: Int

    /// Any number of steps, up to more than any bound allows.
    init() {
        lower = -(1 << 55)
        upper = 1 << 55
    }

    var isEmpty: Bool { lower > upper }

    /// Keeps the numbers of steps n with `range` holding `start` + n × `change`.
    mutating func keep(_ start: Int, changing change: Int, within range: ClosedRange<Int>) {
        if change == 0 {
            if !range.contains(start) { upper = lower - 1 }
            return
        }
        let ends = [range.lowerBound - start, range.upperBound - start]
        let (near, far) = change > 0 ? (ends[0], ends[1]) : (ends[1], ends[0])
        lower = max(lower, -SumSteps.floor(-near, change))
        upper = min(upper, SumSteps.floor(far, change))
    }

    /// The quotient rounded down.
    private static func floor(_ number: Int, _ divisor: Int) -> Int {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest != 0 && (rest < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
