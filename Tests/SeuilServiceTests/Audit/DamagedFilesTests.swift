import Foundation
import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// The files that everything else is read by, damaged: what other evidence reaches is looked at all the same.
@Suite("The tamper suite: the first damaged file hides none")
struct DamagedFilesTests {
    private static let checkpoint = "ledger/checkpoint"
    private static let entries = "ledger/entries.ndjson"
    private static let may = "outbox/2025-05.elus"
    private static let june = "outbox/2025-06.elus"

    /// Ways to damage the checkpoint, and what is said of each.
    private static let damages: [(AuditFinding.Code, String, @Sendable ([UInt8]) -> [UInt8]?)] = [
        (.fileMissing, "there is no such file", { _ in nil }),
        (.checkpointUnreadable, "it is no signed note", { _ in [1, 2, 3] }),
        (
            .checkpointNotSigned, "the signature of the log's key does not hold",
            { note in
                var lines = note.split(separator: 0x0A, omittingEmptySubsequences: false)
                lines[1] = [0x31]
                return Array(lines.joined(separator: [0x0A]))
            }
        ),
        (
            .checkpointNotSigned, "its name under it was altered",
            { note in
                var note = note
                let space = note.lastIndex(of: 0x20) ?? 0
                note[space + 1] = note[space + 1] == 0x41 ? 0x42 : 0x41
                return note
            }
        ),
    ]

    private func damage(
        _ copy: AuditedCopy, _ how: ([UInt8]) -> [UInt8]?
    ) throws {
        let path = DamagedFilesTests.checkpoint
        let damaged = how(try copy.bytes(path))
        try FileManager.default.removeItem(at: copy.url(path))
        if let damaged { try copy.write(damaged, to: path) }
    }

    private func errors(_ copy: AuditedCopy, _ anchors: AuditAnchors) throws -> [String] {
        try copy.findings(anchors: anchors)
    }

