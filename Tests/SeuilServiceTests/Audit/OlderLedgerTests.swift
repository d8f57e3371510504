import Foundation
import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// Parts of another moment, or of another site, put in place of the folder's own.
@Suite("The tamper suite: older, and another's")
struct OlderLedgerTests {
    @Test("An older checkpoint put back is named, and no release is blamed for it")
    func olderCheckpoint() async throws {
        let site = try await AuditedSite.shared.value
        let june = "outbox/2025-06.elus.tlog-proof"
        let copy = try site.copy()
        let size = try Checkpoint(
            of: SignedNote(bytes: site.kept), signedBy: site.file.logKey.verifier
        ).size
        let later = try Checkpoint(
            of: InclusionProof(bytes: copy.bytes(june)).checkpoint,
            signedBy: site.file.logKey.verifier
        ).size
        let newest = try copy.bytes("ledger/checkpoint")
        try copy.write(site.kept, to: "ledger/checkpoint")
        var errors = try copy.audit().findings.filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.code.rawValue) \($0.place)" } == [
                "checkpoint-older ledger/checkpoint"
            ])
        #expect(
            errors.first?.text
                == "it counts \(size) entries, and \(june) is signed over \(later): an "
                + "older one stands in its place, or it was copied before the rest; the entries are read "
                + "by the later")
        // That June's keys are destroyed stands in the line after, which is not looked at: nobody is blamed for it.
        #expect(try copy.findings().count == 1)
        // The proof is gone too: who kept a checkpoint learns the same.
        try FileManager.default.removeItem(at: copy.url(june))
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: newest)])
        errors = try copy.audit(anchors: kept).findings.filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.code.rawValue) \($0.place)" } == [
                "checkpoint-older ledger/checkpoint"
            ])
        #expect(errors.first?.text.contains(", and kept is signed over ") == true)
        // An altered entry after those that it counts is named all the same.
        let altered = try site.copy()
        var lines = try altered.lines()
        lines[later - 1][0] ^= 1
        try altered.write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        try altered.write(site.kept, to: "ledger/checkpoint")
        #expect(
            try altered.findings() == [
                "entry-altered entry \(later - 1)", "checkpoint-older ledger/checkpoint",
            ])
    }

    @Test("A checkpoint over another history is a fork, and no older one")
    func fork() async throws {
        let site = try await AuditedSite.shared.value
        let leaves = try site.copy().lines().map { MerkleTree.leafHash(of: $0) }
        let path = "ledger/checkpoint"
        for size in 1..<(leaves.count - 1) {
            for other in Set([0, size / 2, size - 1]) {
                let copy = try site.copy()
                var forked = Array(leaves.prefix(size))
                forked[other] = .sha256([])
                try copy.write(copy.note(over: forked).bytes, to: path)
                let found = try copy.audit().findings.filter { $0.severity == .error }
                #expect(
                    found.map { "\($0.code.rawValue) \($0.place)" } == ["ledger-forked \(path)"],
                    "\(size) \(other): \(found)")
                #expect(
                    found.first?.text.contains(
                        " that are not the first \(size) here, and outbox/") == true)
                // The genuine checkpoint of that size is an older one.
                try copy.write(copy.note(over: Array(leaves.prefix(size))).bytes, to: path)
                #expect(try copy.findings().contains("checkpoint-older \(path)"))
            }
        }
    }

    @Test(
        "Where one checkpoint alone contradicts an entry, it is said that it may be another history's"
    )
    func alone() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let lines = try copy.lines()
        let leaves = lines.map { MerkleTree.leafHash(of: $0) }
        let genuine = try copy.bytes("ledger/checkpoint")
        try copy.write(
            copy.note(over: leaves.dropLast() + [.sha256([])]).bytes, to: "ledger/checkpoint")
        let last = lines.count - 1
        func text(_ anchors: AuditAnchors) throws -> String? {
            try copy.audit(anchors: anchors).findings
                .first { $0.place == "entry \(last)" && $0.code == .entryAltered }?.text
        }
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        for anchors in [AuditAnchors(), kept] {
            #expect(
                try text(anchors)
                    == "it is not the entry that was signed, or the checkpoint is over another history"
            )
        }
        // With the genuine one at hand there are two of one size.
        let both = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: genuine)])
        #expect(
            try copy.audit(anchors: both).findings.contains { $0.code == .ledgerForked })
        // Another entry under the genuine checkpoint, of which a copy is kept: that is certain.
        let stray = LedgerEntry(.uncleanStop, at: try LedgerEntry(bytes: lines[last]).time)
        try copy.write(
            (lines.dropLast() + [stray.bytes]).flatMap { $0 + [0x0A] },
            to: "ledger/entries.ndjson")
        try copy.write(genuine, to: "ledger/checkpoint")
        #expect(try text(both) == "it is not the entry that was signed")
    }

    @Test("An older ledger put back whole is named beside the releases that it does not name")
    func olderLedger() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        try FileManager.default.removeItem(at: copy.url("ledger"))
        try FileManager.default.copyItem(
            at: site.backup.folder.appendingPathComponent("ledger"), to: copy.url("ledger"))
        let errors = try copy.audit().findings.filter { $0.severity != .notice }
        #expect(
            errors.map { "\($0.code.rawValue) \($0.place)" } == [
                "checkpoint-older ledger/checkpoint",
                "release-not-in-ledger outbox/2025-06.elus.p7m",
            ])
        #expect(
            errors.first?.text.contains("an older ledger stands in its place, or ledger and outbox")
                == true)
    }

    @Test("Entries of another log are said to be its, be they more, fewer or one")
    func otherEntries() async throws {
        let site = try await AuditedSite.shared.value
        let other = try await ApprovedSite.shared.value.copy()
        let lines = try other.lines()
        let own = try site.copy().lines()
        #expect(lines.count > 2 && own.count > 2)
        for count in [1, 2, own.count - 1, own.count, lines.count] where count <= lines.count {
            let copy = try site.copy()
            try copy.write(
                lines.prefix(count).flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
            let found = try copy.audit().findings
            #expect(
                found.map { "\($0.code.rawValue) \($0.place)" } == ["log-key-differs entry 0"],
                "\(count): \(found)")
            #expect(found.first?.text.contains("entries of another log, seuil/") == true)
        }
        // Only the first entry is another's: the rest is this log's, and is said to be.
        let copy = try site.copy()
        try copy.write(
            ([lines[0]] + own.dropFirst()).flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        let found = try copy.audit().findings.filter { $0.severity == .error }
        #expect(
            found.map(\.place) == ["entry 0"] && found.map(\.code) == [.entryAltered], "\(found)")
    }

    @Test("An earlier ledger's lines where none was taken over are not expected")
    func earlier() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        try copy.write(Array("{}\n".utf8), to: "ledger/before.ndjson")
        #expect(try copy.findings() == ["unexpected-file ledger/before.ndjson"])
        #expect(
            try copy.audit().findings.contains {
                $0.text == "no earlier ledger was taken over: nothing names this file"
            })
    }

    @Test("A file that stands in another's place is said to be the other's")
    func swapped() async throws {
        let site = try await ApprovedSite.shared.value
        let entries = try site.copy().entries()
        let change = try #require(entries.firstIndex { $0.event.kind == "quorum" })
        for ending in ["json", "p7s"] {
            let copy = try site.copy()
            let (first, second) = (
                "ledger/statements/0.\(ending)", "ledger/statements/\(change).\(ending)"
            )
            let (one, other) = (try copy.bytes(first), try copy.bytes(second))
            try copy.write(other, to: first)
            try copy.write(one, to: second)
            let found = try copy.audit().findings.filter { $0.code == .statementAltered }
            #expect(Set(found.map(\.place)) == [first, second])
            let what = ending == "json" ? "it is" : "they are those under"
            #expect(
                found.first { $0.place == first }?.text.hasSuffix(
                    ": \(what) the change of the quorum that entry \(change) names") == true)
            #expect(
                found.first { $0.place == second }?.text.hasSuffix(
                    ": \(what) the founding that entry 0 names") == true, "\(found)")
        }
    }
}
