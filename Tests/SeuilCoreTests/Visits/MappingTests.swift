import Foundation
import Testing

@testable import SeuilCore

@Suite("From a visit to what is counted")
struct MappingTests {
    static let id = "123e4567-e89b-42d3-a456-426614174000"
    let desk: Desk

    init() throws { desk = try Desk() }

    /// A visit that is complete but for `more`.
    func visit(_ more: String = "", requests: String = "[{\"reason\":\"papers\"}]") -> String {
        "{\"id\":\"\(MappingTests.id)\",\"district\":\"N1\",\"requests\":\(requests)"
            + (more.isEmpty ? "" : ",\(more)") + "}"
    }

    @Test(
        "Every transform gives its code",
        arguments: [
            ("sex", "\"sex\":\"F\"", "F"), ("sex", "\"note\":1", "_U"),
            ("sex", "\"sex\":null", "_U"),
            ("district", "\"note\":1", "N1"),
            ("department", "\"postcode\":\"38000\"", "38"), ("department", "\"note\":1", "_U"),
            ("department", "\"postcode\":\"75011\"", "_O"),
            ("department", "\"postcode\":\"3\"", "_O"),
            ("department", "\"postcode\":\"\"", "_U"), ("department", "\"postcode\":\"38\"", "38"),
            ("department", "\"postcode\":\"é8\"", "_O"),
            ("age", "\"birth_date\":\"2008-01-02\"", "LT18"),
            ("age", "\"birth_date\":\"2008-01-01\"", "18-25"),
            ("age", "\"birth_date\":\"2000-01-02\"", "18-25"),
            ("age", "\"birth_date\":\"2000-01-01\"", "26-65"),
            ("age", "\"birth_date\":\"1960-01-02\"", "26-65"),
            ("age", "\"birth_date\":\"1960-01-01\"", "GE66"),
            ("age", "\"birth_date\":\"1895-01-02\"", "GE66"),
            ("age", "\"birth_date\":\"2026-01-19\"", "LT18"), ("age", "\"note\":1", "_U"),
            ("income", "\"income\":2.499999", "LT2.5"), ("income", "\"income\":2.5", "2.5-3.5"),
            ("income", "\"income\":25e-1", "2.5-3.5"), ("income", "\"income\":3.5", "GE3.5"),
            ("income", "\"income\":-4", "LT2.5"), ("income", "\"note\":1", "_U"),
            ("hour", "\"note\":1", "11"), ("hour", "\"at\":\"2026-01-01T00:00:00+01:00\"", "00"),
            ("hour", "\"at\":\"2026-01-10T22:59:59Z\"", "23"), ("weekday", "\"note\":1", "2"),
            ("weekday", "\"at\":\"2026-01-04T22:59:59Z\"", "7"),
            ("weekday", "\"at\":\"2026-01-04T23:00:00Z\"", "1"),
        ])
    func codes(dimension: String, more: String, code: String) throws {
        #expect(desk.code(dimension, try desk.count(visit(more))) == code)
    }

    @Test("Each request has codes of its own")
    func requests() throws {
        let counted = try desk.count(
            visit(
                requests:
                    "[{\"reason\":\"housing\",\"partner\":\"CAF\",\"recovered\":12.345678},"
                    + "{\"reason\":\"papers\",\"recovered\":6000}]"))
        #expect(counted.requests.count == 2)
        #expect(desk.code("reason", counted, request: 0) == "housing")
        #expect(desk.code("partner", counted, request: 0) == "CAF")
        #expect(desk.code("partner", counted, request: 1) == "_U")
        #expect(counted.requests.map(\.sums) == [[0, 12_345_678], [0, 5_000_000_000]])
        #expect(counted.codes[DeskPolicy.dimension("reason")] == -1)
        #expect(counted.requests[0].codes[DeskPolicy.dimension("sex")] == -1)
    }

