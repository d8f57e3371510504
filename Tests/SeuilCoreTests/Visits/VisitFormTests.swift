import Foundation
import Testing

@testable import SeuilCore

@Suite("The form of a visit")
struct VisitFormTests {
    typealias Object = [String: Any]

    func schema(_ policy: Policy = DeskPolicy.policy()) throws -> Object {
        try #require(
            try JSONSerialization.jsonObject(with: Data(VisitForm.schema(policy))) as? Object)
    }

    @Test("A form names every member, and what is required of it")
    func members() throws {
        let schema = try schema()
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] as? Bool == false)
        #expect(Set(schema["required"] as? [String] ?? []) == ["district", "requests"])
        let visit = try #require(schema["properties"] as? Object)
        let own: Set = ["id", "at", "count", "requests"]
        let names = DeskPolicy.members.filter { $0.scope == .visit }.map(\.name)
        #expect(Set(visit.keys) == own.union(names))
        let items = try #require((visit["requests"] as? Object)?["items"] as? Object)
        #expect(items["required"] as? [String] == ["reason"])
        let request = try #require(items["properties"] as? Object)
        #expect(Set(request.keys) == ["reason", "partner", "recovered"])
    }

    @Test("A form offers the codes with labels and groups, never the tally's own")
    func codes() throws {
        let visit = try #require(try schema()["properties"] as? Object)
        let district = try #require(visit["district"] as? Object)
        let choices = try #require(district["oneOf"] as? [Object])
        #expect(choices.map { $0["const"] as? String } == ["N1", "N2", "S1", "S2", "S3"])
        #expect(
            choices.map { $0["x-parent"] as? String } == ["north", "north"] + [
                "south", "south", "south",
            ])
        let labels = try #require(choices.first?["x-labels"] as? [String: String])
        #expect(labels == ["fr": "N1 fr", "en": "N1"])
        let sex = try #require((visit["sex"] as? Object)?["oneOf"] as? [Object])
        #expect(sex.map { $0["const"] as? String } == ["F", "M", "X"])
        #expect((visit["name"] as? Object)?["x-identifies"] as? Bool == true)
        #expect((visit["note"] as? Object)?["x-dropped"] as? Bool == true)
        #expect((visit["minutes"] as? Object)?["minimum"] as? Int == 0)
    }

    @Test("A field is called as the policy calls the member, else as what is kept of it")
    func fieldLabels() throws {
        var policy = DeskPolicy.policy()
        policy.members[DeskPolicy.member("birth_date")].label = LocalizedText(
            fr: "Date de naissance", en: "Date of birth")
        let visit = try #require(try schema(policy)["properties"] as? Object)
        #expect((visit["birth_date"] as? Object)?["title"] as? String == "Date de naissance")
        #expect((visit["sex"] as? Object)?["title"] as? String == "sex fr")
        #expect((visit["name"] as? Object)?["title"] as? String == "name")
    }

    @Test("Fields stand in the policy's order")
    func order() {
        let text = String(decoding: VisitForm.schema(DeskPolicy.policy()), as: UTF8.self)
        let places = DeskPolicy.members.filter { $0.scope == .visit }
            .map { text.range(of: "\"\($0.name)\":{")?.lowerBound ?? text.endIndex }
        #expect(places == places.sorted())
    }

    @Test("Labels with quotes, backslashes and line breaks are written as JSON")
    func escapes() throws {
        var policy = DeskPolicy.policy()
        policy.title = LocalizedText(fr: "a\"b\\c\n\u{1}é🙂", en: "x")
        #expect(try schema(policy)["title"] as? String == policy.title.fr)
    }
}
