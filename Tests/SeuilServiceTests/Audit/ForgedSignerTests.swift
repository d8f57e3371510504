import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// Entries that root forged and signed with the log's key, which name as signers who does not decide, or too few.
@Suite("The tamper suite: whom a forged entry names")
struct ForgedSignerTests {
    private func entry(_ kind: String) async throws -> Int {
        let entries = try await ApprovedSite.shared.value.copy().entries()
        return try #require(entries.lastIndex { $0.event.kind == kind })
    }

    private func name(_ person: TestKeys.Person) -> String {
        "\(person.certificate.subjectCommonName ?? "?"), key "
            + person.certificate.publicKeyFingerprint.hex
    }

    /// The findings, with their texts, but for warnings and notices.
    private func errors(_ copy: AuditedCopy) throws -> [String] {
        try copy.audit().findings.filter { $0.severity == .error }
            .map { "\($0.place): \($0.code.rawValue): \($0.text)" }
    }

    /// What is found when the second policy is signed by `signers` and its entry names `named`.
    private func policy(
        signedBy signers: [TestKeys.Person], naming named: [LedgerEvent.Signer]
    ) async throws -> [String] {
        let copy = try await ApprovedSite.shared.value.copy()
        let folder = "ledger/policies/\(try copy.policy(2))"
        let signed = try DetachedSignature.sign(
            copy.bytes("\(folder)/MANIFEST.sha256"),
            by: signers.map { ($0.certificate, $0.key) }, at: date("2026-01-01T12:00:00Z"))
        try copy.write(signed, to: "\(folder)/MANIFEST.p7s")
        let index = try await entry("policy-adopted")
        try copy.forge { entries in
            guard case .policyAdopted(let old) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: old.policy, version: 2, signatures: .sha256(signed),
                        signers: named)), at: entries[index].time)
        }
        return try errors(copy).map { $0.replacingOccurrences(of: "\(folder)/", with: "") }
    }

    @Test(
        "A policy's entry that names too few, or strangers, says who signed and which role is missing"
    )
    func policies() async throws {
        let keys = try TestKeys.shared.get()
        let (director, before, next) = (keys.signer, keys.otherSigner, keys.successor)
        let index = try await entry("policy-adopted")
        let change = try await entry("quorum")
        func named(_ people: TestKeys.Person...) -> [LedgerEvent.Signer] {
            people.map(\.certificate).logged
        }
        let missing = "0 of the 1 needed signers with the role auditor have signed"
        func broken(_ what: String) -> String {
            "entry \(index): order-broken: quorum-not-met: \(what); what follows it was not looked at"
        }
        func unsigned(_ text: String) -> String { "MANIFEST.p7s: policy-not-signed: \(text)" }
        func counts(_ person: TestKeys.Person, _ role: String) -> String {
            "the signature of \(name(person)), counts in the role \(role)"
        }
        func fault(_ code: String, _ person: TestKeys.Person, _ reason: String) -> String {
            "MANIFEST.p7s: \(code): the signature of \(name(person)), does not count: \(reason)"
        }
        let director1 =
            "\(missing), by what the entry names: \(name(director)), in the role director"
        #expect(
            try await Set(policy(signedBy: [director], naming: named(director))) == [
                unsigned("\(missing); \(counts(director, "director"))"), broken(director1),
            ])
        // The director twice, and the entry says so of one.
        #expect(
            try await Set(policy(signedBy: [director, director], naming: named(director))) == [
                unsigned("\(missing); \(counts(director, "director"))"),
                fault("signature-repeated", director, "the same signer again"), broken(director1),
            ])
        // The auditor of before.
        let former = try await policy(
            signedBy: [director, before], naming: named(director, before))
        #expect(
            Set(former) == [
                unsigned("\(missing); \(counts(director, "director"))"),
                fault(
                    "signer-not-deciding", before,
                    "its signer has not decided since entry \(change)"), broken(director1),
                "entry \(index): signer-not-deciding: it names \(name(before)), who has not decided "
                    + "since entry \(change)",
            ])
        // A stranger, whom nothing else names.
        let stranger = try await policy(
            signedBy: [director, keys.leaving], naming: named(director, keys.leaving))
        #expect(
            Set(stranger) == [
                unsigned("\(missing); \(counts(director, "director"))"),
                fault(
                    "signer-not-deciding", keys.leaving,
                    "its certificate is none of the signers'"), broken(director1),
                "entry \(index): signer-not-deciding: it names somebody unknown, key "
                    + "\(keys.leaving.certificate.publicKeyFingerprint.hex), who does not decide",
            ])
        // Both roles are missing.
        let nobody = try await policy(signedBy: [keys.leaving], naming: named(keys.leaving))
        #expect(
            nobody.contains(
                broken(
                    "\(missing); 0 of the 1 needed signers with the role director have signed, by "
                        + "what the entry names: nobody who decides")), "\(nobody)")
        // Enough have signed, and the entry names one of them only.
        #expect(
            try await Set(policy(signedBy: [director, next], naming: named(director))) == [
                broken(director1),
                "entry \(index): policy-differs-from-entry: \(name(next)), has signed, and the entry "
                    + "does not say so",
            ])
    }

    @Test("A certificate minted for a signer's key is named with its key in a forged entry")
    func minted() async throws {
        let keys = try TestKeys.shared.get()
        let index = try await entry("policy-adopted")
        let genuine = keys.signer.certificate
        let minted = try Certificate.selfSigned(
            key: keys.signer.key, commonName: "signer", organisation: nil, usage: .signing,
            notBefore: genuine.notBefore, notAfter: date("2049-01-01T00:00:00Z"))
        let found = try await policy(
            signedBy: [keys.signer, keys.successor],
            naming: [minted, keys.successor.certificate].logged)
        #expect(
            Set(found) == [
                "entry \(index): order-broken: quorum-not-met: 0 of the 1 needed signers with the role "
                    + "director have signed, by what the entry names: \(name(keys.successor)), in the "
                    + "role auditor; what follows it was not looked at",
                "entry \(index): signer-other-certificate: it names \(name(keys.signer)), under another "
                    + "certificate than the one by which this key decides",
            ])
    }

    @Test(
        "A forged change and a forged withdrawal say who has approved, and who is none of those who decide"
    )
    func statements() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let (director, next) = (keys.signer, keys.successor)
        let change = try await entry("quorum")
        let one = try site.copy()
        try one.forge { entries in
            guard case .quorumChanged(let old) = entries[change].event else { return }
            entries[change] = LedgerEntry(
                .quorumChanged(
                    .init(
                        number: 1, quorum: old.quorum, signed: old.signed,
                        approved: [director.certificate].logged,
                        accepted: [next.certificate, keys.leaving.certificate].logged)),
                at: entries[change].time)
        }
        #expect(
            Set(try errors(one)) == [
                "entry \(change): order-broken: quorum-change-not-approved: 0 of the 1 needed signers "
                    + "with the role auditor have signed, of those who decide until then; 0 of the 1 "
                    + "needed signers with the role director have signed, of those whom it names, by "
                    + "what the entry names: \(name(director)), in the role director; \(name(next)), "
                    + "in the role auditor; what follows it was not looked at",
                "entry \(change): signer-not-deciding: it names somebody unknown, key "
                    + "\(keys.leaving.certificate.publicKeyFingerprint.hex), as one who has accepted, "
                    + "who does not decide",
                // The genuine statement is beside it, which all have signed.
                "entry \(change): statement-differs-from-entry: what was signed says otherwise than the "
                    + "entry, in: approved, accepted",
            ])
        let index = try await entry("recipient-withdrawn")
        let other = try site.copy()
        let path = "ledger/statements/\(index)"
        let signed = try SeuilCore.Statement(bytes: other.bytes("\(path).json"))
            .signatures(by: [keys.otherSigner])
        try other.write(signed, to: "\(path).p7s")
        try other.forge { entries in
            guard case .recipientWithdrawn(let old) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .recipientWithdrawn(
                    .init(
                        audience: old.audience, key: old.key,
                        signed: .init(
                            statement: old.signed.statement, signatures: .sha256(signed)),
                        signer: .init(keys.otherSigner.certificate))), at: entries[index].time)
        }
        let found = try errors(other)
        #expect(
            Set(found) == [
                "entry \(index): order-broken: withdrawal-not-approved: 0 of the 1 needed signers have "
                    + "signed, by what the entry names: nobody who decides; what follows it was not "
                    + "looked at",
                "entry \(index): signer-not-deciding: it names \(name(keys.otherSigner)), who has not "
                    + "decided since entry \(change)",
                "\(path).p7s: statement-not-signed: 0 of the 1 needed signers have signed, of those "
                    + "who decide until then",
                "\(path).p7s: signer-not-deciding: the signature of \(name(keys.otherSigner)), does not "
                    + "count: its signer has not decided since entry \(change)",
            ])
    }

    @Test("A signer named twice, or out of order, is said to break that rule of an entry's form")
    func form() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let (policy, change) = (try await entry("policy-adopted"), try await entry("quorum"))
        func found(_ index: Int, _ forgery: (LedgerEvent) -> LedgerEvent) throws -> [String] {
            let copy = try site.copy()
            try copy.forge { entries in
                entries[index] = LedgerEntry(forgery(entries[index].event), at: entries[index].time)
            }
            return try errors(copy)
        }
        func adopted(
            by signers: @escaping ([LedgerEvent.Signer]) -> [LedgerEvent.Signer]
        ) throws -> [String] {
            try found(policy) { event in
                guard case .policyAdopted(let old) = event else { return event }
                return .policyAdopted(
                    .init(
                        policy: old.policy, version: 2, signatures: old.signatures,
                        signers: signers(old.signers)))
            }
        }
        func unreadable(_ index: Int, _ rule: String) -> [String] {
            ["entry \(index): entry-unreadable: \(rule); what follows it was not looked at"]
        }
        let director = keys.signer.certificate.publicKeyFingerprint
        let own = LedgerEvent.Signer(keys.signer.certificate)
        #expect(
            try adopted { _ in [own, own] }
                == unreadable(
                    policy,
                    "'signers' names the key \(director.hex) twice, and a signer counts once"))
        #expect(
            try adopted { $0.reversed() } == unreadable(policy, "'signers' is not sorted by key"))
        #expect(
            try found(change) { event in
                guard case .quorumChanged(let old) = event else { return event }
                return .quorumChanged(
                    .init(
                        number: 1, quorum: old.quorum, signed: old.signed, approved: [own, own],
                        accepted: old.accepted))
            }
                == unreadable(
                    change,
                    "'approved' names the key \(director.hex) twice, and a signer counts once"))
    }

    /// The findings after the text of that entry was altered and all was signed anew.
    private func errors(
        altering index: Int, _ change: (String) -> String
    ) async throws -> [String] {
        let copy = try await ApprovedSite.shared.value.copy()
        var lines = try copy.lines()
        let old = String(decoding: lines[index], as: UTF8.self)
        let new = change(old)
        #expect(new != old)
        lines[index] = Array(new.utf8)
        try copy.forge(lines)
        return try errors(copy)
    }

    /// The signers of a founding or a change, rearranged.
    private func signers(
        of line: String, _ change: (Substring, Substring) -> [Substring]
    ) -> String {
        line.replacing(/"signers":\[(\{[^}]*\}),(\{[^}]*\})\]/) { match in
            "\"signers\":[\(change(match.1, match.2).joined(separator: ","))]"
        }
    }

    @Test("A founding or a change that makes no quorum is said to break that rule")
    func noQuorum() async throws {
        let change = try await entry("quorum")
        let keys = try await ApprovedSite.shared.value.copy().entries().compactMap { entry in
            if case .founded(let founding) = entry.event {
                founding.quorum.members.map(\.key)
            } else {
                nil
            }
        }
        let first = try #require(keys.first?.first)
        for index in [0, change] {
            func broken(_ rule: String) -> [String] {
                [
                    index == 0
                        ? "entry 0: entry-unreadable: it is no founding of a site: \(rule)"
                        : "entry \(index): entry-unreadable: \(rule); what follows it was not looked at"
                ]
            }
            #expect(
                try await errors(altering: index) {
                    $0.replacing("\"required\":2", with: "\"required\":3")
                } == broken("3 signers are asked for in all; it can be 2 to 2"))
            #expect(
                try await errors(altering: index) { signers(of: $0) { [$1, $0] } }
                    == broken("'signers' is not sorted by key"))
        }
        #expect(
            try await errors(altering: 0) { signers(of: $0) { one, _ in [one, one] } } == [
                "entry 0: entry-unreadable: it is no founding of a site: 'signers' names the key "
                    + "\(first.hex) twice, and a signer counts once"
            ])
    }

    @Test("Where who decides differs from what was signed, the member is named")
    func differing() async throws {
        let roles = /,"roles":\[[^\]]*\]/
        for index in [0, try await entry("quorum")] {
            func differs(_ what: String) -> String {
                "entry \(index): statement-differs-from-entry: what was signed says otherwise than the "
                    + "entry, in: \(what)"
            }
            let one = try await errors(altering: index) { $0.replacing(roles, with: "") }
            #expect(one.contains(differs("roles")), "\(one)")
            let two = try await errors(altering: index) {
                $0.replacing(roles, with: "").replacing(
                    "\"required\":2", with: "\"required\":1")
            }
            #expect(two.contains(differs("required, roles")), "\(two)")
        }
    }

    @Test("Of signatures that are too few every role that is missing is named")
    func missingRoles() async throws {
        let keys = try TestKeys.shared.get()
        func missing(_ role: String) -> String {
            "0 of the 1 needed signers with the role \(role) have signed"
        }
        let policy = try await policy(
            signedBy: [keys.leaving], naming: [.init(keys.leaving.certificate)])
        #expect(
            policy.contains(
                "MANIFEST.p7s: policy-not-signed: \(missing("auditor")); \(missing("director"))"),
            "\(policy)")
        let copy = try await ApprovedSite.shared.value.copy()
        let path = "ledger/statements/0"
        let signed = try SeuilCore.Statement(bytes: copy.bytes("\(path).json"))
            .signatures(by: [keys.leaving])
        let old = Digest.sha256(try copy.bytes("\(path).p7s")).hex
        try copy.write(signed, to: "\(path).p7s")
        var lines = try copy.lines()
        lines[0] = Array(
            String(decoding: lines[0], as: UTF8.self)
                .replacing(old, with: Digest.sha256(signed).hex).utf8)
        try copy.forge(lines)
        let found = try errors(copy)
        let whose = ", of those whom it names"
        #expect(
            found.contains(
                "\(path).p7s: statement-not-signed: \(missing("auditor"))\(whose); "
                    + "\(missing("director"))\(whose)"), "\(found)")
    }
}