    @Test(
        "A number is cut at its cap and never rounded",
        arguments: [
            ("0", 0), ("12.000001", 12_000_001), ("240", 240_000_000), ("240.000001", 240_000_000),
            ("1e12", 240_000_000), ("null", 0),
        ] as [(String, Int64)])
    func sums(number: String, millionths: Int64) throws {
        #expect(try desk.count(visit("\"minutes\":\(number)")).sums == [millionths, 0])
    }

    @Test(
        "A refusal names the code and the declared place",
        arguments: [
            ("{\"requests\":[{\"reason\":\"papers\"}]}", .missing, "district"),
            (
                "{\"district\":null,\"requests\":[{\"reason\":\"papers\"}]}", .missing, "district"
            ),
            ("{\"district\":\"N1\"}", .missing, "requests"),
            ("{\"district\":\"N1\",\"requests\":null}", .missing, "requests"),
            ("{\"district\":\"N1\",\"requests\":[{}]}", .missing, "requests[0].reason"),
            (
                "{\"district\":\"N1\",\"requests\":[{\"reason\":\"papers\"},{\"partner\":\"CAF\"}]}",
                .missing, "requests[1].reason"
            ),
            (
                "{\"district\":\"N1\",\"requests\":[{\"reason\":\"papers\"},{\"reason\":\"paper\"}]}",
                .unknownCode, "requests[1].reason"
            ),
            (
                "{\"district\":\"N1\",\"requests\":[{\"reason\":\"rights\"}]}", .unknownCode,
                "requests[0].reason"
            ),
        ] as [(String, Refusal.Code, String)])
    func refusedWhole(text: String, code: Refusal.Code, field: String) {
        #expect(desk.refusal(text) == Refusal(code, field: field))
    }

    @Test(
        "A member that is wrong is refused by name",
        arguments: [
            ("\"sex\":\"f\"", .unknownCode, "sex"), ("\"sex\":\"\"", .unknownCode, "sex"),
            ("\"sex\":\"_U\"", .unknownCode, "sex"), ("\"sex\":\"_T\"", .unknownCode, "sex"),
            ("\"sex\":\"_O\"", .unknownCode, "sex"), ("\"sex\":\"F \"", .unknownCode, "sex"),
            ("\"birth_date\":\"2000-02-30\"", .invalidDate, "birth_date"),
            ("\"birth_date\":\"01/02/2000\"", .invalidDate, "birth_date"),
            ("\"birth_date\":\"\"", .invalidDate, "birth_date"),
            ("\"birth_date\":\"2026-01-21\"", .outOfRange, "birth_date"),
            ("\"birth_date\":\"1895-01-01\"", .outOfRange, "birth_date"),
            ("\"minutes\":-1", .outOfRange, "minutes"),
            ("\"minutes\":1e30", .outOfRange, "minutes"),
            ("\"minutes\":0.0000001", .outOfRange, "minutes"),
            ("\"income\":1e13", .outOfRange, "income"),
            ("\"at\":\"2026-01-20T11:35:01+01:00\"", .inTheFuture, "at"),
            ("\"at\":\"2025-12-31T22:59:59Z\"", .periodClosed, "at"),
            ("\"count\":2,\"name\":\"A\"", .groupWithIdentifier, "count"),
            ("\"count\":2,\"birth_date\":\"2000-01-01\"", .groupWithIdentifier, "count"),
        ] as [(String, Refusal.Code, String)])
    func refusedMember(more: String, code: Refusal.Code, field: String) {
        #expect(desk.refusal(visit(more)) == Refusal(code, field: field))
    }

