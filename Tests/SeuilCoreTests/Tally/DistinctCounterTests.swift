import TestSupport
import Testing

@testable import SeuilCore

@Suite("Counting different tokens")
struct DistinctCounterTests {
    func counter(_ tokens: some Sequence<UInt64>) -> DistinctCounter {
        var counter = DistinctCounter()
        for token in tokens { counter.insert(token) }
        return counter
    }

    @Test("Up to the limit a count is exact, repetitions or not")
    func exact() {
        var mix = SeededGenerator.printed()
        let tokens = Array(Set((0..<DistinctCounter.exactLimit).map { _ in mix.next() }))
        #expect(counter(tokens + tokens).count == tokens.count)
        #expect(counter(tokens + tokens).isExact)
        #expect(counter(tokens + [mix.next()]).isExact == false)
        #expect(counter(tokens + [mix.next()]).count > DistinctCounter.exactLimit)
    }

    @Test("The estimate's error is the published one, from just above the limit to four million")
    func publishedError() {
        // Standard error 1.04 / √2¹⁴ ≈ 0.81 %. Over `runs` independent sketches the mean of the relative errors
        // has a standard deviation of that over √runs, and their root mean square is close to it.
        var mix = SeededGenerator.printed()
        let runs = 24
        for size in [16_385, 30_000, 40_960, 65_536, 100_000] {
            let errors = (0..<runs).map { _ -> Double in
                var sketch = HyperLogLog()
                for _ in 0..<size { sketch.insert(mix.next()) }
                return sketch.estimate / Double(size) - 1
            }
            let mean = errors.reduce(0, +) / Double(runs)
            let square = errors.reduce(0) { $0 + $1 * $1 } / Double(runs)
            // Four and five standard deviations: fails by chance less than once in ten thousand runs.
            #expect(abs(mean) < 4 * HyperLogLog.standardError / Double(runs).squareRoot())
            #expect(square.squareRoot() < 1.7 * HyperLogLog.standardError, "\(size)")
            #expect(square.squareRoot() > 0.4 * HyperLogLog.standardError, "\(size)")
        }
        var sketch = HyperLogLog()
        var exact = Set<UInt64>()
        for size in [1_000_000, 2_000_000, 4_000_000] {
            while exact.count < size {
                let token = mix.next()
                exact.insert(token)
                sketch.insert(token)
            }
            #expect(
                abs(sketch.estimate / Double(size) - 1) < 5 * HyperLogLog.standardError, "\(size)")
        }
    }

    @Test("An empty sketch is 0 and a sketch of few is right to one")
    func small() {
        var mix = SeededGenerator.printed()
        var sketch = HyperLogLog()
        #expect(sketch.estimate == 0)
        for number in 1...20 {
            sketch.insert(mix.next())
            #expect(abs(sketch.estimate - Double(number)) < 1.5)
        }
    }

    @Test("The extreme tokens have the extreme ranks")
    func extremes() {
        var sketch = HyperLogLog()
        sketch.insert(0)
        sketch.insert(.max)
        #expect(sketch.registers.first == 51 && sketch.registers.last == 1)
        #expect(HyperLogLog(registers: sketch.registers) == sketch)
        var wrong = sketch.registers
        wrong[5] = 52
        #expect(HyperLogLog(registers: wrong) == nil)
        #expect(HyperLogLog(registers: Array(wrong.dropLast())) == nil)
        #expect(
            HyperLogLog(registers: [UInt8](repeating: 51, count: 16_384))?.estimate.isNaN == false)
    }

    @Test("What a counter holds depends on the set only: merging commutes and associates")
    func merging() {
        var mix = SeededGenerator.printed()
        for sizes in [
            [10, 20, 30], [9_000, 9_000, 10], [16_384, 0, 1], [20_000, 5_000, 20_000],
        ] {
            let shared = (0..<(sizes.max() ?? 0) / 2).map { _ in mix.next() }
            let sets = sizes.map { size in
                (0..<size).map { _ in
                    shared.isEmpty || Bool.random(using: &mix)
                        ? mix.next() : shared[Int.random(in: 0..<shared.count, using: &mix)]
                }
            }
            let counters = sets.map { counter($0) }
            func merged(_ order: [Int]) -> DistinctCounter {
                order.reduce(into: DistinctCounter()) { $0.merge(counters[$1]) }
            }
            let whole = counter(sets.joined())
            for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
                #expect(merged(order) == whole)
            }
            var right = counters[1]
            right.merge(counters[2])
            var left = counters[0]
            left.merge(right)
            #expect(left == whole)
            left.merge(whole)
            #expect(left == whole)
        }
    }
}
