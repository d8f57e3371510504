/// One total and its parts: what an attacker adds up.
struct Line: Sendable, Equatable {
    /// An index into `CellSystem.cells`, as are the children.
    let parent: Int
    /// Disjoint parts of the parent, in ascending order (for an overlap, see `Sum.joint` and `Sum.outside`).
    let children: [Int]
    /// For each of the system's measures, how the parts make the total.
    let sums: [Sum]
    /// For each measure but the last, whether what it has above the next smaller one is no more in any part
    /// than in the total: whoever is outside a part came at least once outside it, and each such visit
    /// brought a request. (Where both measures add up this says nothing new.)
    let boundsExcess: [Bool]

    /// How the parts of a line make its total in one measure.
    enum Sum: Sendable, Equatable {
        /// The parts are the whole, and add up.
        case exact
        /// The parts are the whole, but one contribution may fall in several: no part exceeds the total, and
        /// the total does not exceed the sum of the parts, which is larger by `slack` at least.
        case overlapping(slack: Int)
        /// The parts add up, but are not the whole.
        case partial
        /// The parts are not the whole, and one contribution may fall in several: no part exceeds the total.
        case partialOverlapping
        /// Two parts and, third, what they have in common: together no more than the total, and all of it if
        /// they are the whole.
        case joint(isWhole: Bool)
        /// First what the total has in common with another category, then its slices, then what these have in common
        /// with it: who is in the total only is so in every slice, so that outside the other category the total has no
        /// more than all slices together.
        case outside(slices: Int)
        /// All parts, which are the whole, and last what two of them have in common: whoever is in both is in the
        /// total once, so that total and overlap together are no more than the parts.
        case covering
        /// Nothing is known: estimates that are too coarse, or another measure's line.
        case unrelated

        /// Whether the parts of a total may have something in common.
        var mayOverlap: Bool {
            switch self {
            case .overlapping, .partialOverlapping: true
            case .exact, .partial, .joint, .outside, .covering, .unrelated: false
            }
        }

        /// What the total has outside the other category, and all slices together.
        private static func outside(_ total: Int, _ parts: [Int], slices: Int) -> (Int, Int) {
            let within = parts.dropFirst(slices + 1).reduce(0, +)
            return (total - parts[0], parts.dropFirst().prefix(slices).reduce(0, +) - within)
        }

        /// Whether `total` and `parts` can stand on such a line.
        func holds(total: Int, parts: [Int]) -> Bool {
            let added = parts.reduce(0, +)
            return switch self {
            case .exact: added == total
            case .overlapping(let slack):
                total + slack <= added && parts.allSatisfy { $0 <= total }
            case .partial: added <= total
            case .partialOverlapping: parts.allSatisfy { $0 <= total }
            case .joint(let isWhole):
                isWhole
                    ? parts[0] + parts[1] - parts[2] == total
                    : parts[0] + parts[1] - parts[2] <= total
            case .outside(let slices):
                Sum.outside(total, parts, slices: slices).0
                    <= Sum.outside(total, parts, slices: slices).1
            case .covering: total + 2 * (parts.last ?? 0) <= added
            case .unrelated: true
            }
        }

        /// Whether a line that holds still does, whatever its figures, after its total and its parts have
        /// moved so.
        func loosens(total: Int, parts: [Int]) -> Bool {
            let added = parts.reduce(0, +)
            return switch self {
            case .exact: added == total
            case .overlapping: total <= added && parts.allSatisfy { $0 <= total }
            case .partial: added <= total
            case .partialOverlapping: parts.allSatisfy { $0 <= total }
            case .joint(let isWhole):
                isWhole
                    ? parts[0] + parts[1] - parts[2] == total
                    : parts[0] + parts[1] - parts[2] <= total
            case .outside(let slices):
                Sum.outside(total, parts, slices: slices).0
                    <= Sum.outside(total, parts, slices: slices).1
            case .covering: total + 2 * (parts.last ?? 0) <= added
            case .unrelated: true
            }
        }
    }

    /// Whether a total and parts, each with a figure a measure, can stand on this line.
    func holds(total: [Int], parts: [[Int]]) -> Bool {
        sums.indices.allSatisfy { position in
            sums[position].holds(total: total[position], parts: parts.map { $0[position] })
        }
            && boundsExcess.indices.allSatisfy { position in
                !boundsExcess[position]
                    || parts.allSatisfy { part in
                        part[position] - part[position + 1]
                            <= total[position] - total[position + 1]
                    }
            }
    }
    /// Whether the line holds, whatever its figures, after they have moved so from what they truly are.
    func loosens(total: [Int], parts: [[Int]]) -> Bool {
        sums.indices.allSatisfy { position in
            sums[position].loosens(total: total[position], parts: parts.map { $0[position] })
        }
            && boundsExcess.indices.allSatisfy { position in
                !boundsExcess[position]
                    || parts.allSatisfy { part in
                        part[position] - part[position + 1]
                            <= total[position] - total[position + 1]
                    }
            }
    }
}
