import TestSupport
import Testing

@testable import SeuilCore

@Suite("Estimates brought to agree")
struct VisitorEstimatesTests {
    @Test("Whatever the errors, parts, wholes and visits agree, and exact numbers stay")
    func rules() throws {
        var mix = SeededGenerator.printed()
        let shape = try Desk().open.shape
        for _ in 0..<40 {
            // A true world: each leaf cell's people, each person in one cell of the finest cross.
            let scale = Int.random(in: 1...40_000, using: &mix)
            var truth = [Int](repeating: 0, count: shape.cellCount)
            for layout in shape.layouts {
                for cell in 0..<layout.cellCount where cell == 0 || Bool.random(using: &mix) {
                    let logical = Int(shape.cells[layout.table][cell])
                    truth[logical] = max(truth[logical], Int.random(in: 0...scale, using: &mix))
                }
            }
            // Made consistent from the finest up: each whole is the sum of its parts or their largest.
            truth = consistent(truth, in: shape)
            let isExact = truth.map { $0 <= DistinctCounter.exactLimit }
            let counts = truth.map { number -> Int in
                guard number > DistinctCounter.exactLimit else { return number }
                let error = 1 + Double.random(in: -0.03...0.03, using: &mix)
                return max(DistinctCounter.exactLimit + 1, Int(Double(number) * error))
            }
            let result = VisitorEstimates.reconciled(
                counts, isExact: isExact, visits: truth, in: shape)
            for cell in counts.indices {
                if isExact[cell] { #expect(result[cell] == counts[cell]) }
                #expect(result[cell] <= truth[cell])
                if !isExact[cell] { #expect(result[cell] > DistinctCounter.exactLimit) }
            }
            for (whole, parts) in partings(of: shape) {
                let people = parts.map { result[$0] }
                #expect(result[whole] >= people.max() ?? 0)
                #expect(result[whole] <= people.reduce(0, +))
            }
        }
    }

    func partings(of shape: TallyShape) -> [(Int, [Int])] {
        shape.layouts.flatMap { layout in
            layout.axes.indices.flatMap { index in
                (0..<layout.cellCount).compactMap { cell -> (Int, [Int])? in
                    let position = layout.positions(of: cell)[index]
                    let parts = layout.axes[index].children(of: position).map {
                        Int(
                            shape.cells[layout.table][
                                cell + ($0 - position) * layout.strides[index]])
                    }
                    return parts.isEmpty ? nil : (Int(shape.cells[layout.table][cell]), parts)
                }
            }
        }
    }

    /// Raises numbers until no part exceeds its whole, then parts until they cover their whole.
    func consistent(_ numbers: [Int], in shape: TallyShape) -> [Int] {
        var numbers = numbers
        let partings = partings(of: shape)
        var isChanged = true
        while isChanged {
            isChanged = false
            for (whole, parts) in partings {
                let largest = parts.map { numbers[$0] }.max() ?? 0
                if numbers[whole] < largest {
                    numbers[whole] = largest
                    isChanged = true
                }
                let sum = parts.reduce(0) { $0 + numbers[$1] }
                if sum < numbers[whole] {
                    numbers[parts[0]] += numbers[whole] - sum
                    isChanged = true
                }
            }
        }
        return numbers
    }
}
