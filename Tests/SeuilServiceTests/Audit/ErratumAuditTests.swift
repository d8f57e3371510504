import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// Errata as auditors and readers find them, tampered with.
@Suite("Errata in an audit folder")
struct ErratumAuditTests {
    private static let file = "outbox/2025-03.elus.erratum-1.p7m"
    private static let proof = "outbox/2025-03.elus.erratum-1.tlog-proof"

    @Test("An honest erratum has no findings but the notice that there is one")
    func honest() async throws {
        let copy = try await ErratumAuditTests.copy()
        let report = try copy.audit(isRecipient: true)
        #expect(report.findings.filter { $0.severity != .notice } == [])
        #expect(report.findings.contains { $0.code == .erratum && $0.text.contains("incomplete") })
        #expect(report.errata == 1 && report.openedErrata == 1)
    }

    @Test("An erratum that is altered, taken out, added or proved otherwise is named where it is")
    func files() async throws {
        let altered = try await ErratumAuditTests.copy()
        try altered.flip(ErratumAuditTests.file)
        #expect(try altered.findings() == ["erratum-differs \(ErratumAuditTests.file)"])
        let missing = try await ErratumAuditTests.copy()
        try FileManager.default.removeItem(at: missing.url(ErratumAuditTests.file))
        #expect(try missing.findings() == ["erratum-missing \(ErratumAuditTests.file)"])
        let proof = try await ErratumAuditTests.copy()
        try proof.flip(ErratumAuditTests.proof)
        #expect(try proof.findings() == ["proof-invalid \(ErratumAuditTests.proof)"])
        let added = try await ErratumAuditTests.copy()
        let second = "outbox/2025-03.elus.erratum-2.p7m"
        try added.write(added.bytes(ErratumAuditTests.file), to: second)
        #expect(try added.findings() == ["erratum-not-in-ledger \(second)"])
    }

    @Test("An erratum in a release's place, and a release in an erratum's, are said to be so")
    func exchanged() async throws {
        let copy = try await ErratumAuditTests.copy()
        let release = "outbox/2025-03.elus.p7m"
        let (first, second) = (try copy.bytes(release), try copy.bytes(ErratumAuditTests.file))
        try copy.write(second, to: release)
        try copy.write(first, to: ErratumAuditTests.file)
        let entries = try copy.entries()
        let released = try #require(entries.firstIndex { $0.event.kind == "released" })
        let told = try #require(entries.firstIndex { $0.event.kind == "erratum" })
        let found = try copy.audit().findings.filter { $0.severity == .error }
        #expect(
            found.map { "\($0.place): \($0.text)" } == [
                "\(ErratumAuditTests.file): it is not the file that entry \(told) names: it is the "
                    + "release that entry \(released) names, of 2025-03 for 'elus'",
                "\(release): it is not the file that entry \(released) names: it is the erratum that "
                    + "entry \(told) names, of 2025-03 for 'elus'",
            ])
        // Under a name of its own, too.
        let added = try await ErratumAuditTests.copy()
        try added.write(added.bytes(release), to: "outbox/2025-04.elus.p7m")
        let text = try added.audit().findings.first { $0.severity == .error }?.text
        #expect(
            text
                == "the ledger names no such release: it is the release that entry \(released) names, of "
                + "2025-03 for 'elus'")
    }

    @Test("An erratum that root seals anew contradicts the ledger, in what is named")
    func contradictions() async throws {
        let cases: [(String, (inout [String: Any]) -> Void, String)] = [
            ("reason", { $0["reason"] = "miscoded" }, "erratum-contradicts-ledger"),
            ("site", { _ in }, ""),
            (
                "release",
                {
                    var release = $0["release"] as? [String: Any]
                    release?["sealed"] = Digest.sha256([1]).hex
                    $0["release"] = release
                }, "erratum-contradicts-ledger"
            ),
            (
                "the first none",
                { $0["flagged"] = ["all": false, "tables": ["none"], "cells": [String]()] },
                "erratum-flags-unpublished"
            ),
            ("header", { $0["text"] = "42" }, "erratum-not-opened"),
        ]
        for (word, change, code) in cases {
            let copy = try await ErratumAuditTests.copy()
            try copy.resealErratum(changing: change)
            let found = try copy.audit(isRecipient: true).findings
                .filter { $0.severity != .notice && $0.place != ErratumAuditTests.proof }
            #expect(found.map(\.code.rawValue) == (code.isEmpty ? [] : [code]), "\(word)")
            if let first = found.first { #expect(first.text.contains(word), "\(first.text)") }
        }
    }

    @Test("A reader's memory takes an erratum of the release it knows, and no second of one number")
    func memory() async throws {
        let copy = try await ErratumAuditTests.copy()
        let release = try copy.opened("2025-03")
        let (erratum, sealed, proof) = try copy.openedErratum()
        let empty = SiteMemory(of: .sha256([1]))
        var memory = empty
        #expect(try memory.take(erratum, sealed: sealed, proof: proof) == .firstContact)
        #expect(
            try memory.take(release.release, sealed: release.sealed, proof: release.proof)
                == .consistent)
        #expect(try memory.take(erratum, sealed: sealed, proof: proof) == .consistent)
        let name = ReleaseName(period: "2025-03", audience: "elus")
        #expect(memory.erratumCount(of: name) == 1)
        let stored = try JSONDecoder().decode(SiteMemory.self, from: JSONEncoder().encode(memory))
        #expect(stored == memory)

        let other = try await ErratumAuditTests.copy()
        try other.resealErratum { $0["text"] = "Autre chose." }
        let (second, secondSealed, _) = try other.openedErratum()
        // The other site is another log under the same certificate, so its key is accepted here.
        let key = try #require(second.header.ledgerPlace?.logKey)
        #expect(throws: MemoryRefusal.self) { try memory.take(second, sealed: secondSealed) }
        #expect(throws: MemoryRefusal.erratumOfAnotherRelease) {
            try memory.take(second, sealed: secondSealed, accepting: key)
        }
        var only = empty
        _ = try only.take(erratum, sealed: sealed)
        #expect(throws: MemoryRefusal.secondErratum) {
            try only.take(second, sealed: secondSealed, accepting: key)
        }
        #expect(throws: MemoryRefusal.proofDiffers) {
            try only.take(erratum, sealed: secondSealed, proof: proof)
        }
        let folder = try #require(AuditFolder(at: copy.folder.path))
        #expect(
            LedgerCheck.findings(on: folder, remembered: [], erratum: erratum, sealed: sealed) == []
        )
        #expect(
            LedgerCheck.findings(on: folder, remembered: [], erratum: erratum, sealed: secondSealed)
                .map(\.code) == [.erratumDiffers])
    }

    @Test("An erratum opens under its own name only, and never as a release")
    func names() async throws {
        let copy = try await ErratumAuditTests.copy()
        let bytes = try copy.bytes(ErratumAuditTests.file)
        let keys = try TestKeys.shared.get()
        func open(_ name: String) throws {
            _ = try SealedErratum(fileName: name, bytes: bytes).open(
                key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        }
        #expect(throws: VerificationError.erratumNumber(named: 2, signed: 1)) {
            try open("2025-03.elus.erratum-2.p7m")
        }
        #expect(throws: VerificationError.period(named: "2025-04", signed: "2025-03")) {
            try open("2025-04.elus.erratum-1.p7m")
        }
        #expect(throws: VerificationError.archive(.unsafeEntry(0))) {
            try SealedRelease(fileName: "2025-03.elus.p7m", bytes: bytes).open(
                key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        }
        let release = try copy.bytes("outbox/2025-03.elus.p7m")
        #expect(throws: VerificationError.self) {
            try SealedErratum(fileName: "2025-03.elus.erratum-1.p7m", bytes: release).open(
                key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        }
    }

    /// A site's folders with one release and its erratum.
    private static func copy() async throws -> AuditedCopy {
        let (instance, room) = try await ErratumTests.released()
        _ = try await room.issueErratum(ErratumTests.request(.incomplete, tables: ["people"]))
        let copy = try AuditedCopy(of: instance, site: await room.site)
        await room.shutdown()
        return copy
    }
}

