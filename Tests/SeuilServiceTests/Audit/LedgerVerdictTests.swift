import Foundation
import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

@Suite("The verdict on entries: the place is named, as exactly as what was signed tells")
struct LedgerVerdictTests {
    /// The entries that a finding names.
    private func entries(_ place: String) -> ClosedRange<Int>? {
        let numbers = place.split(separator: " ").compactMap { Int($0) }
        guard place.hasPrefix("entr"), let first = numbers.first, let last = numbers.last else {
            return nil
        }
        return first...last
    }

    private func audit(_ lines: [[UInt8]]) async throws -> [AuditFinding] {
        let copy = try await AuditedSite.shared.value.copy()
        try copy.write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        return try copy.audit().findings.filter { $0.severity != .notice }
    }

    private func lines() async throws -> [[UInt8]] {
        try await AuditedSite.shared.value.copy().lines()
    }

    /// The line with another time: an entry as good as any.
    private func altered(_ line: [UInt8]) -> [UInt8] {
        let text = String(decoding: line, as: UTF8.self)
        guard let time = text.range(of: "\"time\":\"2") else { return line }
        return Array(text.replacingCharacters(in: time, with: "\"time\":\"3").utf8)
    }

    @Test("An altered entry is among the few that are named, and exactly where a proof carries it")
    func altered() async throws {
        let lines = try await lines()
        var exact = 0
        for index in lines.indices {
            var changed = lines
            changed[index] = altered(lines[index])
            #expect(changed != lines)
            let found = try await audit(changed)
            #expect(found.count == 1, "\(index): \(found)")
            guard let finding = found.first, let places = entries(finding.place) else {
                Issue.record("\(index): \(found)")
                continue
            }
            #expect([.entryAltered, .rootDiffers].contains(finding.code))
            #expect(places.contains(index), "\(index): \(finding)")
            #expect((finding.code == .entryAltered) == (places.count == 1))
            #expect(places.count <= 8, "\(index): \(finding)")
            exact += places.count == 1 ? 1 : 0
            if (try? LedgerEntry(bytes: lines[index]))?.event.kind == "released" {
                #expect(finding.code == .entryAltered)
                #expect(finding.text.hasSuffix(".elus.tlog-proof proves"))
            }
        }
        #expect(exact >= 4)
    }

    @Test("An entry that cannot be read is the altered one, wherever it stands")
    func unreadable() async throws {
        let lines = try await lines()
        for index in lines.indices {
            var changed = lines
            changed[index][0] ^= 1
            let found = try await audit(changed)
            #expect(found.map(\.code) == [.entryAltered])
            #expect(found.map(\.place) == ["entry \(index)"], "\(found)")
        }
    }

    @Test("An entry taken out is among the few that are named")
    func removed() async throws {
        let lines = try await lines()
        for index in lines.indices {
            var fewer = lines
            fewer.remove(at: index)
            let found = try await audit(fewer)
            #expect(found.count == 1, "\(index): \(found)")
            let finding = try #require(found.first)
            let places = try #require(entries(finding.place), "\(finding)")
            #expect([.entryMissing, .ledgerTruncated].contains(finding.code), "\(finding)")
            #expect(places.contains(index), "\(index): \(finding)")
            #expect((finding.code == .entryMissing) == (places.count == 1))
            if (try? LedgerEntry(bytes: lines[index]))?.event.kind == "released" {
                #expect(finding.code == .entryMissing, "\(finding)")
            }
        }
        // Cut off at the end.
        let short = try await audit(Array(lines.dropLast(2)))
        #expect(short.count == 1)
        let places = try #require(short.first.flatMap { entries($0.place) })
        #expect(places.upperBound == lines.count - 1)
    }

    @Test("An entry put in is named exactly, wherever it is")
    func added() async throws {
        let lines = try await lines()
        let stray = LedgerEntry(.uncleanStop, at: LedgerTime(try date("2026-01-05T00:00:00Z")))
        for index in 0..<lines.count {
            var more = lines
            more.insert(stray.bytes, at: index)
            let found = try await audit(more)
            #expect(found.map(\.code) == [.entryAdded], "\(index): \(found)")
            #expect(found.map(\.place) == ["entry \(index)"])
        }
    }

