import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("What would become of a visit")
struct VisitExplanationTests {
    private static func explain(_ text: String, _ policy: Policy = DeskPolicy.policy())
        -> VisitExplanation
    {
        VisitExplanation(Array(text.utf8), policy: policy, receivedAt: Desk.receipt)
    }

    private static func outcomes(_ place: String, _ visit: VisitExplanation) -> [String] {
        let policy = DeskPolicy.policy()
        return visit.lines.first { $0.place == place }?.outcomes.map { policy.words($0).en } ?? []
    }

    @Test("Each value is shown with what it becomes, and each refusal with its place")
    func lines() {
        let visit = Self.explain(
            """
            {"name":"Zoë d'Arc","birth_date":"1987-04-02","postcode":"75011","district":"N1","sex":"Q",
             "minutes":300,"note":{"a":1},"at":"2026-01-15T10:20:00+01:00",
             "requests":[{"reason":"housing","recovered":12.5},{"reason":"nope"}]}
            """)
        #expect(visit.refusal == Refusal(.unknownCode, field: "sex"))
        #expect(visit.period == "2026-01")
        #expect(visit.isInForce)
        #expect(visit.isIdentified)
        #expect(
            Self.outcomes("at", visit) == ["hour: “10” (10)", "weekday: “4” (4)"])
        #expect(Self.outcomes("name", visit) == ["hashed, in the form “zoe d arc”"])
        #expect(
            Self.outcomes("birth_date", visit) == [
                "hashed, in the form “1987-04-02”", "age: “26-65” (26-65)",
            ])
        #expect(Self.outcomes("postcode", visit) == ["department: “other” (_O)"])
        #expect(Self.outcomes("sex", visit) == ["refused: unknown code"])
        #expect(Self.outcomes("minutes", visit) == ["240 min added to “minutes”, the cap"])
        #expect(Self.outcomes("note", visit) == ["forgotten at once"])
        #expect(Self.outcomes("income", visit) == ["income: “unknown” (_U)"])
        #expect(Self.outcomes("requests[0].reason", visit) == ["reason: “housing” (housing)"])
        #expect(Self.outcomes("requests[0].recovered", visit) == ["12.5 EUR added to “recovered”"])
        #expect(Self.outcomes("requests[1].reason", visit) == ["refused: unknown code"])
        #expect(visit.lines.first { $0.place == "sex" }?.value == "Q")
    }

    @Test("What cannot be read at all has one refusal and no lines")
    func unreadable() {
        let visit = Self.explain("{\"district\":\"N1\",\"surname\":\"x\"}")
        #expect(visit.refusal == Refusal(.unknownMember, field: "member 2"))
        #expect(visit.lines.isEmpty)
        #expect(Self.explain("{").refusal?.code == .malformed)
    }

    @Test("Who gives no name counts a visit, and so does a group")
    func unidentified() {
        let request = "\"requests\":[{\"reason\":\"papers\"}]"
        #expect(!Self.explain("{\"district\":\"N1\",\(request)}").isIdentified)
        #expect(
            !Self.explain(
                "{\"district\":\"N1\",\"name\":\"!\",\"birth_date\":\"1987-04-02\",\(request)}"
            ).isIdentified)
        let group = Self.explain("{\"district\":\"N1\",\"name\":\"a\",\"count\":2,\(request)}")
        #expect(group.refusal == Refusal(.groupWithIdentifier, field: "count"))
        #expect(
            !Self.explain("{\"district\":\"N1\",\"at\":\"2025-06-01T00:00:00Z\",\(request)}")
                .isInForce)
    }

    /// A visit with about one fault in ten, in any member.
    private static func faulty(_ number: Int, _ mix: inout SeededGenerator) -> String {
        var text = DescribedVisit(number, personCount: 50, using: &mix).text
        let faults: [(String, String)] = [
            ("\"district\":\"N1\"", "\"district\":\"N9\""), ("\"district\":\"S1\",", ""),
            ("\"sex\":\"F\"", "\"sex\":\"f\""), ("\"sex\":\"M\"", "\"sex\":1"),
            ("\"postcode\":\"38000\"", "\"postcode\":\"\""), ("-01-01\"", "-02-30\""),
            ("-01-01\"", "-01-01\",\"count\":3"), ("\"minutes\":15", "\"minutes\":-15"),
            ("\"minutes\":30", "\"minutes\":0.1234567"),
            ("\"reason\":\"papers\"", "\"reason\":null"),
            ("\"recovered\":100", "\"recovered\":-1"),
            ("\"partner\":\"CAF\"", "\"partner\":\"caf\""),
            ("\"requests\"", "\"more\":1,\"requests\""), ("2026-01-1", "2027-01-1"), ("}]}", "}]"),
        ]
        for fault in faults where Int.random(in: 0..<10, using: &mix) == 0 {
            if let range = text.range(of: fault.0) { text.replaceSubrange(range, with: fault.1) }
        }
        return text
    }

    @Test(
        "The explanation refuses what the daemon refuses, for the same reason, and counts the same codes"
    )
    func oracle() throws {
        var mix = SeededGenerator.printed()
        let desk = try Desk()
        let policy = DeskPolicy.policy()
        var refused = 0
        for number in 0..<2_000 {
            let text = Self.faulty(number, &mix)
            let explained = Self.explain(text)
            do throws(Refusal) {
                let counted = try desk.count(text)
                #expect(explained.refusal == nil, "\(text)")
                #expect(explained.isIdentified == (counted.visitor != nil), "\(text)")
                for line in explained.lines {
                    for case .code(let dimension, let entry) in line.outcomes {
                        let request = line.place.split(separator: "]").first.flatMap {
                            Int($0.drop { $0 != "[" }.dropFirst())
                        }
                        let codes =
                            policy.dimensions[dimension].scope == .visit
                            ? counted.codes : counted.requests[request ?? 0].codes
                        #expect(Int(codes[dimension]) == entry, "\(text)")
                    }
                }
            } catch {
                refused += 1
                // A period that is closed is the daemon's to know.
                if error.code != .periodClosed { #expect(explained.refusal == error, "\(text)") }
            }
        }
        #expect((200...1_900).contains(refused))
    }
}
