/// What contributors brought to one sum of one cell, as far as the p% rule needs it.
///
/// A visitor is one contributor, with all visits together; a visit without identity is one by itself, of which
/// only the two largest are kept. While the cell's visitors are counted one by one, so are their contributions.
/// Beyond that, visitors are thrown together by their tokens into `groupCount` groups: whoever is largest brought
/// no more than the largest group, and any two no more than the two largest groups, so that the rule errs on the
/// safe side. Groups add up, so that what is held depends on the visits alone, not on their order nor on how
/// parts were merged, and takes no more than 8 KiB.
struct Contributions: Sendable, Equatable {
    static let groupCount = 1024

    /// For each visitor's token what is not 0, in millionths; empty once there are groups.
    private(set) var byVisitor: [UInt64: Int64] = [:]
    /// Empty while every visitor stands alone.
    private(set) var groups: [Int64] = []
    private(set) var unidentified = LargestContributions()

    init() {}

    init(
        byVisitor: [UInt64: Int64] = [:], groups: [Int64] = [], unidentified: LargestContributions
    ) {
        self.byVisitor = byVisitor
        self.groups = groups
        self.unidentified = unidentified
    }

    mutating func add(_ amount: Int64, of token: UInt64) {
        guard amount > 0 else { return }
        if groups.isEmpty {
            byVisitor[token, default: 0] = byVisitor[token, default: 0].addingClamped(amount)
        } else {
            let group = Contributions.group(of: token)
            groups[group] = groups[group].addingClamped(amount)
        }
    }

    mutating func add(unidentified more: LargestContributions) { unidentified.merge(more) }

    /// Adds what other visits brought.
    mutating func merge(_ other: Contributions) {
        if !other.groups.isEmpty {
            throwTogether()
            for group in groups.indices {
                groups[group] = groups[group].addingClamped(other.groups[group])
            }
        }
        for (token, amount) in other.byVisitor { add(amount, of: token) }
        unidentified.merge(other.unidentified)
    }

    /// Goes over from single visitors to groups.
    mutating func throwTogether() {
        guard groups.isEmpty else { return }
        groups = [Int64](repeating: 0, count: Contributions.groupCount)
        let single = byVisitor
        byVisitor = [:]
        for (token, amount) in single { add(amount, of: token) }
    }

    /// The two largest contributions, or once visitors are in groups what they cannot exceed.
    var largest: LargestContributions {
        var largest = unidentified
        for amount in groups.isEmpty ? Array(byVisitor.values) : groups { largest.add(Int(amount)) }
        return largest
    }

    /// Tokens are uniform: their first bits part visitors evenly.
    private static func group(of token: UInt64) -> Int { Int(token >> 54) }
}