    @Test("Entries that were exchanged, and one that was moved, are named exactly")
    func moved() async throws {
        let lines = try await lines()
        for first in lines.indices {
            for second in lines.indices where second != first {
                var moved = lines
                if first < second {
                    moved.swapAt(first, second)
                } else if first > second + 1 {
                    moved.insert(moved.remove(at: first), at: second)
                } else {
                    continue
                }
                let found = try await audit(moved)
                #expect(found.map(\.code) == [.entryMoved], "\(first) \(second): \(found)")
                #expect(
                    found.map(\.place)
                        == [first < second ? "entries \(first) and \(second)" : "entry \(second)"])
                if first > second {
                    #expect(found.first?.text.contains("as entry \(first),") == true)
                }
            }
        }
    }

    @Test("Two altered entries are two findings")
    func twice() async throws {
        var lines = try await lines()
        let last = lines.count - 1
        lines[1][0] ^= 1
        lines[last][0] ^= 1
        #expect(try await audit(lines).map(\.place) == ["entry 1", "entry \(last)"])
    }

    @Test("Of a ledger that root signed anew, kept checkpoints name the entries between them")
    func forged() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let proof = try copy.bytes("outbox/2025-05.elus.tlog-proof")
        let released = try InclusionProof(bytes: proof).index
        let size = try Checkpoint(
            of: SignedNote(bytes: site.kept), signedBy: site.file.logKey.verifier
        ).size
        #expect(released + 1 < size)
        func text(
            forging index: Int, kept: [(String, [UInt8])]
        ) throws -> [String] {
            let copy = try site.copy()
            try copy.forge { entries in
                entries[index] = LedgerEntry(.uncleanStop, at: entries[index].time)
            }
            let anchors = AuditAnchors(
                checkpoints: try kept.map { try KeptCheckpoint($0, bytes: $1) })
            return try copy.audit(anchors: anchors).findings.filter { $0.code == .ledgerForked }
                .map { "\($0.place): \($0.text)" }
        }
        let both = [("may", proof), ("kept", site.kept)]
        // After what the proof of May says, before what the checkpoint counts.
        let between = try text(forging: released + 1, kept: both)
        #expect(between.count == 1)
        #expect(
            between.first?.hasPrefix("kept: ") == true
                && between.first?.contains(
                    size - released == 2
                        ? "entry \(released + 1):" : "entries \(released + 1) to \(size - 1):")
                    == true,
            "\(between)")
        // The very entry that the proof carries.
        let carried = try text(forging: released, kept: both)
        #expect(carried.count == 2)
        #expect(
            carried.allSatisfy {
                $0.contains("entry \(released): it is not the entry that may proves")
            },
            "\(carried)")
        #expect(try text(forging: released + 1, kept: [("may", proof)]).isEmpty)
    }

    @Test("Entries that the log's key has signed, under its checkpoint over others, are a fork")
    func contradiction() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let genuine = try copy.bytes("ledger/checkpoint")
        let leaves = try copy.lines().map { MerkleTree.leafHash(of: $0) }
        let others = [MerkleTree.leafHash(of: [1])] + leaves.dropFirst()
        try copy.write(try copy.note(over: others).bytes, to: "ledger/checkpoint")
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: genuine)])
        let found = try copy.audit(anchors: kept).findings.filter { $0.severity == .error }
        #expect(found.map(\.code) == [.ledgerForked])
        #expect(found.map(\.place) == ["ledger/checkpoint"])
        #expect(
            found.first?.text.hasSuffix(
                "each over others: the log's key has signed two histories") == true, "\(found)")
        // More entries than any folder holds, in a checkpoint that root signs.
        for size in [1 << 40, Int.max] {
            let checkpoint = Checkpoint(
                origin: site.file.logKey.verifier.name, size: size, root: .sha256([]))
            let note = try SignedNote(signing: checkpoint.text, with: site.file.logKey)
            try copy.write(note.bytes, to: "ledger/checkpoint")
            #expect(
                try copy.audit().findings.map(\.code) == [.ledgerTruncated, .entriesNotDetermined])
        }
    }

    @Test("A kept checkpoint that was damaged is the auditor's own, and no finding")
    func damaged() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        var bytes = site.kept
        let size = try #require(bytes.firstIndex(of: 0x0A)) + 1
        bytes[size] ^= 1
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: bytes)])
        let report = try copy.audit(anchors: kept)
        #expect(report.unusable == ["kept"])
        #expect(report.findings.filter { $0.severity != .notice }.isEmpty)
        #expect(report.outcome == .unanchored)
        for other in [[], Array("no note".utf8), try copy.bytes("ledger/log.vkey")] {
            #expect(throws: CryptoError.self) { try KeptCheckpoint("kept", bytes: other) }
        }
    }

    @Test("A proof that is not of its release's entry says what it proves")
    func proofs() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let (may, june) = ("outbox/2025-05.elus.tlog-proof", "outbox/2025-06.elus.tlog-proof")
        let indices = try [may, june].map { try InclusionProof(bytes: copy.bytes($0)).index }
        try copy.write(try copy.bytes(may), to: june)
        var found = try copy.audit().findings.filter { $0.severity != .notice }
        #expect(found.map { "\($0.code.rawValue) \($0.place)" } == ["proof-invalid \(june)"])
        #expect(
            found.first?.text == "it proves entry \(indices[0]), not entry \(indices[1])")
        // Root has rewritten the entry, and left the proof as it was.
        let genuine = try site.copy().bytes(may)
        let forged = try site.copy()
        try forged.forge { entries in
            entries[indices[0] - 1] = LedgerEntry(
                .uncleanStop, at: entries[indices[0] - 1].time)
        }
        try forged.write(genuine, to: may)
        found = try forged.audit().findings.filter { $0.code == .ledgerForked }
        #expect(found.map(\.place) == [may])
        #expect(found.first?.text.contains("entry \(indices[0] - 1): ") == true, "\(found)")
    }
}
