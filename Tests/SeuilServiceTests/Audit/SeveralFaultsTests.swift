import Foundation
import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// What was tampered with in more than one place: each is named, and none hides another.
@Suite("The tamper suite: several at once")
struct SeveralFaultsTests {
    private func copy(_ lines: [[UInt8]]) async throws -> AuditedCopy {
        let copy = try await AuditedSite.shared.value.copy()
        try copy.write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        return copy
    }

    private func places(_ finding: AuditFinding) -> ClosedRange<Int>? {
        let numbers = finding.place.split(separator: " ").compactMap { Int($0) }
        guard finding.place.hasPrefix("entr"), let first = numbers.first else { return nil }
        return first...(numbers.last ?? first)
    }

    @Test("Of two entries taken out each is named, singly where what was signed tells")
    func twoRemoved() async throws {
        let lines = try await AuditedSite.shared.value.copy().lines()
        let released = try lines.indices.filter {
            try LedgerEntry(bytes: lines[$0]).event.kind == "released"
        }
        var apart = 0
        for first in lines.indices {
            for second in lines.indices where second > first {
                var fewer = lines
                fewer.remove(at: second)
                fewer.remove(at: first)
                let found = try await copy(fewer).audit().findings.filter { $0.severity == .error }
                let ranges = found.compactMap(places)
                #expect(ranges.count == found.count, "\(first) \(second): \(found)")
                for index in [first, second] {
                    #expect(
                        ranges.contains { $0.contains(index) }, "\(first) \(second): \(found)")
                    if released.contains(index) {
                        #expect(
                            found.contains {
                                $0.code == .entryMissing && places($0)?.contains(index) == true
                            }, "\(first) \(second): \(found)")
                    }
                }
                #expect(
                    found.allSatisfy { [.entryMissing, .ledgerTruncated].contains($0.code) },
                    "\(first) \(second): \(found)")
                apart += found.count > 1 ? 1 : 0
            }
        }
        // Not all pairs: between some of them no part of the tree was ever signed.
        let pairs = lines.count * (lines.count - 1) / 2
        #expect(apart * 2 > pairs, "\(apart) of \(pairs) are named apart")
    }

    @Test("An entry taken out and one put in, and one altered behind one taken out, are both named")
    func mixed() async throws {
        let lines = try await AuditedSite.shared.value.copy().lines()
        let released = try #require(
            lines.lastIndex { (try? LedgerEntry(bytes: $0))?.event.kind == "released" })
        let stray = LedgerEntry(.uncleanStop, at: LedgerTime(try date("2026-01-05T00:00:00Z")))
        var both = lines
        both.remove(at: released)
        both.insert(stray.bytes, at: 1)
        var found = try await copy(both).audit().findings.filter { $0.severity == .error }
        #expect(
            found.contains { $0.code == .entryMissing && $0.place == "entry \(released)" },
            "\(found)")
        #expect(found.contains { places($0)?.contains(1) == true }, "\(found)")
        // Taken out near the beginning; at the end one cannot be read.
        var other = lines
        other[released][0] ^= 1
        other.remove(at: 1)
        found = try await copy(other).audit().findings.filter { $0.severity == .error }
        #expect(found.contains { places($0)?.contains(1) == true && $0.code != .entryAltered })
        #expect(
            found.contains { $0.code == .entryAltered && $0.place == "entry \(released - 1)" },
            "\(found)")
    }

    @Test("An altered entry hides no altered release, policy file or statement")
    func hidden() async throws {
        let site = try await AuditedSite.shared.value
        let lines = try site.copy().lines()
        let policy = "ledger/policies/\(try site.copy().policy(1))"
        var changed = lines
        changed[lines.count - 1][0] ^= 1
        let entry = "entry-altered entry \(lines.count - 1)"
        for (path, code) in [
            ("outbox/2025-05.elus.p7m", "release-differs"),
            ("outbox/2025-06.elus.p7m", "release-differs"),
            ("outbox/2025-05.elus.tlog-proof", "proof-invalid"),
            ("\(policy)/policy.yaml", "policy-altered"),
            ("\(policy)/MANIFEST.p7s", "policy-altered"),
            ("ledger/statements/0.json", "statement-altered"),
        ] {
            let copy = try await copy(changed)
            try copy.flip(path)
            #expect(try copy.findings() == [entry, "\(code) \(path)"], "\(path)")
        }
        let gone = try await copy(changed)
        try FileManager.default.removeItem(at: gone.url("outbox/2025-05.elus.p7m"))
        #expect(try gone.findings() == [entry, "release-missing outbox/2025-05.elus.p7m"])
        // The entry of the release itself was altered: its proof still carries what was signed.
        var own = lines
        let index = try #require(
            lines.firstIndex { (try? LedgerEntry(bytes: $0))?.event.kind == "released" })
        own[index][0] ^= 1
        let copy = try await copy(own)
        try copy.flip("outbox/2025-05.elus.p7m")
        #expect(
            try copy.findings() == [
                "entry-altered entry \(index)", "release-differs outbox/2025-05.elus.p7m",
            ])
    }

    @Test("Altered signatures of a founding, and certificates that are gone, blame no later signer")
    func innocent() async throws {
        let copy = try await ApprovedSite.shared.value.copy()
        let path = "ledger/statements/0.p7s"
        try copy.write(copy.bytes(path) + [0x0A], to: path)
        let stranger = try TestKeys.shared.get().leaving.certificate.pem
        let lists = try [1, 2].map { "ledger/policies/\(try copy.policy($0))/signers.pem" }
        for list in lists { try copy.write(stranger, to: list) }
        let found = try copy.audit().findings.filter { $0.severity == .error }
        #expect(
            Set(found.map { "\($0.code.rawValue) \($0.place)" })
                .isSubset(
                    of: ["statement-altered \(path)"] + lists.map { "policy-altered \($0)" }),
            "\(found)")
        #expect(found.contains { $0.place == path })
    }

    @Test("Of a checkpoint that a release carries it is said which entry contradicts it")
    func carried() async throws {
        let site = try await AuditedSite.shared.value
        let entries = try site.copy().entries()
        let own = try #require(entries.lastIndex { $0.event.kind == "released" })
        let opened = try #require(
            entries.firstIndex { $0.event.kind == "opened" && $0.event.period == "2025-06" })
        for (size, reason) in [
            (own + 1, "which counts entry \(own), its own"),
            (opened, "which does not count entry \(opened), made before it"),
        ] {
            let copy = try site.copy()
            let leaves = try copy.lines().prefix(size).map { MerkleTree.leafHash(of: $0) }
            let note = String(decoding: try copy.note(over: leaves).bytes, as: UTF8.self)
            try copy.resealJune { text in
                guard
                    var header = try? JSONSerialization.jsonObject(with: Data(text.utf8))
                        as? [String: Any]
                else { return text }
                header["checkpoint"] = note
                let changed = try? JSONSerialization.data(withJSONObject: header)
                return changed.map { String(decoding: $0, as: UTF8.self) } ?? text
            }
            let found = try copy.audit(isRecipient: true).findings
            #expect(
                found.first { $0.code == .releaseContradictsLedger }?.text
                    == "release.json says otherwise than the ledger: a checkpoint over \(size) entries, "
                    + reason, "\(found)")
        }
    }

    @Test(
        "In a ledger signed anew, what opened releases carry narrows the entries, and says what contradicts what"
    )
    func forgedWithKey() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let entries = try copy.entries()
        let released = entries.indices.filter { entries[$0].event.kind == "released" }
        let (may, june) = (released[0], released[1])
        // Between the two releases: May's checkpoint counts less, and clears what is before.
        let forged = may + 1
        try copy.forge { $0[forged] = LedgerEntry(.uncleanStop, at: $0[forged].time) }
        #expect(!(try copy.audit().findings.contains { $0.code == .ledgerForked }))
        let found = try copy.audit(isRecipient: true).findings.filter { $0.severity == .error }
        let fork = try #require(found.first { $0.code == .ledgerForked })
        #expect(found.count { $0.code == .ledgerForked } == 1, "\(found)")
        #expect(fork.place == "outbox/2025-06.elus.p7m")
        let keys = try TestKeys.shared.get()
        func size(_ month: String) throws -> Int {
            let sealed = try SealedRelease(
                fileName: "\(month).elus.p7m", bytes: copy.bytes("outbox/\(month).elus.p7m"))
            let opened = try sealed.open(
                key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
            return try #require(opened.header.ledgerPlace?.checkpoint.size)
        }
        let (first, second) = (try size("2025-05"), try size("2025-06"))
        #expect(first <= may && may < second && second <= june)
        #expect(
            fork.text.contains("(entries \(first) to \(second - 1): one of these"), "\(fork.text)")
        // One fact is said once.
        #expect(!found.contains { $0.code == .releaseContradictsLedger }, "\(found)")
        // A checkpoint from outside is narrowed by what it and May's release contradict together, and not by what
        // root could have sealed anew.
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        let all = try Checkpoint(
            of: SignedNote(bytes: site.kept), signedBy: site.file.logKey.verifier
        ).size
        func named(forging index: Int) throws -> String? {
            let copy = try site.copy()
            try copy.forge { $0[index] = LedgerEntry(.uncleanStop, at: $0[index].time) }
            return try copy.audit(anchors: kept, isRecipient: true).findings
                .first { $0.code == .ledgerForked && $0.place == "kept" }?.text
        }
        #expect(first < all && forged < all)
        #expect(try named(forging: 1)?.contains("(entries 0 to \(first - 1): one of") == true)
        #expect(try named(forging: forged)?.contains("(entries 0 to \(all - 1): one of") == true)
    }
}