extension AuditedCopy {
    fileprivate func openedErratum() throws -> (OpenedErratum, Digest, InclusionProof) {
        let keys = try TestKeys.shared.get()
        let name = "2025-03.elus.erratum-1"
        let bytes = try bytes("outbox/\(name).p7m")
        let opened = try SealedErratum(fileName: "\(name).p7m", bytes: bytes).open(
            key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        return (
            opened, .sha256(bytes),
            try InclusionProof(bytes: self.bytes("outbox/\(name).tlog-proof"))
        )
    }

    /// Another content of the erratum, sealed by the site and named by its ledger: what root can do.
    fileprivate func resealErratum(changing change: (inout [String: Any]) -> Void) throws {
        let keys = try TestKeys.shared.get()
        let path = "outbox/2025-03.elus.erratum-1.p7m"
        let opened = try Envelope.open(
            bytes(path), recipient: keys.recipient.certificate, key: keys.recipient.key,
            trusting: [keys.site.certificate], at: nil)
        let files = try ArchiveReader.files(in: opened.content, where: ErratumPaths.contains)
            .map { file in
                guard file.path == ErratumPaths.header,
                    var header = try JSONSerialization.jsonObject(with: Data(file.bytes))
                        as? [String: Any]
                else { return file }
                change(&header)
                let data = try JSONSerialization.data(
                    withJSONObject: header, options: [.sortedKeys])
                return ReleaseFile(path: file.path, bytes: Array(data))
            }
        let archive = try ArchiveWriter.archive(files)
        let sealed = try Envelope.seal(
            archive, signer: keys.site.certificate, key: keys.site.key,
            recipients: [keys.recipient.certificate], at: date("2026-01-10T11:00:00Z"))
        try write(sealed, to: path)
        try forge { entries in
            for (index, entry) in entries.enumerated() {
                guard case .erratum(let old) = entry.event else { continue }
                let told = LedgerEvent.AudienceErratum(
                    audience: "elus", number: 1, release: old.audiences[0].release,
                    content: .sha256(archive), sealed: .sha256(sealed))
                entries[index] = LedgerEntry(
                    .erratum(.init(period: old.period, reason: old.reason, audiences: [told])),
                    at: entry.time)
            }
        }
    }
}