    @Test("A person is one, however the name is written, and another in another period")
    func pseudonyms() throws {
        func pseudonym(_ name: String, _ birth: String, _ desk: Desk) throws -> Pseudonym? {
            try desk.count(visit("\"name\":\"\(name)\",\"birth_date\":\"\(birth)\"")).visitor
        }
        let one = try #require(try pseudonym("Jean-Pierre Le Goff", "1980-05-06", desk))
        #expect(try pseudonym("JEAN PIERRE  LE GOFF", "1980-05-06", desk) == one)
        #expect(try pseudonym("Jean-Pierre Le Goff", "1980-05-07", desk) != one)
        #expect(try pseudonym("Jean-Pierre Le Gof", "1980-05-06", desk) != one)
        #expect(
            try pseudonym("Jean-Pierre Le Goff", "1980-05-06", Desk(master: 8)) != one)
        let again = try Desk()
        #expect(try pseudonym("Jean-Pierre Le Goff", "1980-05-06", again) == one)
    }

    @Test(
        "Who gives not all of the identifiers, or an empty one, is nobody",
        arguments: [
            "\"note\":1", "\"name\":\"A\"", "\"birth_date\":\"2000-01-01\"",
            "\"name\":\"\",\"birth_date\":\"2000-01-01\"",
            "\"name\":null,\"birth_date\":\"2000-01-01\"",
            "\"name\":\" - 12\",\"birth_date\":\"2000-01-01\"", "\"count\":3",
        ])
    func unidentified(more: String) throws {
        #expect(try desk.count(visit(more)).visitor == nil)
    }

    @Test("A group counts for as many as it is")
    func groups() throws {
        #expect(try desk.count(visit("\"count\":3")).weight == 3)
        #expect(try desk.count(visit("\"count\":1,\"name\":\"A\"")).weight == 1)
    }

    @Test("Under a policy without visitors nobody is identified and a group may be described")
    func noVisitor() throws {
        let desk = try Desk(DeskPolicy.policy(hasVisitor: false))
        let more = "\"name\":\"A\",\"birth_date\":\"2000-01-01\",\"count\":2"
        #expect(try desk.count(visit(more)).visitor == nil)
    }

    @Test("An event has one token in a period, whatever the case of its id, and another elsewhere")
    func eventTokens() throws {
        let id = try #require(EventID(MappingTests.id))
        let upper = try #require(EventID(MappingTests.id.uppercased()))
        let token = desk.open.eventToken(for: id)
        #expect(try desk.count(visit()).event == token)
        #expect(desk.open.eventToken(for: upper) == token)
        #expect(try Desk(master: 8).open.eventToken(for: id) != token)
        #expect(desk.open.eventToken(for: EventID(random: 9)) != token)
    }

    @Test("A visit without requests carries one unknown one where the policy requires none")
    func noRequests() throws {
        var policy = DeskPolicy.policy()
        policy.tables = [DeskPolicy.table("partners", ["partner"], .request)]
        policy.members[DeskPolicy.member("reason")].isRequired = false
        var reasons = DeskPolicy.codelist(["papers"], hasUnknown: true)
        swap(&policy.dimensions[DeskPolicy.dimension("reason")].codelist, &reasons)
        let desk = try Desk(policy)
        for text in ["{\"district\":\"N1\"}", "{\"district\":\"N1\",\"requests\":[{}]}"] {
            let counted = try desk.count(text)
            #expect(counted.requests.count == 1)
            #expect(desk.code("partner", counted, request: 0) == "_U")
        }
        #expect(
            desk.refusal("{\"district\":\"N1\",\"requests\":[]}")
                == Refusal(.missing, field: "requests"))
    }

    @Test("No refusal carries what was sent")
    func canary() {
        let canary = "Zaphod"
        for more in [
            "\"sex\":\"\(canary)\"", "\"\(canary)\":1", "\"birth_date\":\"\(canary)\"",
            "\"at\":\"\(canary)\"", "\"count\":\"\(canary)\"", "\"minutes\":\"\(canary)\"",
            "\"\(canary)", "\"note\":{\"\(canary)\":\"\(canary)\\u0000\"}",
        ] {
            let refusal = desk.refusal(visit(more))
            #expect(refusal != nil)
            #expect(!"\(String(describing: refusal))".contains(canary))
        }
    }
}
