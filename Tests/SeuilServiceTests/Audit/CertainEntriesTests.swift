import Foundation
import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// Altered entries and forked checkpoints together: what follows from all that was signed is used, and no more.
@Suite("The tamper suite: what evidence reaches")
struct CertainEntriesTests {
    private static let checkpoint = "ledger/checkpoint"

    /// The line with another time: an entry as good as any.
    private func altered(_ line: [UInt8]) -> [UInt8] {
        let text = String(decoding: line, as: UTF8.self)
        guard let time = text.range(of: "\"time\":\"2") else { return line }
        return Array(text.replacingCharacters(in: time, with: "\"time\":\"3").utf8)
    }

    private func alter(_ indices: [Int], in copy: AuditedCopy) throws {
        var lines = try copy.lines()
        for index in indices { lines[index] = altered(lines[index]) }
        try copy.write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
    }

    /// The entries that a place names: `entry 5`, `entries 3 and 5 to 7`.
    private func entries(_ place: String) -> Set<Int> {
        guard place.hasPrefix("entr") else { return [] }
        let words = place.split(separator: " ").dropFirst().joined(separator: " ")
        return Set(
            words.components(separatedBy: " and ").flatMap { part in
                let ends = part.components(separatedBy: " to ").compactMap { Int($0) }
                return Array((ends.first ?? 0)...(ends.last ?? -1))
            })
    }

