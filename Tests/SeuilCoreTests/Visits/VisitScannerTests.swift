import Foundation
import Testing

@testable import SeuilCore

@Suite("Scanning a visit")
struct VisitScannerTests {
    static let limits = VisitLimits(
        byteCount: 4096, memberCount: 14, depth: 4, requestCount: 3, groupSize: 100)
    let scanner = VisitScanner(
        members: VisitMembers(DeskPolicy.policy()), limits: VisitScannerTests.limits)

    func refusal(_ bytes: [UInt8]) -> Refusal? {
        do {
            try scan(bytes, scanner) { (_) throws(Refusal) in }
            return nil
        } catch { return error }
    }

    @Test(
        "What is not well formed is malformed, whatever else is wrong with it",
        arguments: [
            "", " ", "{", "}", "{]", "{\"sex\"}", "{\"sex\":}", "{\"sex\":\"F\"",
            "{\"sex\":\"F\",}",
            "{,\"sex\":\"F\"}", "{\"sex\" \"F\"}", "{sex:\"F\"}", "{'sex':'F'}", "{\"sex\":\"F\"}}",
            "{\"sex\":\"F\"} x", "{\"sex\":\"F\"}{}", "{} ,", "\u{FEFF}{}", "{}\0", "\0",
            "{\"sex\":\"F\0\"}", "{\"sex\":\"F\n\"}", "{\"sex\":\"\t\"}", "{\"sex\":\"\\u0000\"}",
            "{\"sex\":\"\\x\"}", "{\"sex\":\"\\u12\"}", "{\"sex\":\"\\u12g4\"}", "{\"sex\":\"\\",
            "{\"sex\":\"\\u", "{\"sex\":\"\\ud800\"}", "{\"sex\":\"\\udc00\"}",
            "{\"sex\":\"\\ud800\\u0041\"}", "{\"sex\":\"\\ud800\\ud800\"}",
            "{\"sex\":\"\\ud800x\"}",
            "{\"minutes\":01}", "{\"minutes\":+1}", "{\"minutes\":1.}", "{\"minutes\":.5}",
            "{\"minutes\":1e}", "{\"minutes\":-}", "{\"minutes\":0x10}", "{\"minutes\":NaN}",
            "{\"minutes\":1 2}", "{\"note\":tru}", "{\"note\":nul", "{\"note\":True}",
            "{\"note\":[1,]}", "{\"note\":[1 2]}", "{\"note\":{\"a\":1,}}", "{\"note\":[}",
            "{\"note\":\"\\u0000\"}", "{\"note\":\"\\udead\"}", "{\"no\\ud800te\":1}",
            "{\"unknown\":1", "[1", "tru", "\"abc", "{\"sex\":1,\"sex\":2", "// {}", "{}//",
        ])
    func malformed(text: String) {
        #expect(refusal(Array(text.utf8)) == Refusal(.malformed))
    }