    @Test(
        "A damaged checkpoint is named, and the entries are read by the latest proof or kept checkpoint"
    )
    func head() async throws {
        let site = try await AuditedSite.shared.value
        let newest = try KeptCheckpoint(
            "newest", bytes: try site.copy().bytes(DamagedFilesTests.checkpoint))
        let policy = "ledger/policies/\(try site.copy().policy(1))/policy.yaml"
        let proved = try InclusionProof(
            bytes: site.copy().bytes("\(DamagedFilesTests.june).tlog-proof")
        ).index
        for (code, words, how) in DamagedFilesTests.damages {
            for anchors in [AuditAnchors(), AuditAnchors(checkpoints: [newest])] {
                let copy = try site.copy()
                try damage(copy, how)
                let head = "\(code.rawValue) \(DamagedFilesTests.checkpoint)"
                #expect(try copy.findings(anchors: anchors) == [head])
                let report = try copy.audit(anchors: anchors)
                let text = try #require(report.findings.first { $0.code == code }?.text)
                #expect(text.contains(words), "\(text)")
                let source =
                    anchors.checkpoints.isEmpty ? "\(DamagedFilesTests.june).tlog-proof" : "newest"
                #expect(
                    text.contains("; the entries are read by \(source), signed over "), "\(text)")
                #expect(report.outcome == .broken)
                #expect(report.size > proved && report.releases == 2 && report.policies == 2)
                // Everything else that is damaged is named as ever.
                try copy.flip("\(DamagedFilesTests.may).p7m")
                try copy.flip(policy)
                try copy.flip("ledger/statements/0.json")
                #expect(
                    Set(try copy.findings(anchors: anchors)) == [
                        head, "release-differs \(DamagedFilesTests.may).p7m",
                        "policy-altered \(policy)", "statement-altered ledger/statements/0.json",
                    ])
                // An altered entry too.
                var lines = try copy.lines()
                lines[proved][0] ^= 1
                try copy.write(
                    lines.flatMap { $0 + [0x0A] }, to: DamagedFilesTests.entries)
                #expect(
                    Set(try copy.findings(anchors: anchors)) == [
                        head, "entry-altered entry \(proved)",
                        "release-differs \(DamagedFilesTests.may).p7m",
                        "policy-altered \(policy)", "statement-altered ledger/statements/0.json",
                    ])
            }
        }
    }

    @Test("A damaged checkpoint hides neither a first entry that is another, nor a fork")
    func headAndFirst() async throws {
        let site = try await AuditedSite.shared.value
        for (code, _, how) in DamagedFilesTests.damages {
            let copy = try site.copy()
            try damage(copy, how)
            var lines = try copy.lines()
            lines[0][0] ^= 1
            try copy.write(lines.flatMap { $0 + [0x0A] }, to: DamagedFilesTests.entries)
            let head = "\(code.rawValue) \(DamagedFilesTests.checkpoint)"
            #expect(Set(try copy.findings()) == [head, "entry-altered entry 0"])
            // Nothing is left that was signed.
            for name in ["may", "june"] {
                let path = name == "may" ? DamagedFilesTests.may : DamagedFilesTests.june
                try FileManager.default.removeItem(at: copy.url("\(path).tlog-proof"))
            }
            let found = try copy.audit().findings.filter { $0.severity != .notice }
            #expect(
                Set(found.map { "\($0.code.rawValue) \($0.place)" })
                    == [head, "entry-unreadable entry 0"], "\(found)")
            #expect(
                found.first { $0.code == code }?.text.hasSuffix(
                    "nothing else that the log's key has signed is at hand, so the entries were not looked at"
                ) == true, "\(found)")
        }
        // Rewritten and signed anew, but for the checkpoint, against one kept from before.
        let copy = try site.copy()
        try copy.forge { $0[1] = LedgerEntry(.uncleanStop, at: $0[1].time) }
        try FileManager.default.removeItem(at: copy.url(DamagedFilesTests.checkpoint))
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        #expect(
            Set(try copy.findings(anchors: kept)) == [
                "file-missing \(DamagedFilesTests.checkpoint)", "ledger-forked kept",
            ])
    }

    @Test("Entries that are gone, or overwritten, hide no altered release that a proof leads to")
    func entries() async throws {
        let site = try await AuditedSite.shared.value
        let path = DamagedFilesTests.entries
        let cases: [(String, [UInt8]?)] = [
            ("file-missing", nil),
            ("entry-unreadable", (0..<4_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }),
            ("entry-unreadable", Array("no ledger at all".utf8)),
        ]
        for (code, bytes) in cases {
            let copy = try site.copy()
            try FileManager.default.removeItem(at: copy.url(path))
            if let bytes { try copy.write(bytes, to: path) }
            #expect(try copy.findings() == ["\(code) \(path)"])
            try copy.flip("\(DamagedFilesTests.may).p7m")
            #expect(
                try copy.findings() == [
                    "\(code) \(path)", "release-differs \(DamagedFilesTests.may).p7m",
                ])
            try copy.write([1], to: DamagedFilesTests.checkpoint)
            #expect(
                Set(try copy.findings()) == [
                    "\(code) \(path)", "release-differs \(DamagedFilesTests.may).p7m",
                    "checkpoint-unreadable \(DamagedFilesTests.checkpoint)",
                ])
        }
        // Ends of lines that a program has changed are named, and the entries read without them.
        let copy = try site.copy()
        try copy.write(copy.lines().flatMap { $0 + [0x0D, 0x0A] }, to: path)
        try copy.flip("\(DamagedFilesTests.may).p7m")
        #expect(
            try copy.findings() == [
                "root-differs \(path)", "release-differs \(DamagedFilesTests.may).p7m",
            ])
    }

    @Test("Of a statement, a policy and a release every damaged file is named")
    func together() async throws {
        let site = try await AuditedSite.shared.value
        let policy = "ledger/policies/\(try site.copy().policy(1))"
        let groups = [
            ["ledger/statements/0.json", "ledger/statements/0.p7s"],
            ["\(policy)/MANIFEST.sha256", "\(policy)/MANIFEST.p7s", "\(policy)/signers.pem"],
            ["\(policy)/MANIFEST.p7s", "\(policy)/policy.yaml", "\(policy)/signers.pem"],
            ["\(policy)/policy.yaml", "\(policy)/recipients/mayor.pem", "\(policy)/signers.pem"],
        ]
        // The same where an altered entry lets only those be read that are certain.
        for isEntryAltered in [false, true] {
            for group in groups {
                let copy = try site.copy()
                if isEntryAltered {
                    var lines = try copy.lines()
                    lines[lines.count - 1][0] ^= 1
                    try copy.write(
                        lines.flatMap { $0 + [0x0A] }, to: DamagedFilesTests.entries)
                }
                for path in group { try copy.flip(path) }
                let found = try copy.audit().findings.filter { $0.severity == .error }
                #expect(
                    Set(found.map(\.place)).isSuperset(of: group)
                        && found.count == group.count + (isEntryAltered ? 1 : 0), "\(found)")
            }
            let copy = try site.copy()
            try FileManager.default.removeItem(at: copy.url("\(DamagedFilesTests.may).p7m"))
            try copy.flip("\(DamagedFilesTests.may).tlog-proof")
            #expect(
                try copy.findings() == [
                    "proof-invalid \(DamagedFilesTests.may).tlog-proof",
                    "release-missing \(DamagedFilesTests.may).p7m",
                ])
        }
    }

    @Test("What only lines after the checkpoint name is a warning, and no forgery")
    func unsigned() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        try copy.write(site.kept, to: DamagedFilesTests.checkpoint)
        try FileManager.default.removeItem(at: copy.url("\(DamagedFilesTests.june).tlog-proof"))
        let found = try copy.audit().findings
        #expect(
            found.filter { $0.severity != .notice }.map {
                "\($0.severity.rawValue) \($0.code.rawValue) \($0.place)"
            } == ["warning release-not-in-ledger \(DamagedFilesTests.june).p7m"], "\(found)")
        #expect(
            found.first { $0.code == .releaseNotInLedger }?.text.hasPrefix(
                "only a line after those of the checkpoint names it") == true)
    }
}
