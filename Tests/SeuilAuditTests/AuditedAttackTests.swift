import Foundation
import SeuilCore
import Testing

@testable import SeuilAudit

/// How an audit says what the attack finds.
@Suite("The attack within an audit")
struct AuditedAttackTests {
    private static let p = AttackedDimension("p", ["_T", "1", "2", "3"])

    private func findings(
        _ releases: [(audience: String, lines: String)], besides fault: Bool = false
    ) throws -> [AuditFinding] {
        let folder = try #require(AuditFolder(at: FileManager.default.temporaryDirectory.path))
        var audit = Audit(of: folder)
        audit.opened = releases.map { audience, lines in
            AttackedRelease(
                audience: audience, period: "2026-01",
                rules: .init(threshold: .people(11), interval: 3), dimensions: [Self.p],
                tables: [Plain.table("t", by: ["p"], lines)])
        }
        if fault { audit.find(.archiveDiffers, "outbox/2026-01.elus.p7m", "packed otherwise") }
        audit.attack()
        return audit.report.findings.filter { $0.code == .attackFinds }
    }

    @Test("A cell published under the threshold is said to be so, in each file that shows it")
    func published() throws {
        let shown = "_T: 60 50\n1: 7 5\n2: 33 29\n3: 20 16"
        let found = try findings([("elus", shown), ("research", shown)])
        #expect(
            found.filter { $0.text.contains("published") }.map { "\($0.place): \($0.text)" } == [
                "outbox/2026-01.elus.p7m: t[1]: 5 visitors, published under the threshold of 11",
                "outbox/2026-01.research.p7m: t[1]: 5 visitors, published under the threshold of 11",
            ], "\(found)")
        #expect(!found.contains { $0.text.contains("lies in [5, 5]") })
        // Only one of the two shows it.
        let one = try findings([("elus", "_T: 60 50\n1: ?\n2: 33 29\n3: ?"), ("research", shown)])
        #expect(
            one.filter { $0.text.contains("published") }.map(\.place)
                == ["outbox/2026-01.research.p7m"], "\(one)")
    }

    @Test("No other fault hides a cell published under the threshold")
    func publishedBesides() throws {
        let found = try findings([("elus", "_T: 60 50\n1: 7 5\n2: ?\n3: 20 16")], besides: true)
        #expect(
            found.map { "\($0.place): \($0.text)" } == [
                "outbox/2026-01.elus.p7m: t[1]: 5 visitors, published under the threshold of 11"
            ], "\(found)")
    }

    @Test(
        "What follows for withheld cells is of the outbox, with the cells, the figure and the period"
    )
    func withheld() throws {
        let found = try findings([("elus", "_T: 60 50\n1: ?\n2: 33 29\n3: 20 16")])
        #expect(found.allSatisfy { $0.place == "outbox" }, "\(found)")
        #expect(found.contains { $0.text == "2026-01: t[1]: visits is 7" }, "\(found)")
        #expect(
            found.contains { $0.text == "2026-01: t[1]: visitors is 5, under the threshold" },
            "\(found)")
    }
}
