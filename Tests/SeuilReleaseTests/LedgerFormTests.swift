import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease

@Suite("The form of an entry")
struct LedgerFormTests {
    private let low = String(repeating: "1", count: 64)
    private let high = String(repeating: "2", count: 64)

    private func error(_ text: String) -> LedgerEntryError? {
        do throws(LedgerEntryError) {
            _ = try LedgerEntry(bytes: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func adopted(_ keys: String...) -> String {
        let signers = keys.map { "{\"key\":\"\($0)\",\"certificate\":\"\(low)\"}" }
        return entry(
            "policy-adopted",
            "\"policy\":\"\(low)\",\"version\":1,\"signatures\":\"\(low)\",\"signers\":["
                + signers.joined(separator: ",") + "]")
    }

    private func released(_ audiences: String...) -> String {
        let releases = audiences.map {
            "{\"audience\":\"\($0)\",\"number\":1,\"content\":\"\(low)\",\"sealed\":\"\(low)\"}"
        }
        return entry(
            "released",
            "\"period\":\"2026-01\",\"policy\":\"\(low)\",\"publish\":\"2026-02-04T00:00:00Z\","
                + "\"releases\":[" + releases.joined(separator: ",") + "]")
    }

    private func entry(_ kind: String, _ members: String = "") -> String {
        "{\"v\":1,\"kind\":\"\(kind)\",\"time\":\"2026-02-03T00:00:00Z\""
            + (members.isEmpty ? "" : ",\(members)") + "}"
    }

    @Test("Each rule of an entry's form is named when bytes break it")
    func rules() throws {
        #expect(error(adopted(low, high)) == nil)
        #expect(error(released("caf", "elus")) == nil)
        let key = try #require(Digest(hex: low))
        let cases: [(String, LedgerEntryError)] = [
            (String(repeating: " ", count: LedgerEntry.byteLimit + 1), .tooLong),
            ("", .noObject), ("[]", .noObject), (entry("started") + " ", .noObject),
            (entry("stopped"), .unknown),
            (entry("started").replacing("\"v\":1", with: "\"v\":2"), .unknown),
            (adopted(low, low), .signerTwice(key, in: "signers")),
            (adopted(low, high, low), .signerTwice(key, in: "signers")),
            (adopted(high, low), .signersUnsorted(in: "signers")),
            (released("elus", "elus"), .audienceTwice(in: "releases")),
            (released("elus", "caf"), .audiencesUnsorted(in: "releases")),
            (adopted(), .noSigner(in: "signers")), (entry("opened"), .member),
            (entry("started", "\"more\":1"), .writtenOtherwise),
            (
                "{\"v\":1,\"time\":\"2026-02-03T00:00:00Z\",\"kind\":\"started\"}",
                .writtenOtherwise
            ),
        ]
        for (text, expected) in cases {
            #expect(error(text) == expected, "\(text.prefix(200))")
        }
        #expect(Set(cases.map(\.1.description)).count == 10)
    }

    @Test("Of an entry of a known kind it is never said that its kind is unknown")
    func kinds() {
        for entry in LedgerTests.every {
            let text = String(decoding: entry.bytes, as: UTF8.self)
            #expect(error(text.replacing("\"kind\"", with: "\"more\":1,\"kind\"")) != .unknown)
        }
    }
}
