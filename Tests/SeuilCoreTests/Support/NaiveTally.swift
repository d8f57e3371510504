@testable import SeuilCore

/// Counts described visits cell by cell from the definitions, sharing no code with the tally.
struct NaiveTally {
    struct Cell: Equatable {
        var visits = 0
        var requests = 0
        var people = Set<Int>()
        /// Minutes and euros, capped.
        var sums = [0, 0]
        /// What each person, and each visit without identity, brought to them.
        var contributions: [[Int]] = []
        var byPerson: [Int: [Int]] = [:]

        /// The two largest contributions to a sum, 0 where there are fewer.
        func largest(_ sum: Int) -> [Int] {
            let all = (contributions + byPerson.values).map { $0[sum] } + [0, 0]
            return Array(all.sorted(by: >).prefix(2))
        }
    }
    let visits: [DescribedVisit]

    /// The ancestors of `code` in dimension `name`, itself and the total included.
    static func path(_ code: String, _ name: String) -> Set<String> {
        switch (name, code.first) {
        case ("district", "N"): [code, "north", "_T"]
        case ("district", "S"): [code, "south", "_T"]
        case ("reason", "h"): [code, "rights", "_T"]
        default: [code, "_T"]
        }
    }

    /// The figures of the cell that fixes the named dimensions to the given codes, where `filter` holds.
    func cell(
        _ codes: [(String, String)], filter: (DescribedVisit.Request) -> Bool = { _ in true }
    ) -> Cell {
        var cell = Cell()
        for visit in visits {
            let matching = visit.requests.filter { request in
                filter(request)
                    && codes.allSatisfy {
                        NaiveTally.path(visit.code($0.0, request), $0.0).contains($0.1)
                    }
            }
            guard !matching.isEmpty else { continue }
            cell.visits += visit.count
            cell.requests += visit.count * matching.count
            if let person = visit.person { cell.people.insert(person) }
            let brought = [
                min(visit.minutes ?? 0, 240),
                matching.reduce(0) { $0 + min($1.recovered ?? 0, 5000) },
            ]
            for sum in brought.indices { cell.sums[sum] += brought[sum] }
            if let person = visit.person {
                let before = cell.byPerson[person] ?? [0, 0]
                cell.byPerson[person] = zip(before, brought).map { $0 + $1 }
            } else {
                cell.contributions.append(brought)
            }
        }
        return cell
    }
}
