internal import Foundation

/// A HyperLogLog sketch of 2¹⁴ registers over uniformly distributed 64-bit tokens.
///
/// Its standard error is 1.04 / √2¹⁴, about 0.8 %. The estimator is Ertl's improved raw estimator, which needs
/// no table of empirical corrections and is unbiased over the whole range, where HyperLogLog++ corrects by table.
/// Source: Flajolet et al. (2007); Heule et al. (2013) for 64-bit hashes; Ertl, "New cardinality estimation
/// algorithms for HyperLogLog sketches" (arXiv:1702.01284, 2017), algorithm 6, for the estimate.
struct HyperLogLog: Sendable, Equatable {
    static let precision = 14
    static let registerCount = 1 << precision
    /// The largest value of a register: all other bits of a token were zero.
    static let largestRank = UInt8(64 - precision + 1)
    /// The standard error, relative.
    static let standardError = 1.04 / Double(registerCount).squareRoot()

    /// For each register the highest rank seen, 0 where none was.
    private(set) var registers: [UInt8]

    init() { registers = [UInt8](repeating: 0, count: HyperLogLog.registerCount) }

    /// The sketch whose registers are `registers`, or `nil` when they can be none's.
    init?(registers: [UInt8]) {
        guard registers.count == HyperLogLog.registerCount,
            registers.allSatisfy({ $0 <= HyperLogLog.largestRank })
        else { return nil }
        self.registers = registers
    }

    mutating func insert(_ token: UInt64) {
        let register = Int(token >> (64 - UInt64(HyperLogLog.precision)))
        let rest = token << UInt64(HyperLogLog.precision)
        let rank = min(UInt8(rest.leadingZeroBitCount) + 1, HyperLogLog.largestRank)
        if registers[register] < rank { registers[register] = rank }
    }

    mutating func merge(_ other: HyperLogLog) {
        for register in registers.indices where registers[register] < other.registers[register] {
            registers[register] = other.registers[register]
        }
    }

    /// The estimated number of different tokens.
    var estimate: Double {
        let bits = Int(HyperLogLog.largestRank) - 1
        var counts = [Double](repeating: 0, count: bits + 2)
        for register in registers { counts[Int(register)] += 1 }
        let size = Double(HyperLogLog.registerCount)
        var sum = size * HyperLogLog.tau(1 - counts[bits + 1] / size)
        for rank in stride(from: bits, through: 1, by: -1) { sum = 0.5 * (sum + counts[rank]) }
        sum += size * HyperLogLog.sigma(counts[0] / size)
        return size * size / (2 * log(2) * sum)
    }

    /// Σ in Ertl's notation: the share of registers still at zero, corrected for small numbers.
    private static func sigma(_ share: Double) -> Double {
        guard share < 1 else { return .infinity }
        var (x, y, sum, last) = (share, 1.0, share, -1.0)
        while sum != last {
            x *= x
            last = sum
            sum += x * y
            y += y
        }
        return sum
    }

    /// Τ in Ertl's notation: the share of registers that are full, corrected for large numbers.
    private static func tau(_ share: Double) -> Double {
        guard share > 0, share < 1 else { return 0 }
        var (x, y, sum, last) = (share, 1.0, 1 - share, -1.0)
        while sum != last {
            x = x.squareRoot()
            last = sum
            y *= 0.5
            sum -= (1 - x) * (1 - x) * y
        }
        return sum / 3
    }
}
