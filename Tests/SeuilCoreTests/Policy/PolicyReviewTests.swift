import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("What a reviewer says of a policy")
struct PolicyReviewTests {
    static let now = PolicyFixture.date("2026-03-01")

    private static func findings(
        _ changes: [(old: String, new: String)], expect visits: Int? = nil
    ) throws -> [String] {
        var files = try PolicyFixture.files()
        for change in changes {
            files = try PolicyFixture.replacing(change.old, by: change.new, of: files)
        }
        let policy = try PolicyParser.parse(files, certificates: .omitted).policy
        return PolicyReview(policy, expectedVisits: visits, at: now).findings
            .filter { $0.code != .recipientCertificate }
            .map { "\($0.severity.rawValue) \($0.code.rawValue) \($0.place)" }
    }

    @Test("A sound small policy has one finding: a place of residence that is not per: person")
    func sound() throws {
        #expect(try Self.findings([]) == ["remark not-per-person keeps.department"])
    }

    /// The base policy without its one finding.
    private static let clean = (
        old: "codes: [\"38\", \"73\"] }", new: "codes: [\"38\", \"73\"], per: person }"
    )

    @Test(
        "Each rule finds its case, at its place",
        arguments: [
            ("people: 11", "people: 4", "objection threshold-low threshold"),
            ("until: 2026-12-31", "until: 2029-12-31", "objection no-expiry in_force.until"),
            ("each: month", "each: year", "remark key-lives-a-year periods.each"),
            (
                "reason: { codes: [paper, money] }",
                "reason: { codes: [paper, money], label: { fr: Santé, en: Health } }",
                "objection special-category-undeclared keeps.reason"
            ),
            (
                "reason: { codes: [paper, money] }",
                "reason: { codes: { paper: { fr: Handicap, en: Disability }, money: { fr: a, en: a } } }",
                "remark special-category-code keeps.reason"
            ),
            ("[F, M, X], per: person", "[F, M, X]", "remark not-per-person keeps.sex"),
            (
                "by: [hour, age.ten]", "by: [hour, age.ten, sex]",
                "remark quasi-identifiers-crossed tables.hours.by"
            ),
            (
                "by: [department, sex]", "by: [department, sex, age.ten, district.sector]",
                "objection quasi-identifiers-crossed tables.profile.by"
            ),
            ("zeros: publish", "zeros: protect", "remark zeros-protected-sparse disclosure.zeros"),
        ])
    func rule(old: String, new: String, finding: String) throws {
        #expect(try Self.findings([Self.clean, (old, new)]) == [finding])
    }

    @Test("Institutions named after illness are no illness")
    func institutions() throws {
        let change = (
            old: "partner: { codes: [CAF, CPAM], other: true }",
            new: "partner: { codes: { CAF: { fr: Caf, en: Caf }, "
                + "CPAM: { fr: Caisse d'assurance maladie, en: Health insurance fund } }, other: true }"
        )
        #expect(try Self.findings([Self.clean, change]) == [])
    }

    @Test("A table with more cells than visits is found, and a declared category is not")
    func size() throws {
        #expect(
            try Self.findings([Self.clean], expect: 90) == [
                "remark cells-outnumber-visits tables.hours"
            ])
        let declared = (
            old: "reason: { codes: [paper, money] }",
            new: "reason: { codes: [paper, money], label: { fr: Santé, en: Health }, "
                + "special: { category: health, because: { fr: a, en: b } } }"
        )
        #expect(try Self.findings([Self.clean, declared]) == [])
    }

    @Test("A threshold on visits is found where somebody could be told apart")
    func visits() throws {
        var policy = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil"), certificates: .omitted
        ).policy
        #expect(!codes(policy).contains(.thresholdOnVisits))
        policy.members.append(
            Member(name: "name", scope: .visit, kind: .text, isRequired: false))
        #expect(codes(policy).contains(.thresholdOnVisits))
    }

    @Test("A threshold that is low for many cells is a remark")
    func low() throws {
        var policy = try PolicyParser.parse(
            ShippedPolicyTests.files("pimms-accueil-people"), certificates: .omitted
        ).policy
        #expect(!codes(policy).contains(.thresholdLow))
        policy.threshold = .people(7)
        #expect(codes(policy).contains(.thresholdLow))
    }

    private func codes(_ policy: Policy) -> [PolicyFinding.Code] {
        PolicyReview(policy, at: Self.now).findings.map(\.code)
    }

    @Test("A certificate that was not looked at is a remark, one that has ended an objection")
    func certificates() throws {
        let parsed = try PolicyParser.parse(PolicyFixture.files())
        let unseen = PolicyReview(parsed.policy, at: Self.now).findings.filter {
            $0.code == .recipientCertificate
        }
        #expect(unseen.map(\.place) == ["audiences.elus.recipients", "audiences.caf.recipients"])
        #expect(unseen.allSatisfy { $0.severity == .remark })
        let later = PolicyReview(
            parsed.policy, recipients: parsed.recipients, at: PolicyFixture.date("2030-01-01")
        ).findings.filter { $0.code == .recipientCertificate }
        #expect(later.count == 2)
        #expect(later.allSatisfy { $0.severity == .objection })
    }

    @Test("The policies that are shipped draw remarks at most", arguments: ShippedPolicyTests.names)
    func shipped(name: String) throws {
        let policy = try PolicyParser.parse(
            ShippedPolicyTests.files(name), certificates: .omitted
        ).policy
        let findings = PolicyReview(policy, at: Self.now).findings
        #expect(findings.allSatisfy { $0.severity == .remark })
        for finding in findings {
            #expect(!finding.message.fr.hasSuffix(".") && !finding.remedy.en.hasSuffix("."))
        }
    }

    @Test("A finding underlines its place")
    func place() throws {
        let files = try PolicyFixture.files()
        let places = try PolicyPlaces(bytes: files[PolicyFiles.policy] ?? [])
        let finding = PolicyFinding(
            .thresholdLow, .objection, ["threshold"], LocalizedText("low"),
            remedy: LocalizedText("raise it"))
        #expect(
            places.diagnostic(finding).rendered == """
                policy.yaml:42:1: objection: low [threshold-low]
                  threshold: { people: 11 }
                  ^^^^^^^^^
                hint: raise it

                """)
        #expect(places.span(of: ["tables", "nowhere"]) == places.span(of: ["tables"]))
    }
}
