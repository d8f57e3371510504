import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("The tally")
struct TallyTests {
    let desk: Desk

    init() throws { desk = try Desk() }

    func described(_ count: Int, people: Int, _ mix: inout SeededGenerator) -> [DescribedVisit] {
        (0..<count).map { DescribedVisit($0, personCount: people, using: &mix) }
    }

    func counted(_ visits: [DescribedVisit], _ desk: Desk? = nil) throws -> [CountedVisit] {
        try visits.map { visit in
            try (desk ?? self.desk).count(visit.text, fallback: visit.id)
        }
    }

    func tally(_ visits: [CountedVisit], batch: Int = .max) -> Tally {
        var tally = Tally(desk.open.shape)
        var rest = visits[...]
        while !rest.isEmpty {
            tally.add(TallyDelta(counting: Array(rest.prefix(batch)), in: desk.open))
            rest = rest.dropFirst(batch)
        }
        return tally
    }

    @Test("Every cell of every table is what a naive recount gives")
    func naiveRecount() throws {
        var mix = SeededGenerator.printed()
        let visits = described(150, people: 40, &mix)
        let closed = tally(try counted(visits), batch: 17).close()
        let naive = NaiveTally(visits: visits)
        #expect(closed.counting == .exact)
        for (index, figures) in closed.tables.enumerated() {
            let rule = DeskPolicy.tables[index]
            let layout = figures.layout
            for cell in 0..<layout.cellCount {
                let positions = layout.positions(of: cell)
                let codes = zip(layout.axes, positions).map { axis, position in
                    let dimension = DeskPolicy.dimensions[axis.dimension]
                    return (dimension.name, dimension.codelist.entries[axis.entries[position]].code)
                }.prefix(rule.axes.count)
                let expected = naive.cell(Array(codes)) { request in
                    guard rule.filter != nil else { return true }
                    switch positions[rule.axes.count] {
                    case TableLayout.FilterPosition.match: return request.partner == "CAF"
                    case TableLayout.FilterPosition.complement: return request.partner != "CAF"
                    default: return true
                    }
                }
                let place = "\(rule.name) \(codes)"
                #expect(figures.visits[cell] == expected.visits, "\(place)")
                #expect(figures.requests[cell] == expected.requests, "\(place)")
                #expect(figures.visitors[cell] == expected.people.count, "\(place)")
                #expect(figures.sums.filter(\.isShown).map(\.sum) == rule.sums)
                for sum in figures.sums {
                    #expect(sum.totals[cell] == expected.sums[sum.sum] * 1_000_000, "\(place)")
                    let largest = expected.largest(sum.sum).map { $0 * 1_000_000 }
                    let kept = sum.largest[cell].map { [$0.first, $0.second] }
                    #expect(sum.isShown ? kept == largest : kept == nil || kept == largest)
                }
            }
        }
    }

    @Test("Totals are the sums of their parts, for what adds up")
    func additivity() throws {
        var mix = SeededGenerator.printed()
        let closed = tally(try counted(described(300, people: 60, &mix))).close()
        for figures in closed.tables {
            let layout = figures.layout
            for (index, axis) in layout.axes.enumerated() {
                let dimension = DeskPolicy.dimensions[axis.dimension]
                for cell in 0..<layout.cellCount {
                    let position = layout.positions(of: cell)[index]
                    let parts = axis.children(of: position)
                        .map { cell + ($0 - position) * layout.strides[index] }
                    guard !parts.isEmpty else { continue }
                    func sum(_ numbers: [Int]) -> Int { parts.reduce(0) { $0 + numbers[$1] } }
                    #expect(figures.requests[cell] == sum(figures.requests))
                    let people = parts.map { figures.visitors[$0] }
                    #expect(figures.visitors[cell] >= people.max() ?? 0)
                    #expect(figures.visitors[cell] <= sum(figures.visitors))
                    if dimension.scope == .visit {
                        #expect(figures.visits[cell] == sum(figures.visits))
                    }
                    if dimension.isPerPerson {
                        #expect(figures.visitors[cell] == sum(figures.visitors))
                    }
                }
            }
            for cell in 0..<layout.cellCount {
                #expect(figures.visitors[cell] <= figures.visits[cell])
                #expect(figures.visits[cell] <= figures.requests[cell])
            }
        }
    }