    @Test("An altered entry hides none of what follows from a proof and the root together")
    func combined() async throws {
        let site = try await ApprovedSite.shared.value
        let own = try site.copy().entries()
        let change = try #require(own.firstIndex { $0.event.kind == "quorum" })
        let withdrawal = try #require(own.firstIndex { $0.event.kind == "recipient-withdrawn" })
        let policy = "ledger/policies/\(try site.copy().policy(2))/policy.yaml"
        let damaged = [
            ("policy-altered", policy), ("statement-altered", "ledger/statements/\(change).json"),
            ("statement-altered", "ledger/statements/\(change).p7s"),
            ("statement-altered", "ledger/statements/\(withdrawal).json"),
        ]
        let copy = try site.copy()
        // Only May's proof is left, which ends before all of these: they follow with the root alone.
        try FileManager.default.removeItem(at: copy.url("outbox/2025-06.elus.tlog-proof"))
        let may = try InclusionProof(bytes: copy.bytes("outbox/2025-05.elus.tlog-proof")).index
        #expect(may < change && may < withdrawal)
        try alter([1], in: copy)
        let entry = try copy.findings().filter { $0.contains(" entr") }
        #expect(entry.count == 1, "\(entry)")
        for (_, path) in damaged { try copy.flip(path) }
        let found = Set(try copy.findings()).subtracting([
            "proof-missing outbox/2025-06.elus.tlog-proof"
        ])
        #expect(
            found == Set(entry + damaged.map { "\($0.0) \($0.1)" }), "\(found.sorted())")
    }

    @Test(
        "Of several altered entries each is in a place that is named, and nothing that is certain is"
    )
    func several() async throws {
        let site = try await ApprovedSite.shared.value
        let count = try site.copy().lines().count
        let last = count - 1
        for altered in [[1, 9, last], [1, last], [2, 8], [3, 10, last], [0, 4, 8, last]] {
            let copy = try site.copy()
            try alter(altered, in: copy)
            let findings = try copy.audit().findings
            let named = findings.filter { [.entryAltered, .rootDiffers].contains($0.code) }
            for index in altered {
                #expect(
                    named.contains { entries($0.place).contains(index) }, "\(altered): \(findings)")
            }
            for finding in named {
                #expect(!entries(finding.place).isDisjoint(with: altered), "\(finding)")
            }
            // What is not known is said, once and exactly: everything named whose entry no proof carries.
            let unknown = findings.filter { $0.code == .entriesNotDetermined }
            #expect(unknown.count == 1 && unknown.first?.severity == .notice, "\(findings)")
            let proved = named.filter { $0.text.contains(" proves") }.map { entries($0.place) }
            #expect(
                entries(unknown.first?.place ?? "")
                    == Set(named.flatMap { entries($0.place) }).subtracting(proved.joined()),
                "\(findings)")
        }
    }

    @Test("Entries before the first that is not certain are read as ever, with what they name")
    func prefix() async throws {
        let site = try await ApprovedSite.shared.value
        let copy = try site.copy()
        let last = try copy.lines().count - 1
        try alter([last], in: copy)
        let report = try copy.audit(isRecipient: true)
        #expect(report.policies == 2 && report.opened == 2 && report.quorumChanges.count == 1)
        #expect(!report.neverLooser, "not all policies are known to have been looked at")
        // A policy that too few have signed is named although an entry behind it is altered.
        let forged = try site.copy()
        try forged.forge { entries in
            let index = entries.firstIndex { $0.event.kind == "policy-adopted" } ?? 0
            guard case .policyAdopted(let adoption) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: adoption.policy, version: adoption.version,
                        signatures: adoption.signatures, signers: [adoption.signers[0]])),
                at: entries[index].time)
        }
        let whole = Set(try forged.findings())
        #expect(whole.contains { $0.hasPrefix("order-broken") })
        try alter([last], in: forged)
        #expect(whole.isSubset(of: try forged.findings()))
        // Whether a policy was adopted that nobody looked at is not said.
        let expecting = AuditAnchors(policies: [.sha256([1])])
        let found = try copy.audit(anchors: expecting).findings.filter {
            $0.code == .policyNotAdopted
        }
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.text.contains("none of the entries that were looked at") == true)
    }

    @Test("A checkpoint over another history is doubted wherever it alone contradicts the entries")
    func doubted() async throws {
        let site = try await AuditedSite.shared.value
        let leaves = try site.copy().lines().map { MerkleTree.leafHash(of: $0) }
        let may = try InclusionProof(bytes: site.copy().bytes("outbox/2025-05.elus.tlog-proof"))
        let doubt = "is not the entry that was signed, or the checkpoint is over another history"
        for other in [0, may.index, leaves.count - 1] {
            let copy = try site.copy()
            try FileManager.default.removeItem(at: copy.url("outbox/2025-06.elus.tlog-proof"))
            var forked = leaves
            forked[other] = .sha256([])
            try copy.write(copy.note(over: forked).bytes, to: CertainEntriesTests.checkpoint)
            var found = try copy.audit().findings.filter { $0.severity == .error }
            #expect(found.map(\.code) == [.rootDiffers], "\(other): \(found)")
            #expect(found.first?.text.contains(doubt) == true, "\(other): \(found)")
            #expect(entries(found[0].place).isDisjoint(with: 0...may.index), "\(found)")
            // An altered entry that a proof speaks of is certain beside it.
            try alter([may.index], in: copy)
            found = try copy.audit().findings.filter { $0.severity == .error }
            let own = found.first { $0.place == "entry \(may.index)" }
            #expect(own?.code == .entryAltered && own?.text.contains(doubt) == false, "\(found)")
            #expect(found.contains { $0.text.contains(doubt) }, "\(other): \(found)")
        }
    }

    @Test("A checkpoint over another history is a fork although an entry is altered too")
    func forkedAndAltered() async throws {
        let site = try await AuditedSite.shared.value
        let lines = try site.copy().lines()
        let leaves = lines.map { MerkleTree.leafHash(of: $0) }
        let june = try InclusionProof(bytes: site.copy().bytes("outbox/2025-06.elus.tlog-proof"))
        let path = CertainEntriesTests.checkpoint
        for size in [june.index, june.index + 1] {
            let copy = try site.copy()
            var forked = Array(leaves.prefix(size))
            forked[size / 2] = .sha256([])
            try copy.write(copy.note(over: forked).bytes, to: path)
            try alter([june.index], in: copy)
            let found = try copy.audit().findings.filter { $0.severity == .error }
            #expect(
                Set(found.map { "\($0.code.rawValue) \($0.place)" }) == [
                    "ledger-forked \(path)", "entry-altered entry \(june.index)",
                ], "\(size): \(found)")
            #expect(found.contains { $0.text.contains("the log's key has signed two histories") })
        }
    }

    @Test("One checkpoint given twice counts once, and contradicts once")
    func twice() async throws {
        let site = try await AuditedSite.shared.value
        let kept = try ["one", "two"].map { try KeptCheckpoint($0, bytes: site.kept) }
        let anchors = AuditAnchors(checkpoints: kept)
        #expect(try site.copy().audit(anchors: anchors).outsideCheckpoints == 1)
        let copy = try site.copy()
        try copy.forge { $0[1] = LedgerEntry(.uncleanStop, at: $0[1].time) }
        #expect(try copy.findings(anchors: anchors) == ["ledger-forked one"])
    }

    @Test("Findings stand in the order of the entries that they are about")
    func order() async throws {
        let site = try await ApprovedSite.shared.value
        let copy = try site.copy()
        let last = try copy.lines().count - 1
        #expect(last > 9)
        var lines = try copy.lines()
        for index in [2, 8, last] { lines[index][0] ^= 1 }
        try copy.write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        let places = try copy.audit().findings.filter { $0.severity == .error }.map(\.place)
        #expect(places == ["entry 2", "entry 8", "entry \(last)"])
    }
}
