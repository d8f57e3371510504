import Foundation
import TestSupport
import Testing

@testable import SeuilCore

/// Random changes of policies in memory: none passes unseen, and going there and back is never all tighter.
@Suite("Random changes of a policy")
struct PolicyMutationTests {
    typealias Mutation = @Sendable (inout Policy, inout SeededGenerator) -> Void

    private static func anyIndex(_ count: Int, _ mix: inout SeededGenerator) -> Int {
        Int.random(in: 0..<count, using: &mix)
    }

    private static let texts: [Mutation] = [
        { policy, _ in policy.name += "x" },
        { policy, _ in policy.version += 1 },
        { policy, _ in policy.title.fr += " x" },
        { policy, _ in policy.purpose.en += " x" },
        { policy, _ in policy.controller.contact += "x" },
        { policy, mix in policy.members[anyIndex(policy.members.count, &mix)].label.fr += "x" },
        { policy, mix in policy.dimensions[anyIndex(policy.dimensions.count, &mix)].label.en += "x"
        },
        { policy, mix in policy.sums[anyIndex(policy.sums.count, &mix)].label.en += "x" },
        { policy, mix in policy.tables[anyIndex(policy.tables.count, &mix)].label.en += "x" },
        { policy, mix in policy.audiences[anyIndex(policy.audiences.count, &mix)].label.en += "x" },
    ]

    private static let frame: [Mutation] = [
        { policy, mix in
            let days = Int.random(in: 1...400, using: &mix)
            let last = CalendarDate(dayNumber: policy.inForce.upperBound.dayNumber + days)
            policy.inForce = policy.inForce.lowerBound...(last ?? policy.inForce.upperBound)
        },
        { policy, mix in
            policy.periods.each =
                PeriodLength.allCases.filter { $0 != policy.periods.each }.randomElement(
                    using: &mix)
                ?? .day
        },
        { policy, _ in policy.periods.timeZone = "UTC" },
        { policy, mix in policy.periods.grace += .seconds(Int.random(in: 1...9, using: &mix)) },
        { policy, _ in policy.periods.backfillFrom = CalendarDate(year: 2001, month: 1, day: 1) },
        { policy, mix in policy.periods.publishAfter += .seconds(60) },
        { policy, mix in
            let more = Int.random(in: 1...5, using: &mix)
            policy.threshold = .people(policy.threshold.least + more)
        },
        { policy, _ in policy.threshold = .visits(policy.threshold.least) },
        { policy, _ in policy.disclosure.interval += 1 },
        { policy, _ in policy.disclosure.zeros = policy.disclosure.zeros == nil ? .protect : nil },
        { policy, mix in
            policy.disclosure.group =
                DisclosureRule.Group.allCases.filter { $0 != policy.disclosure.group }
                .randomElement(using: &mix) ?? .publish
        },
        { policy, _ in policy.disclosure.pPercent += 1 },
    ]

