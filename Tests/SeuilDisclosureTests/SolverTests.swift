import Foundation
import SeuilSolver
import Testing

@Suite("Searching programs", .serialized)
struct SolverTests {
    /// A small knapsack: x + y ≤ 4, 5x + 9y ≤ 24, the most of 3x + 5y.
    private func knapsack(isInteger: Bool) -> LinearProgram {
        var program = LinearProgram()
        let x = program.addColumn(from: 0, to: 10, cost: -3, isInteger: isInteger)
        let y = program.addColumn(from: 0, to: 10, cost: -5, isInteger: isInteger)
        program.addRow([.init(x, 1), .init(y, 1)], .atMost, 4)
        program.addRow([.init(x, 5), .init(y, 9)], .atMost, 24)
        return program
    }

    @Test("The relaxation and the whole numbers have their known optima")
    func optima() throws {
        let relaxed = try #require(knapsack(isInteger: false).solved(nodeLimit: 0).solution)
        #expect(abs(relaxed.cost + 14) < 1e-6)
        let whole = try #require(knapsack(isInteger: true).solved(nodeLimit: 100).solution)
        #expect(abs(whole.cost + 14) < 1e-6)
        #expect(whole.values.map { Int($0.rounded()) } == [3, 1])
    }

    @Test("A contradiction is found, in numbers and in whole numbers only")
    func infeasible() {
        var program = LinearProgram()
        let x = program.addColumn(from: 0, to: 10, isInteger: true)
        program.addRow([.init(x, 2)], .equal, 5)
        #expect(program.solved(nodeLimit: 100) == .infeasible)
        var none = LinearProgram()
        none.addRow([], .atLeast, 1)
        #expect(none.solved(nodeLimit: 1) == .infeasible)
        #expect(LinearProgram().solved(nodeLimit: 1).solution?.values == [])
    }

    @Test("The same program has the same solution every time")
    func repetition() {
        let first = knapsack(isInteger: true).solved(nodeLimit: 10)
        for _ in 0..<20 { #expect(knapsack(isInteger: true).solved(nodeLimit: 10) == first) }
    }

    @Test("Thousands of searches leave no memory behind")
    func memory() throws {
        for _ in 0..<200 { _ = knapsack(isInteger: true).solved(nodeLimit: 10) }
        let before = try residentPages()
        for _ in 0..<4_000 { _ = knapsack(isInteger: true).solved(nodeLimit: 10) }
        // A model is some 40 KiB: lost ones would be 40,000 pages. Other tests run at the same time.
        #expect(try residentPages() - before < 20_000)
    }

    private func residentPages() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return Int(text.split(separator: " ")[1]) ?? 0
    }
}
