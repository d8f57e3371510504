/// Counts different tokens: exactly up to 16,384 of them, beyond that with a standard error of 0.8 %.
///
/// What it holds depends only on the set of tokens, not on their order nor on how they were merged: a set of up to
/// `exactLimit` is kept as it is, a larger one as HyperLogLog registers.
/// Source: Heule, Nunkesser, Hall, "HyperLogLog in Practice" (2013), with p = 14 and 64-bit hashes.
struct DistinctCounter: Sendable, Equatable {
    /// The largest set that is kept whole: counts near any threshold are exact.
    static let exactLimit = 16_384

    /// The tokens themselves; empty once there are registers.
    private(set) var tokens: Set<UInt64> = []
    /// `nil` while counting is exact.
    private(set) var registers: HyperLogLog?

    init() {}

    /// A counter of `tokens`, no more than `exactLimit`.
    init(tokens: Set<UInt64>) {
        precondition(tokens.count <= DistinctCounter.exactLimit)
        self.tokens = tokens
    }

    init(registers: HyperLogLog) { self.registers = registers }

    var isExact: Bool { registers == nil }

    /// The number of different tokens, or its estimate, which never falls back under what can be kept exactly.
    var count: Int {
        guard let registers else { return tokens.count }
        return max(DistinctCounter.exactLimit + 1, Int(registers.estimate.rounded()))
    }

    mutating func insert(_ token: UInt64) {
        guard registers == nil else {
            registers?.insert(token)
            return
        }
        tokens.insert(token)
        if tokens.count > DistinctCounter.exactLimit { estimate() }
    }

    /// Adds everything that `other` has counted.
    mutating func merge(_ other: DistinctCounter) {
        if let theirs = other.registers {
            if registers == nil { estimate() }
            registers?.merge(theirs)
        } else {
            for token in other.tokens { insert(token) }
        }
    }

    /// Goes over from the set to registers.
    private mutating func estimate() {
        var registers = HyperLogLog()
        for token in tokens { registers.insert(token) }
        self.registers = registers
        tokens = []
    }
}
