import TestSupport

/// Every table that agrees with what is seen of one.
///
/// Withheld cells are known not to be 0, as zeros are published; but where nothing at all is published, any may be,
/// and totals go as far as `largest`.
struct ReplayWorlds {
    private let count: Int
    private let ranges: [(lower: Int, upper: Int)]
    private let rangesByPlace: [[Int]]
    private let largestByPlace: [Int]
    private let capacities: [Int]

    init(_ table: OneTable, seen: [Int], largest: Int) {
        let isNothing = seen.allSatisfy { $0 < 0 }
        let parts = table.parts
        count = table.rows * table.columns
        let ranges = seen.map {
            $0 < 0 ? (lower: isNothing ? 0 : 1, upper: largest) : (lower: $0, upper: $0)
        }
        let rangesByPlace = (0..<count).map { place in
            parts.indices.filter { parts[$0].contains(place) }
        }
        let largestByPlace = rangesByPlace.map { $0.map { ranges[$0].upper }.min() ?? 0 }
        self.ranges = ranges
        self.rangesByPlace = rangesByPlace
        self.largestByPlace = largestByPlace
        capacities = parts.map { $0.reduce(0) { $0 + largestByPlace[$1] } }
    }

    /// Calls `body` with one table after another until it has had enough, or `limit` of them.
    ///
    /// - Parameter random: where to begin with each cell's values; in ascending order without.
    /// - Returns: whether all have been looked at, or `body` has had enough.
    func forEach(
        limit: Int, from random: SeededGenerator? = nil, _ body: ([Int]) throws -> Bool
    ) rethrows -> Bool {
        var search = Search(worlds: self, limit: limit, random: random)
        try search.extend(body)
        return search.hasEnough || search.limit > 0
    }

    private struct Search {
        let worlds: ReplayWorlds
        var limit: Int
        var random: SeededGenerator?
        var hasEnough = false
        private var counts: [Int] = []
        private var taken: [Int]
        private var capacities: [Int]

        init(worlds: ReplayWorlds, limit: Int, random: SeededGenerator?) {
            self.worlds = worlds
            self.limit = limit
            self.random = random
            taken = worlds.ranges.map { _ in 0 }
            capacities = worlds.capacities
        }

        mutating func extend(_ body: ([Int]) throws -> Bool) rethrows {
            let place = counts.count
            if place == worlds.count {
                limit -= 1
                hasEnough = try body(counts)
                return
            }
            let around = worlds.rangesByPlace[place]
            for range in around { capacities[range] -= worlds.largestByPlace[place] }
            defer { for range in around { capacities[range] += worlds.largestByPlace[place] } }
            var (lower, upper) = (0, worlds.largestByPlace[place])
            for range in around {
                upper = min(upper, worlds.ranges[range].upper - taken[range])
                lower = max(lower, worlds.ranges[range].lower - taken[range] - capacities[range])
            }
            if lower > upper { return }
            let width = upper - lower + 1
            let start = random.map { _ in Int.random(in: 0..<width, using: &random!) } ?? 0
            for step in 0..<width where limit > 0 && !hasEnough {
                let value = lower + (start + step) % width
                counts.append(value)
                for range in around { taken[range] += value }
                try extend(body)
                for range in around { taken[range] -= value }
                counts.removeLast()
            }
        }
    }
}
