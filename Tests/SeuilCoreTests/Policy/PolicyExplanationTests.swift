import Foundation
import Testing

@testable import SeuilCore

@Suite("A policy in plain words")
struct PolicyExplanationTests {
    private static func policy(_ name: String) throws -> Policy {
        try PolicyParser.parse(ShippedPolicyTests.files(name), certificates: .omitted).policy
    }

    @Test("Each member has its fates, in words")
    func fates() throws {
        let explanation = PolicyExplanation(try Self.policy("pimms-accueil-people"))
        let fates = Dictionary(
            uniqueKeysWithValues: explanation.members.map { ($0.name, $0.fates.map(\.word)) })
        #expect(fates["name"] == ["hashed"])
        #expect(fates["birth_date"] == ["hashed", "banded"])
        #expect(fates["minutes"] == ["banded", "summed"])
        #expect(fates["at"] == ["truncated", "truncated"])
        #expect(fates["note"] == ["dropped"])
        #expect(fates["reason"] == ["coded"])
        #expect(explanation.members.prefix(4).map(\.name) == ["id", "at", "count", "requests"])
        let minutes = explanation.members.first { $0.name == "minutes" }
        #expect(minutes?.texts.last?.fr == "additionné, au plus 240 min à chaque visite")
        #expect(explanation.keyDayCount == 34)
        #expect(explanation.threshold == .people(11))
    }

    @Test(
        "Each audience has its tables, and each table its audiences",
        arguments: ShippedPolicyTests.names)
    func audiences(name: String) throws {
        let policy = try Self.policy(name)
        let explanation = PolicyExplanation(policy)
        let shown = explanation.audiences.flatMap(\.tables)
        let declared = policy.tables.flatMap(\.audiences)
        #expect(shown.count == declared.count)
        for audience in explanation.audiences { #expect(audience.label.fr != audience.name) }
    }

    @Test(
        "Every sentence stands in both languages and promises nobody too much",
        arguments: ShippedPolicyTests.names)
    func words(name: String) throws {
        let explanation = PolicyExplanation(try Self.policy(name))
        let texts = explanation.members.flatMap(\.texts) + explanation.protection + explanation.keys
        for text in texts {
            #expect(!text.fr.isEmpty && !text.en.isEmpty && text.fr != text.en)
            #expect(!(text.fr + text.en).lowercased().contains("anonym"))
        }
        #expect(explanation.keys.contains { $0.en.contains("pseudonymised") })
    }
}