    @Test(
        "A group adds its people to visits and requests, its numbers once, and nobody to visitors")
    func groups() throws {
        let visit = try desk.count(
            "{\"district\":\"N1\",\"count\":4,\"minutes\":30,"
                + "\"requests\":[{\"reason\":\"papers\",\"recovered\":7},{\"reason\":\"papers\"}]}")
        let places = tally([visit]).close().tables[5]
        #expect(places.visits[0] == 4 && places.requests[0] == 8 && places.visitors[0] == 0)
        #expect(places.sums.map { $0.totals[0] } == [30_000_000])
        #expect(places.sums[0].largest[0] == LargestContributions(of: [30_000_000]))
    }

    @Test("The order of visits and the size of batches leave no trace")
    func orderIndependence() throws {
        var mix = SeededGenerator.printed()
        let visits = try counted(described(200, people: 50, &mix))
        let whole = tally(visits)
        for batch in [1, 7, 64] {
            let other = tally(visits.shuffled(using: &mix), batch: batch)
            #expect(other == whole)
            #expect(other.encoded() == whole.encoded())
        }
    }

    @Test("Merging over disjoint visits commutes and associates, and is the same as adding")
    func merging() throws {
        var mix = SeededGenerator.printed()
        let visits = try counted(described(240, people: 50, &mix))
        let parts = [0, 1, 2].map { part in
            tally(visits.enumerated().filter { $0.offset % 3 == part }.map(\.element))
        }
        let whole = tally(visits)
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
            var merged = Tally(desk.open.shape)
            for part in order { merged.merge(parts[part]) }
            #expect(merged == whole)
        }
        var right = parts[1]
        right.merge(parts[2])
        var left = parts[0]
        left.merge(right)
        #expect(left == whole)
    }

    @Test("An event that comes twice in one batch is counted once")
    func repeatedEvent() throws {
        var mix = SeededGenerator.printed()
        let visits = try counted(described(20, people: 5, &mix))
        let delta = TallyDelta(counting: visits + visits, in: desk.open)
        #expect(delta == TallyDelta(counting: visits, in: desk.open))
        #expect(delta.events == visits.map(\.event).sorted())
    }

    @Test("No token of a person in one cell is one in another, and another key gives others")
    func unlinkable() throws {
        let text =
            "{\"district\":\"N1\",\"name\":\"A\",\"birth_date\":\"1980-01-01\","
            + "\"requests\":[{\"reason\":\"papers\"}]}"
        let delta = TallyDelta(counting: [try desk.count(text)], in: desk.open)
        let tokens = delta.additions.flatMap(\.tokens)
        #expect(tokens.count == delta.additions.count && tokens.count > 15)
        #expect(Set(tokens).count == tokens.count)
        let other = try Desk(master: 8)
        let others = TallyDelta(counting: [try other.count(text)], in: other.open)
        #expect(Set(tokens).isDisjoint(with: others.additions.flatMap(\.tokens)))
    }

    @Test("Cells that say the same in two tables are one cell")
    func sharedCells() throws {
        let shape = desk.open.shape
        let layouts = shape.layouts.map(\.cellCount).reduce(0, +)
        #expect(shape.cellCount < layouts)
        #expect(Set(shape.cells.map { $0[0] }).count == 1)
        // The districts of `reasons` with all reasons, and those of `places`.
        let reasons = shape.cells[0][0..<shape.layouts[0].axes[1].entries.count]
        #expect(Array(reasons) == shape.cells[5])
    }

    @Test("An empty period closes with zeros everywhere")
    func empty() throws {
        let closed = Tally(desk.open.shape).close()
        #expect(closed.tables.count == DeskPolicy.tables.count)
        for table in closed.tables {
            #expect((table.visits + table.requests + table.visitors).allSatisfy { $0 == 0 })
        }
    }

    @Test("Sums stop at the largest number instead of passing it")
    func clampedSums() {
        #expect(Int64.max.addingClamped(1) == .max)
        #expect(Int64(3).addingClamped(4) == 7)
    }
}
