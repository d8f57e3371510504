import Foundation
import Testing

@testable import SeuilCore

@Suite("The policies that are shipped")
struct ShippedPolicyTests {
    static let names = ["pimms-accueil", "pimms-accueil-people", "health-registry"]

    static func files(_ name: String) throws -> PolicyFiles {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try PolicyFolder.read(root.appending(path: "policies").appending(path: name))
    }

    @Test("Each is sound and deserves no warning", arguments: names)
    func sound(name: String) throws {
        do {
            let parsed = try PolicyParser.parse(
                ShippedPolicyTests.files(name), certificates: .omitted)
            #expect(parsed.warnings.map(\.rendered) == [])
            #expect(parsed.policy.name == name)
            #expect(parsed.policy.inForce.lowerBound.plain == "2026-01-01")
            #expect(parsed.policy.inForce.upperBound.plain == "2026-12-31")
        } catch let error as Diagnostics {
            Issue.record("\(error.rendered)")
        }
    }

    @Test("Each lacks nothing but its recipients' certificates", arguments: names)
    func certificates(name: String) throws {
        let error = #expect(throws: Diagnostics.self) {
            try PolicyParser.parse(ShippedPolicyTests.files(name))
        }
        let messages = error?.list.map(\.message) ?? []
        #expect(messages.count == 2)
        for message in messages {
            #expect(message.hasPrefix("the file 'recipients/") && message.hasSuffix("' is missing"))
        }
    }

    @Test("The registry's ages have two levels that share the bands they have in common")
    func levels() throws {
        let policy = try PolicyParser.parse(
            ShippedPolicyTests.files("health-registry"), certificates: .omitted
        ).policy
        let age = try #require(policy.dimensions.first { $0.name == "age" })
        #expect(
            age.codelist.entries.map(\.code) == [
                "_T", "LT25", "25-34", "25-29", "30-34", "35-44", "35-39", "40-44", "45-54",
                "45-49", "50-54", "GE55", "55-59", "GE60",
            ])
        let codes = age.codelist.entries.map(\.code)
        #expect(
            age.codelist.levels["broad"]?.map { codes[$0] } == [
                "LT25", "25-34", "35-44", "45-54", "GE55",
            ])
        #expect(age.codelist.levels["five"] == age.codelist.leaves)
        #expect(
            age.codelist.entries[1].label
                == LocalizedText(fr: "moins de 25 ans", en: "under 25 years"))
        let income = try #require(policy.dimensions.first { $0.name == "income" })
        #expect(
            income.codelist.entries.map(\.code) == [
                "_T", "LT2", "2-2.5", "2.5-3.5", "3.5-5", "GE5",
            ])
        #expect(income.codelist.entries[2].label.fr == "2 à moins de 2,5")
    }

    @Test("A hierarchy's levels part its leaves, short branches included")
    func hierarchy() throws {
        let policy = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil"), certificates: .omitted
        ).policy
        let district = try #require(policy.dimensions.first { $0.name == "district" })
        let codes = district.codelist.entries.map(\.code)
        #expect(
            district.codelist.levels["sector"]?.map { codes[$0] } == [
                "S1", "S2", "S3", "S4", "S5", "S6", "ELSEWHERE", "NO-FIXED", "_U",
            ])
        #expect(district.codelist.levels["district"] == district.codelist.leaves)
    }

    @Test("Dating a shipped policy changes its two dates and nothing else", arguments: names)
    func dated(name: String) throws {
        let bytes = try #require(try ShippedPolicyTests.files(name)[PolicyFiles.policy])
        let from = try #require(CalendarDate(year: 2027, month: 3, day: 4))
        let until = try #require(CalendarDate(year: 2028, month: 2, day: 29))
        let dated = try PolicyTemplate.dated(bytes, from: from, until: until)
        let expected = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: "2026-01-01", with: "2027-03-04")
            .replacingOccurrences(of: "2026-12-31", with: "2028-02-29")
        #expect(String(decoding: dated, as: UTF8.self) == expected)
    }

    @Test("The health registry's tables and the two PIMMS' are those of their descriptions")
    func tables() throws {
        let policy = try PolicyParser.parse(
            ShippedPolicyTests.files("health-registry"), certificates: .omitted
        ).policy
        #expect(policy.periods.backfillFrom == CalendarDate(year: 1984, month: 1, day: 1))
        #expect(policy.threshold == .people(11))
        #expect(policy.tables.map(\.unit) == [.visit, .visit, .request, .visit, .visit])
        #expect(policy.tables.map(\.audiences) == [[0], [0], [0], [1], [1]])
        #expect(
            policy.dimensions.filter(\.isPerPerson).map(\.name) == [
                "age", "sex", "education", "out_of_work",
            ])
        let people = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil-people"), certificates: .omitted
        ).policy
        #expect(people.dimensions.first { $0.name == "age" }?.isPerPerson == true)
        #expect(
            people.tables.last?.filter?.entry
                == people.dimensions.first { $0.name == "partner" }?.codelist.index(of: "CAF"))
        let none = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil"), certificates: .omitted
        ).policy
        #expect(none.visitor == nil)
        #expect(none.threshold == .visits(11))
        #expect(none.dimensions.allSatisfy { !$0.isPerPerson })
    }
}
