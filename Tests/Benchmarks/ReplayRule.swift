import SeuilCrypto
import SeuilDisclosure

/// A way to decide what is withheld of one table, and a memory of what it decided.
final class ReplayRule {
    enum Kind {
        /// Small cells; then on each line with one withheld cell, or withheld cells of fewer than the
        /// threshold together, the smallest other cell, of equals the first; until nothing more is to be done.
        case fixedOrder
        /// The protector's search, whose prices are blurred by the first of these secrets. An attacker who knows
        /// the secret is given that one alone; others try all of them.
        case search(secrets: [UInt8])
        /// The protector as it is: what is small enough is decided so that replaying tells nothing.
        case protector
    }

    let table: OneTable
    let kind: Kind
    private var known: [[Int]: [Int]] = [:]

    init(_ kind: Kind, for table: OneTable) {
        self.kind = kind
        self.table = table
    }

    /// How many tables may be asked about one release.
    var limit: Int {
        guard case .search = kind else { return 200_000 }
        return table.places.count > 6 ? 200 : 3_000
    }

    /// What a reader sees of `counts`, -1 for what is withheld.
    func seen(_ counts: [Int]) throws -> [Int] {
        if case .search(let secrets) = kind { return try seen(counts, secret: secrets.first ?? 0) }
        return try seen(counts, secret: 0)
    }

    /// Whether the rule, with any of its secrets, lets a reader see `seen` of `counts`.
    func lets(_ seen: [Int], beSeenOf counts: [Int]) throws -> Bool {
        guard case .search(let secrets) = kind else { return try self.seen(counts) == seen }
        return try secrets.contains { try self.seen(counts, secret: $0) == seen }
    }

    private func seen(_ counts: [Int], secret: UInt8) throws -> [Int] {
        let question = [Int(secret)] + counts
        if let seen = known[question] { return seen }
        let key = SecretBytes(copying: [UInt8](repeating: secret, count: 32))
        let seen =
            switch kind {
            case .fixedOrder: fixedOrder(counts)
            case .search:
                try table.seen(
                    counts, through: Protector(seed: key, withstandsReplay: false))
            case .protector: try table.seen(counts, through: Protector(seed: key))
            }
        if known.count < 2_000_000 { known[question] = seen }
        return seen
    }

    private func fixedOrder(_ counts: [Int]) -> [Int] {
        let figures = table.figures(counts)
        var isWithheld = figures.map { $0 > 0 && $0 < table.least }
        var isStable = false
        while !isStable {
            isStable = true
            for line in table.lines {
                let parts = line.dropFirst()
                let hidden = line.filter { isWithheld[$0] }
                let rest = parts.filter { isWithheld[$0] }.reduce(0) { $0 + figures[$1] }
                let isKnown = !isWithheld[line[0]] && !hidden.isEmpty && rest < table.least
                guard hidden.count == 1 || isKnown else { continue }
                let others = line.filter { !isWithheld[$0] && figures[$0] > 0 }
                guard let next = others.min(by: { figures[$0] < figures[$1] }) else { continue }
                isWithheld[next] = true
                isStable = false
            }
        }
        return figures.indices.map { isWithheld[$0] ? -1 : figures[$0] }
    }
}
