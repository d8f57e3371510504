import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// A folder that a real instance wrote, tampered with in every way: the verdict names what was done, and nothing else.
@Suite("The tamper suite")
struct TamperTests {
    @Test(
        "What a real instance wrote has no findings, and is sound to who kept a checkpoint or the key"
    )
    func untouched() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let report = try copy.audit(isRecipient: true)
        #expect(report.findings.filter { $0.severity != .notice } == [])
        #expect(report.outcome == .unanchored)
        #expect(report.policies == 2 && report.periods == 3)
        #expect(report.releases == 2 && report.opened == 2 && report.recomputed == 2)
        #expect(report.neverLooser)
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        #expect(try copy.audit(anchors: kept).outcome == .sound)
        #expect(try copy.audit(anchors: kept).outsideCheckpoints == 1)
        let key = AuditAnchors(logKey: site.file.logKey.verifier)
        #expect(try copy.audit(anchors: key).outcome == .sound)
    }

    @Test("A key that opens nothing is named, so that nobody takes the contents for tested")
    func wrongKey() async throws {
        let keys = try TestKeys.shared.get()
        let copy = try await AuditedSite.shared.value.copy()
        let folder = try #require(AuditFolder(at: copy.folder.path))
        let report = Audit.run(
            on: folder,
            recipients: AuditRecipients(
                keys: [keys.recipient.key, keys.successor.key], site: keys.site.certificate))
        let warnings = report.findings.filter { $0.severity != .notice }
        #expect(warnings.map(\.code) == [.keyOpensNothing])
        #expect(
            warnings.first?.text.contains(keys.successor.certificate.publicKeyFingerprint.hex)
                == true)
    }

    @Test("Another site's certificate is said to be another's, and no key is blamed")
    func wrongSite() async throws {
        let keys = try TestKeys.shared.get()
        let copy = try await AuditedSite.shared.value.copy()
        let folder = try #require(AuditFolder(at: copy.folder.path))
        func found() -> [String] {
            Audit.run(
                on: folder,
                recipients: AuditRecipients(
                    keys: [keys.recipient.key], site: keys.otherSigner.certificate)
            ).findings.filter { $0.severity != .notice }
                .map { "\($0.code.rawValue) \($0.place)" }
        }
        #expect(found() == ["site-certificate-differs entry 0"])
        // Be it that no release is there, or none that the ledger names.
        try copy.flip("outbox/2025-05.elus.p7m")
        try FileManager.default.removeItem(at: copy.url("outbox/2025-06.elus.p7m"))
        #expect(
            Set(found()) == [
                "site-certificate-differs entry 0", "release-differs outbox/2025-05.elus.p7m",
                "release-missing outbox/2025-06.elus.p7m",
            ])
    }

    @Test("A flipped bit in any kind of file is found in that file")
    func flips() async throws {
        let site = try await AuditedSite.shared.value
        let policy = "ledger/policies/\(try site.copy().policy(1))"
        let cases = [
            ("ledger/checkpoint", "checkpoint-not-signed"),
            ("ledger/log.vkey", "log-key-differs"),
            ("\(policy)/policy.yaml", "policy-altered"),
            ("\(policy)/MANIFEST.sha256", "policy-altered"),
            ("\(policy)/MANIFEST.p7s", "policy-altered"),
            ("\(policy)/signers.pem", "policy-altered"),
            ("\(policy)/recipients/mayor.pem", "policy-altered"),
            ("outbox/2025-05.elus.p7m", "release-differs"),
            ("outbox/2025-05.elus.tlog-proof", "proof-invalid"),
        ]
        for (path, code) in cases {
            let copy = try site.copy()
            // In a checkpoint, within the root's line: elsewhere it is no note any more.
            let text = String(decoding: try copy.bytes(path), as: UTF8.self)
            let place = path.hasSuffix("checkpoint") ? text.utf8.firstIndex(of: 10) : nil
            try copy.flip(
                path, at: place.map { text.utf8.distance(from: text.startIndex, to: $0) + 6 })
            #expect(try copy.findings() == ["\(code) \(path)"], "\(path)")
        }
    }

    @Test("A file that is missing is named, and so is one that nobody wrote")
    func missing() async throws {
        let site = try await AuditedSite.shared.value
        let policy = "ledger/policies/\(try site.copy().policy(1))"
        let cases = [
            ("ledger/entries.ndjson", "file-missing"), ("ledger/checkpoint", "file-missing"),
            ("ledger/log.vkey", "file-missing"),
            ("\(policy)/policy.yaml", "policy-file-missing"),
            ("\(policy)/recipients/mayor.pem", "policy-file-missing"),
            ("outbox/2025-05.elus.p7m", "release-missing"),
            ("outbox/2025-05.elus.tlog-proof", "proof-missing"),
        ]
        for (path, code) in cases {
            let copy = try site.copy()
            try FileManager.default.removeItem(at: copy.url(path))
            #expect(try copy.findings() == ["\(code) \(path)"], "\(path)")
        }
        let copy = try site.copy()
        let release = try copy.bytes("outbox/2025-05.elus.p7m")
        try copy.write(release, to: "outbox/2025-04.elus.p7m")
        try copy.write([1], to: "ledger/notes.txt")
        let besideMayor = "\(policy)/recipients/mayor-too.pem"
        try copy.write([1], to: besideMayor)
        #expect(
            try copy.findings().sorted() == [
                "release-not-in-ledger outbox/2025-04.elus.p7m", "unexpected-file ledger/notes.txt",
                "unexpected-file \(besideMayor)",
            ])
    }

    @Test("Lines ended otherwise, or not at all, are found by who has only the folder")
    func lines() async throws {
        let site = try await AuditedSite.shared.value
        let entries = "ledger/entries.ndjson"
        let lines = try site.copy().lines()
        func written(_ lines: [[UInt8]], end: [UInt8] = [0x0A]) -> [UInt8] {
            lines.flatMap { $0 + end }
        }
        let last = lines.count - 1
        for (bytes, finding) in [
            (written(lines, end: [0x0D, 0x0A]), "root-differs \(entries)"),
            ([0xEF, 0xBB, 0xBF] + written(lines), "entry-altered entry 0"),
        ] {
            let copy = try site.copy()
            try copy.write(bytes, to: entries)
            #expect(try copy.findings() == [finding])
        }
        // The last line was cut off.
        let short = try site.copy()
        try short.write(Array(written(lines).dropLast(2)), to: entries)
        let found = try short.findings()
        #expect(found.count == 1 && found.first?.hasSuffix(" \(last)") == true, "\(found)")
        // A copy made while an entry was added is no tampering.
        let copy = try site.copy()
        try copy.write(written(lines) + lines[1] + [0x0A], to: entries)
        #expect(try copy.findings() == [])
        let notices = try copy.audit().findings
        #expect(notices.map(\.code) == [.entriesNotSigned])
        #expect(
            notices.first?.text == "1 entry after those of the checkpoint, not looked at")
    }

    @Test("A ledger that root rewrote and signed anew contradicts a checkpoint kept from before")
    func rewritten() async throws {
        let site = try await AuditedSite.shared.value
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        let copy = try site.copy()
        try copy.forge { entries in
            entries[1] = LedgerEntry(.uncleanStop, at: entries[1].time)
        }
        #expect(try copy.findings() == [], "without an anchor nothing is seen")
        #expect(try copy.audit().outcome == .unanchored)
        #expect(try copy.findings(anchors: kept) == ["ledger-forked kept"])
        let short = try site.copy()
        try short.forge { $0.removeLast($0.count - 5) }
        try FileManager.default.removeItem(at: short.url("outbox"))
        try FileManager.default.createDirectory(
            at: short.url("outbox"), withIntermediateDirectories: false)
        #expect(try short.findings(anchors: kept).contains("ledger-truncated kept"))
    }

    @Test(
        "A restored backup that goes on is a fork, and its second release of a period another file")
    func restored() async throws {
        let site = try await AuditedSite.shared.value
        let kept = AuditAnchors(
            checkpoints: [
                try KeptCheckpoint("kept", bytes: site.copy().bytes("ledger/checkpoint"))
            ])
        let backup = try site.backup.picture()
        let again = try backup.open()
        _ = await again.record(TestVisit(at: "2025-06-11T11:00:00Z"))
        try await again.closePeriod("2025-06")
        let fork = try AuditedCopy(of: backup, site: await again.site)
        #expect(try fork.findings() == [])
        #expect(try fork.findings(anchors: kept) == ["ledger-forked kept"])
        // Who kept the proof beside the first release learns which entry is another.
        let proof = try site.copy().bytes("outbox/2025-06.elus.tlog-proof")
        let index = try InclusionProof(bytes: proof).index
        let told = try fork.audit(
            anchors: AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: proof)])
        ).findings.filter { $0.severity != .notice }
        #expect(told.map(\.code) == [.ledgerForked])
        #expect(
            told.first?.text.contains("entry \(index): it is not the entry that kept proves")
                == true)
        let first = try site.copy()
        try first.write(
            try fork.bytes("outbox/2025-06.elus.p7m"), to: "outbox/2025-06.elus.p7m")
        #expect(try first.findings() == ["release-differs outbox/2025-06.elus.p7m"])
        await again.shutdown()
    }

    @Test("Another site's log is not this one's, though everything in it holds")
    func otherSite() async throws {
        let site = try await AuditedSite.shared.value
        let other = try TestInstance()
        let room = try await LedgerTests.released(other)
        let copy = try AuditedCopy(of: other, site: await room.site)
        #expect(try copy.findings() == [])
        let key = AuditAnchors(logKey: site.file.logKey.verifier)
        #expect(try copy.findings(anchors: key) == ["log-key-differs entry 0"])
        let kept = AuditAnchors(checkpoints: [try KeptCheckpoint("kept", bytes: site.kept)])
        #expect(try copy.findings(anchors: kept) == ["checkpoint-of-another-log kept"])
        #expect(try copy.audit(anchors: kept).outcome == .broken)
    }

    @Test("Entries that root forged and signed break the rule that is named")
    func forgedEntries() async throws {
        let site = try await AuditedSite.shared.value
        let entries = try site.copy().entries()
        let second = try #require(
            entries.lastIndex { $0.event.kind == "policy-adopted" })
        guard case .policyAdopted(let adoption) = entries[second].event else { return }
        let live = try #require(entries.firstIndex { $0.event.period == "2026-01" })
        let forgeries: [(String, Int, (inout [LedgerEntry]) -> Void)] = [
            // A policy dated back, before the entry that it follows.
            (
                "order-broken", second,
                { $0[second] = LedgerEntry($0[second].event, at: LedgerTime(.distantPast)) }
            ),
            // A signer whom the founding does not name.
            (
                "order-broken", second,
                {
                    let stranger = LedgerEvent.Signer(key: .sha256([1]), certificate: .sha256([2]))
                    $0[second] = LedgerEntry(
                        .policyAdopted(
                            .init(
                                policy: adoption.policy, version: 2,
                                signatures: adoption.signatures, signers: [stranger])),
                        at: $0[second].time)
                }
            ),
            // One signer counted twice: such an entry cannot be written.
            (
                "entry-unreadable", second,
                {
                    let twice = adoption.signers + adoption.signers
                    $0[second] = LedgerEntry(
                        .policyAdopted(
                            .init(
                                policy: adoption.policy, version: 2,
                                signatures: adoption.signatures, signers: twice)),
                        at: $0[second].time)
                }
            ),
            // A period under the policy before the last.
            (
                "order-broken", live,
                {
                    guard
                        case .opened(_, let older, _) = $0.first(where: {
                            $0.event.period == "2025-05"
                        })?.event
                    else { return }
                    $0[live] = LedgerEntry(
                        .opened(period: "2026-01", policy: older, isBackfilled: false),
                        at: $0[live].time)
                }
            ),
            // A week of a month that is released.
            (
                "order-broken", live,
                {
                    $0[live] = LedgerEntry(
                        .opened(period: "2025-W23", policy: adoption.policy, isBackfilled: true),
                        at: $0[live].time)
                }
            ),
        ]
        for (code, index, forgery) in forgeries {
            let copy = try site.copy()
            try copy.forge(forgery)
            let found = try copy.findings()
            #expect(found.first == "\(code) entry \(index)", "\(found)")
            #expect(
                found.dropFirst().allSatisfy {
                    $0.hasPrefix("destruction-missing")
                        || $0 == "signer-not-deciding entry \(index)"
                        || $0 == "policy-differs-from-entry entry \(index)"
                }, "\(found)")
        }
        // An entry of a kind that is not known may hide anything.
        let copy = try site.copy()
        var lines = try copy.lines()
        lines[1] = Array(
            String(decoding: lines[1], as: UTF8.self)
                .replacingOccurrences(of: "started", with: "stopped").utf8)
        try copy.forge(lines)
        #expect(try copy.findings() == ["entry-unreadable entry 1"])
    }

    @Test("A policy adopted when its signer's certificate had run out is not signed")
    func expired() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let late = LedgerTime(try date("2037-01-01T00:00:00Z"))
        try copy.forge { entries in
            let second = entries.lastIndex { $0.event.kind == "policy-adopted" } ?? 0
            entries.removeLast(entries.count - second - 1)
            entries[second] = LedgerEntry(entries[second].event, at: late)
        }
        let policy = try copy.policy(2)
        let found = try copy.findings()
        let path = "ledger/policies/\(policy)/MANIFEST.p7s"
        #expect(found.contains("policy-not-signed \(path)"))
        #expect(found.contains("signer-expired \(path)"))
    }

    @Test(
        "A certificate too many beside a policy, and one of another signer, are named by their keys"
    )
    func otherCertificates() async throws {
        let site = try await AuditedSite.shared.value
        let keys = try TestKeys.shared.get()
        let path = "ledger/policies/\(try site.copy().policy(2))/signers.pem"
        let more = try site.copy()
        try more.write(try more.bytes(path) + keys.leaving.certificate.pem, to: path)
        var found = try more.audit().findings.filter { $0.severity != .notice }
        #expect(found.map { "\($0.code.rawValue) \($0.place)" } == ["unexpected-file \(path)"])
        #expect(
            found.first?.text.hasSuffix(keys.leaving.certificate.publicKeyFingerprint.hex) == true)
        let words = try site.copy()
        try words.write(try words.bytes(path) + Array("words\n".utf8), to: path)
        #expect(try words.findings() == ["policy-altered \(path)"])
        let other = try site.copy()
        try other.write(keys.leaving.certificate.pem, to: path)
        found = try other.audit().findings.filter { $0.severity != .notice }
        #expect(found.map { "\($0.code.rawValue) \($0.place)" } == ["policy-altered \(path)"])
        #expect(
            found.first?.text.hasSuffix(keys.signer.certificate.publicKeyFingerprint.hex) == true)
    }

    @Test(
        "A release of another period, and one that is newer than the checkpoint, are said to be so")
    func misplacedReleases() async throws {
        let site = try await AuditedSite.shared.value
        let (may, june) = ("outbox/2025-05.elus.p7m", "outbox/2025-06.elus.p7m")
        let swapped = try site.copy()
        let (first, second) = (try swapped.bytes(may), try swapped.bytes(june))
        try swapped.write(second, to: may)
        try swapped.write(first, to: june)
        let texts = try swapped.audit().findings.filter { $0.code == .releaseDiffers }
            .map(\.text)
        #expect(texts.count == 2)
        #expect(texts.first?.hasSuffix(", of 2025-06 for 'elus'") == true, "\(texts)")
        #expect(texts.last?.hasSuffix(", of 2025-05 for 'elus'") == true)
        let older = try site.copy()
        try FileManager.default.removeItem(at: older.url("ledger"))
        try FileManager.default.copyItem(
            at: site.backup.folder.appendingPathComponent("ledger"), to: older.url("ledger"))
        let found = try older.audit().findings.first { $0.code == .releaseNotInLedger }
        #expect(found?.place == june)
        #expect(found?.text.hasSuffix("ledger and outbox are of two moments") == true)
    }

    @Test("Entries of another log under this one's checkpoint are said to be another log's")
    func otherEntries() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let other = try await ApprovedSite.shared.value.copy()
        try copy.write(try other.bytes("ledger/entries.ndjson"), to: "ledger/entries.ndjson")
        let found = try copy.audit().findings
        #expect(found.map { "\($0.code.rawValue) \($0.place)" } == ["log-key-differs entry 0"])
    }

    @Test("Signatures of others than the founding's signers do not make a policy")
    func stranger() async throws {
        let site = try await AuditedSite.shared.value
        let keys = try TestKeys.shared.get()
        let copy = try site.copy()
        let folder = "ledger/policies/\(try copy.policy(2))"
        let manifest = try copy.bytes("\(folder)/MANIFEST.sha256")
        let other = keys.otherSigner
        let signatures = try DetachedSignature.sign(
            manifest, by: [(other.certificate, other.key)], at: date("2026-01-01T12:00:00Z"))
        try copy.write(signatures, to: "\(folder)/MANIFEST.p7s")
        try copy.forge { entries in
            let second = entries.lastIndex { $0.event.kind == "policy-adopted" } ?? 0
            guard case .policyAdopted(let old) = entries[second].event else { return }
            entries[second] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: old.policy, version: 2, signatures: .sha256(signatures),
                        signers: old.signers)), at: entries[second].time)
        }
        let path = "\(folder)/MANIFEST.p7s"
        #expect(
            try copy.findings() == ["policy-not-signed \(path)", "signer-not-deciding \(path)"])
    }

    @Test(
        "A release that the site sealed with a lower k, another policy or another number is found")
    func resealed() async throws {
        let site = try await AuditedSite.shared.value
        let path = "outbox/2025-06.elus.p7m"
        let cases = [
            ("\"k\" : 5", "\"k\" : 2", "release-contradicts-policy"),
            ("\"interval\" : 3", "\"interval\" : 1", "release-contradicts-policy"),
            ("\"number\" : 2", "\"number\" : 3", "release-contradicts-ledger"),
        ]
        for (old, new, code) in cases {
            let copy = try site.copy()
            try copy.resealJune { $0.replacingOccurrences(of: old, with: new) }
            #expect(try copy.findings() == [], "unseen without a key")
            #expect(try copy.findings(isRecipient: true) == ["\(code) \(path)"], "\(new)")
        }
        let same = try site.copy()
        try same.resealJune { $0 }
        #expect(try same.findings(isRecipient: true) == [])
    }

    @Test("A release sealed again by somebody else is another file than the ledger names")
    func rewrapped() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let ledger = try copy.bytes("ledger/entries.ndjson")
        let checkpoint = try copy.bytes("ledger/checkpoint")
        let proof = try copy.bytes("outbox/2025-06.elus.tlog-proof")
        try copy.resealJune { $0 }
        try copy.write(ledger, to: "ledger/entries.ndjson")
        try copy.write(checkpoint, to: "ledger/checkpoint")
        try copy.write(proof, to: "outbox/2025-06.elus.tlog-proof")
        #expect(try copy.findings() == ["release-differs outbox/2025-06.elus.p7m"])
        func said() throws -> String? {
            try copy.audit(isRecipient: true).findings
                .first { $0.code == .releaseDiffers }?.text
        }
        #expect(try said()?.hasSuffix("the same content, sealed again by somebody") == true)
        let sealed = try copy.bytes("outbox/2025-06.elus.p7m")
        var flipped = sealed
        flipped[flipped.count - 40] ^= 1
        try copy.write(flipped, to: "outbox/2025-06.elus.p7m")
        #expect(
            try said()?.hasSuffix("it does not open: its content or its signature was changed")
                == true)
        try copy.write(sealed, to: "outbox/2025-06.elus.p7m")
        try copy.resealJune {
            $0.replacingOccurrences(of: "\"interval\" : 3", with: "\"interval\" : 1")
        }
        try copy.write(ledger, to: "ledger/entries.ndjson")
        try copy.write(checkpoint, to: "ledger/checkpoint")
        try copy.write(proof, to: "outbox/2025-06.elus.tlog-proof")
        #expect(
            try said()?.hasSuffix("another release of the period, which the site has signed")
                == true)
    }

    @Test("A signed policy that was kept back is named to who brings its digest")
    func keptBack() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let adopted = try #require(Digest(hex: try copy.policy(2)))
        #expect(try copy.findings(anchors: AuditAnchors(policies: [adopted])) == [])
        #expect(
            try copy.findings(anchors: AuditAnchors(policies: [adopted, .sha256([])]))
                == ["policy-not-adopted ledger/entries.ndjson"])
    }

    @Test("Links, pipes and huge files in the folder are named, not followed, waited for or read")
    func hostile() async throws {
        let site = try await AuditedSite.shared.value
        for path in ["ledger/checkpoint", "ledger/log.vkey", "outbox/2025-05.elus.p7m"] {
            for kind in ["link", "pipe", "folder", "huge"] {
                let copy = try site.copy()
                let place = copy.url(path)
                try FileManager.default.removeItem(at: place)
                switch kind {
                case "link":
                    try FileManager.default.createSymbolicLink(
                        at: place, withDestinationURL: URL(fileURLWithPath: "/dev/zero"))
                case "pipe": #expect(unsafe mkfifo(place.path, 0o600) == 0)
                case "folder":
                    try FileManager.default.createDirectory(
                        at: place, withIntermediateDirectories: false)
                default:
                    try Data().write(to: place)
                    let file = try FileHandle(forWritingTo: place)
                    try file.truncate(atOffset: 1 << 30)
                }
                #expect(try copy.findings() == ["file-unsafe \(path)"], "\(kind)")
            }
        }
        // A folder in the middle of a path that leads elsewhere.
        let copy = try site.copy()
        let policies = copy.url("ledger/policies")
        try FileManager.default.moveItem(at: policies, to: copy.url("elsewhere"))
        try FileManager.default.createSymbolicLink(
            at: policies, withDestinationURL: copy.url("elsewhere"))
        let found = try copy.findings()
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("file-unsafe ledger/policies/") })
    }

    @Test("What a folder says reaches the terminal as letters only")
    func quoting() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        try copy.write([1], to: "outbox/a\u{1B}[2J\nSound\u{202E}.p7m")
        let report = try copy.audit()
        let places = report.findings.map(\.place)
        #expect(places.contains { $0.contains("\\u{1b}[2J\\u{a}Sound\\u{202e}") }, "\(places)")
    }
}
