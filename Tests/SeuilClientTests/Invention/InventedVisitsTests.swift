import Foundation
import SeuilCore
import Testing

@testable import SeuilClient

@Suite("Invented visits")
struct InventedVisitsTests {
    private func policy(_ name: String) throws -> Policy {
        try PolicyParser.parse(
            PolicyFolder.read(SourceTree["policies/\(name)"]), certificates: .omitted
        ).policy
    }

    @Test(
        "A policy takes every visit that is invented for it, all in one period",
        arguments: ["pimms-accueil", "pimms-accueil-people", "health-registry"])
    func taken(name: String) throws {
        let policy = try policy(name)
        let calendar = try #require(PeriodCalendar(rule: policy.periods))
        let period = calendar.period(containing: policy.inForce.lowerBound)
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var invented = InventedVisits(policy: policy, period: period, people: 50, seed: seed)
        let rehearsal = Rehearsal(policy, period: period)
        for _ in 0..<300 {
            let visit = invented.next()
            #expect(try rehearsal.count(visit.utf8), "\(visit)")
        }
        let figures = rehearsal.close()
        #expect(figures.tables[0].visits[0] == 300)
        if policy.visitor != nil { #expect((20...50).contains(figures.tables[0].visitors[0])) }
    }

    @Test("One seed invents the same visits, another others")
    func repeated() throws {
        let policy = try policy("pimms-accueil-people")
        let calendar = try #require(PeriodCalendar(rule: policy.periods))
        let period = try #require(calendar.period(id: "2026-02"))
        func visits(_ seed: UInt64) -> [String] {
            var invented = InventedVisits(policy: policy, period: period, people: 9, seed: seed)
            return (0..<20).map { _ in invented.next() }
        }
        #expect(visits(1) == visits(1))
        #expect(visits(1) != visits(2))
    }
}