    private static let kept: [Mutation] = [
        { policy, mix in
            let index = anyIndex(policy.members.count, &mix)
            policy.members[index].kind =
                Member.Kind.allCases.filter { $0 != policy.members[index].kind }
                .randomElement(using: &mix) ?? .text
        },
        { policy, mix in policy.members[anyIndex(policy.members.count, &mix)].isRequired.toggle() },
        { policy, mix in policy.members[anyIndex(policy.members.count, &mix)].name += "x" },
        { policy, mix in
            let index = anyIndex(policy.members.count, &mix)
            policy.members[index].scope = policy.members[index].scope == .visit ? .request : .visit
        },
        { policy, _ in policy.visitor = nil },
        { policy, mix in policy.visitor?.hashed.remove(at: anyIndex(2, &mix)) },
        { policy, _ in policy.visitor?.hashed.reverse() },
        { policy, _ in policy.visitor?.normalisation = .none },
        { policy, mix in
            policy.dimensions[anyIndex(policy.dimensions.count, &mix)].isPerPerson.toggle()
        },
        { policy, mix in
            policy.dimensions[anyIndex(policy.dimensions.count, &mix)].acceptsOther.toggle()
        },
        { policy, mix in
            let index = anyIndex(policy.dimensions.count, &mix)
            policy.dimensions[index].specialCategory =
                policy.dimensions[index].specialCategory == nil
                ? SpecialCategory(category: .health, because: LocalizedText("because")) : nil
        },
        { policy, mix in
            let index = anyIndex(policy.dimensions.count, &mix)
            policy.dimensions[index].transform = .prefix(count: 7)
        },
        { policy, mix in policy.dimensions[anyIndex(policy.dimensions.count, &mix)].name += "x" },
        { policy, mix in policy.sums[anyIndex(policy.sums.count, &mix)].cap += 1 },
        { policy, mix in policy.sums[anyIndex(policy.sums.count, &mix)].unit += "x" },
        { policy, mix in
            // A list whose codes are written in the policy: those of bands and times follow from other rules.
            let written = policy.dimensions.indices.filter {
                policy.dimensions[$0].transform == .code
            }
            guard let index = written.randomElement(using: &mix) else { return }
            let list = policy.dimensions[index].codelist
            let extra = Codelist.Entry(code: "EXTRA", label: LocalizedText("Extra"), parent: 0)
            policy.dimensions[index].codelist = Codelist(
                entries: list.entries + [extra], levels: list.levels)
        },
    ]

    private static let shown: [Mutation] = [
        { policy, mix in policy.tables.remove(at: anyIndex(policy.tables.count, &mix)) },
        { policy, mix in policy.tables.swapAt(0, 1 + anyIndex(policy.tables.count - 1, &mix)) },
        { policy, mix in policy.tables[anyIndex(policy.tables.count, &mix)].name += "x" },
        { policy, mix in policy.tables[anyIndex(policy.tables.count, &mix)].showsVisitors.toggle()
        },
        { policy, mix in policy.tables[anyIndex(policy.tables.count, &mix)].weight += 1 },
        { policy, mix in
            let index = anyIndex(policy.tables.count, &mix)
            policy.tables[index].unit = policy.tables[index].unit == .visit ? .request : .visit
        },
        { policy, mix in
            let index = anyIndex(policy.tables.count, &mix)
            policy.tables[index].sums = policy.tables[index].sums.isEmpty ? [0] : []
        },
        { policy, mix in
            let index = anyIndex(policy.tables.count, &mix)
            policy.tables[index].audiences = policy.tables[index].audiences == [0] ? [1] : [0]
        },
        { policy, mix in
            let index = anyIndex(policy.tables.count, &mix)
            policy.tables[index].filter =
                policy.tables[index].filter == nil ? TableRule.Filter(dimension: 0, entry: 1) : nil
        },
        { policy, mix in
            let index = anyIndex(policy.tables.count, &mix)
            policy.tables[index].axes.append(
                TableRule.Axis(dimension: policy.dimensions.indices.last ?? 0))
        },
        { policy, mix in
            let index = anyIndex(policy.audiences.count, &mix)
            policy.audiences[index].language = policy.audiences[index].language == .fr ? .en : .fr
        },
        { policy, mix in
            policy.audiences[anyIndex(policy.audiences.count, &mix)].recipients.append(
                "recipients/x.pem")
        },
        { policy, mix in policy.audiences[anyIndex(policy.audiences.count, &mix)].name += "x" },
        { policy, _ in policy.audiences.swapAt(0, 1) },
    ]

    @Test("A random change of any element gives a change, there and back")
    func mutations() throws {
        var mix = SeededGenerator.printed()
        let sound = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil-people"), certificates: .omitted
        ).policy
        for mutation in Self.texts + Self.frame + Self.kept + Self.shown {
            for _ in 0..<4 {
                var changed = sound
                mutation(&changed, &mix)
                guard changed != sound else {
                    Issue.record("a mutation changes something")
                    continue
                }
                for (old, new) in [(sound, changed), (changed, sound)] {
                    let changes = PolicyDiff(from: old, to: new).changes
                    #expect(!changes.isEmpty)
                    #expect(
                        !changes.contains { $0.text.en.hasSuffix("cannot name.") }, "\(changes)")
                }
            }
        }
    }
}