    @Test(
        "What is not UTF-8 in its shortest form is malformed",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xC3],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
            [0xE2, 0x82], [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xF0, 0x9F, 0x99],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        for member in ["sex", "note"] {
            let text = Array("{\"\(member)\":\"".utf8) + bytes + Array("\"}".utf8)
            #expect(refusal(text) == Refusal(.malformed))
            #expect(refusal(Array("{\"\(member)\":\"".utf8) + bytes) == Refusal(.malformed))
        }
    }

    @Test(
        "A form that is right but not a visit is refused with its place",
        arguments: [
            ("[]", .notAnObject, nil), ("3", .notAnObject, nil), ("null", .notAnObject, nil),
            ("\"{}\"", .notAnObject, nil), (" true ", .notAnObject, nil),
            ("{\"sex\":\"F\",\"sex\":\"F\"}", .duplicateMember, "sex"),
            ("{\"sex\":null,\"sex\":\"F\"}", .duplicateMember, "sex"),
            ("{\"sex\":\"F\",\"s\\u0065x\":\"F\"}", .duplicateMember, "sex"),
            ("{\"note\":1,\"note\":[]}", .duplicateMember, "note"),
            ("{\"requests\":[{}],\"requests\":[{}]}", .duplicateMember, "requests"),
            ("{\"requests\":null,\"requests\":[{}]}", .duplicateMember, "requests"),
            ("{\"id\":\"x\",\"id\":\"x\"}", .duplicateMember, "id"),
            (
                "{\"requests\":[{\"reason\":\"papers\"},{\"reason\":\"a\",\"reason\":\"b\"}]}",
                .duplicateMember, "requests[1].reason"
            ),
            ("{\"sex\":\"F\",\"shoe\":1}", .unknownMember, "member 2"),
            ("{\"Sex\":\"F\"}", .unknownMember, "member 1"),
            ("{\"\":1}", .unknownMember, "member 1"),
            ("{\"reason\":\"papers\"}", .unknownMember, "member 1"),
            ("{\"sex \":\"F\"}", .unknownMember, "member 1"),
            (
                "{\"requests\":[{\"reason\":\"papers\",\"sex\":\"F\"}]}", .unknownMember,
                "requests[0].member 2"
            ),
            ("{\"sex\":1}", .wrongType, "sex"), ("{\"sex\":true}", .wrongType, "sex"),
            ("{\"sex\":[\"F\"]}", .wrongType, "sex"), ("{\"sex\":{}}", .wrongType, "sex"),
            ("{\"minutes\":\"3\"}", .wrongType, "minutes"), ("{\"name\":12}", .wrongType, "name"),
            ("{\"birth_date\":20000101}", .wrongType, "birth_date"),
            ("{\"count\":\"2\"}", .wrongType, "count"), ("{\"id\":4}", .wrongType, "id"),
            ("{\"at\":1768905000}", .wrongType, "at"),
            ("{\"requests\":{}}", .wrongType, "requests"),
            ("{\"requests\":\"a\"}", .wrongType, "requests"),
            ("{\"requests\":[{},1]}", .wrongType, "requests[1]"),
            ("{\"requests\":[null]}", .wrongType, "requests[0]"),
            ("{\"requests\":[]}", .missing, "requests"),
            ("{\"id\":\"\"}", .invalidId, "id"), ("{\"id\":\"alice\"}", .invalidId, "id"),
            ("{\"at\":\"\"}", .invalidTime, "at"), ("{\"at\":\"yesterday\"}", .invalidTime, "at"),
            ("{\"count\":0}", .outOfRange, "count"), ("{\"count\":-1}", .outOfRange, "count"),
            ("{\"count\":1.5}", .outOfRange, "count"), ("{\"count\":101}", .outOfRange, "count"),
            ("{\"count\":1e400}", .outOfRange, "count"),
            ("{\"note\":[[[[1]]]]}", .tooDeep, nil),
            ("{\"note\":{\"a\":{\"b\":[{}]}}}", .tooDeep, nil),
            ("{\"requests\":[{\"reason\":[[]]}]}", .tooDeep, nil), ("[[[[[]]]]]", .tooDeep, nil),
            ("{\"requests\":[{},{},{},{}]}", .tooManyRequests, nil),
        ] as [(String, Refusal.Code, String?)])
    func refused(text: String, code: Refusal.Code, field: String?) {
        #expect(refusal(Array(text.utf8)) == Refusal(code, field: field))
    }

    @Test("More members than the limit are refused, in dropped members too")
    func tooManyMembers() {
        let members = (0..<15).map { "\"m\($0)\":1" }.joined(separator: ",")
        #expect(refusal(Array("{\(members)}".utf8)) == Refusal(.tooManyMembers))
        #expect(refusal(Array("{\"note\":{\(members)}}".utf8)) == Refusal(.tooManyMembers))
    }

    @Test("A visit longer than the limit is refused, one of just that length is not")
    func tooLong() {
        let frame = "{\"name\":\"\"}".utf8.count
        func visit(_ count: Int) -> [UInt8] {
            Array("{\"name\":\"\(String(repeating: "a", count: count - frame))\"}".utf8)
        }
        #expect(refusal(visit(4096)) == nil)
        #expect(refusal(visit(4097)) == Refusal(.tooLong))
    }

    @Test(
        "Nesting up to the limit, white space, escapes and null are all fine",
        arguments: [
            "{}", " \t\r\n{ } \n", "{\"note\":[[[]]]}", "{\"requests\":[{\"reason\":null}]}",
            "{ \"sex\" : \"F\" , \"minutes\" : -0.5e+2 }", "{\"note\":\"\\u0001\\ud83d\\ude42\"}",
            "{\"sex\":null,\"minutes\":null,\"count\":null,\"requests\":null,\"id\":null,\"at\":null}",
        ])
    func accepted(text: String) {
        #expect(refusal(Array(text.utf8)) == nil)
    }

    @Test("Values come out as they were sent, escapes resolved")
    func values() throws {
        let text =
            "{\"n\\u0061me\":\"\\u00c9l\\\"o\\\\d\\/ie\\n \\ud83d\\ude42 é\",\"sex\":\"F\","
            + "\"minutes\":12.50,\"district\":\"\\u004e1\",\"note\":{\"a\":\"b\"},"
            + "\"requests\":[{\"reason\":\"papers\"},{\"partner\":\"CAF\",\"reason\":null}]}"
        let sent: [(String, Int?)] = [
            ("name", nil), ("sex", nil), ("district", nil), ("minutes", nil), ("postcode", nil),
            ("reason", 0), ("partner", 0), ("reason", 1), ("partner", 1), ("partner", 2),
        ]
        try scan(Array(text.utf8), scanner) { (visit) throws(Refusal) in
            let values = sent.map { visit.string(DeskPolicy.member($0.0), $0.1) }
            #expect(
                values == [
                    "Él\"o\\d/ie\n 🙂 é", "F", "N1", "12.50", nil, "papers", nil, nil, "CAF", nil,
                ])
            let note = visit.value(member: DeskPolicy.member("note"), request: nil).kind
            #expect(note == .dropped)
            let sizes = (visit.requestCount, visit.groupSize)
            #expect(sizes == (2, 1))
        }
    }

    @Test("An outline reads id and time of any visit and passes over the rest")
    func outline() throws {
        let scanner = VisitScanner(members: .outline, limits: VisitLimits())
        let text =
            "{\"whatever\":[1,{\"a\":null}],\"id\":\"123e4567-e89b-42d3-a456-426614174000\","
            + "\"at\":\"2026-01-20T10:30:00Z\",\"requests\":[{\"x\":1}],\"whatever\":2}"
        try scan(Array(text.utf8), scanner) { (visit) throws(Refusal) in
            let (id, time) = (visit.eventID, visit.sentTime)
            #expect(id == EventID("123e4567-e89b-42d3-a456-426614174000"))
            #expect(time == Date(timeIntervalSince1970: 1_768_905_000))
        }
    }

    @Test("A time up to five minutes ahead is taken, a later one is not")
    func lead() throws {
        let receipt = Date(timeIntervalSince1970: 1_768_905_000)
        func time(_ at: String) throws(Refusal) -> Date {
            try scan(Array("{\"at\":\"\(at)\"}".utf8), scanner) { (visit) throws(Refusal) in
                try visit.time(receivedAt: receipt)
            }
        }
        #expect(try time("2026-01-20T10:35:00Z") == receipt.addingTimeInterval(300))
        #expect(throws: Refusal(.inTheFuture, field: "at")) { try time("2026-01-20T10:35:01Z") }
    }

    @Test("Working memory grows, keeps its content, and is empty once wiped")
    func wipedBuffer() {
        let buffer = WipedBuffer(byteCount: 1)
        for index in 0..<1000 { buffer.append(UInt8(truncatingIfNeeded: index)) }
        #expect(unsafe buffer.bytes.elementsEqual((0..<1000).map { UInt8($0 & 255) }))
        buffer.replace(at: 1, with: UInt32(0x0403_0201))
        #expect(unsafe buffer.bytes.prefix(6).elementsEqual([0, 1, 2, 3, 4, 5]))
        buffer.wipe()
        #expect(buffer.count == 0)
        #expect(unsafe buffer.allocation.allSatisfy { $0 == 0 })
        for _ in 0..<9 { buffer.append(UInt8(7)) }
        buffer.wipe()
        #expect(unsafe buffer.allocation.allSatisfy { $0 == 0 })
    }
}

extension RawVisit {
    /// The text of a member's value, `nil` when missing.
    func string(_ member: Int, _ request: Int? = nil) -> String? {
        let value = value(member: member, request: request)
        if value.isMissing { return nil }
        // Safe: copied while the visit is there.
        return unsafe String(decoding: bytes(of: value), as: UTF8.self)
    }
}
