import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto

@testable import SeuilRelease
@testable import SeuilService

/// What a real instance published, and the key with which its root could rewrite it.
final class AuditedSite: Sendable {
    let instance: TestInstance
    let room: CountingRoom
    let file: SiteFile
    let founding: SeuilCore.Statement
    /// The ledger's checkpoint before the last month was closed, as an auditor keeps it.
    let kept: [UInt8]
    /// The whole instance at that time.
    let backup: TestInstance

    static let shared = Task { try await AuditedSite() }

    /// Two months released, one of them after a second policy, and the live one open.
    private init() async throws {
        let signer = try TestKeys.shared.get().signer
        instance = try TestInstance()
        founding = try instance.layFounding(of: .of(signer), signedBy: [signer])
        room = try await instance.openAdopting()
        file = await room.site
        for month in ["2025-05", "2025-06"] {
            _ = await room.record(TestVisit.several(30, at: "\(month)-10T11:00:00Z"))
        }
        try await room.closePeriod("2025-05")
        instance.clock.advance(.seconds(3600))
        try await room.adopt(TestPolicy(version: 2).files())
        await room.tick()
        kept = try instance.ledger(LedgerPaths.checkpoint) ?? []
        backup = try instance.picture()
        try await room.closePeriod("2025-06")
    }

    /// A copy of what was published.
    func copy() throws -> AuditedCopy { try AuditedCopy(of: instance, site: file) }
}

/// A copy of an instance's ledger and outbox, to be tampered with.
final class AuditedCopy {
    let folder: URL
    private let site: SiteFile

    init(of instance: TestInstance, site: SiteFile) throws {
        self.site = site
        folder = TestInstance.newFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in [LedgerPaths.folder, LedgerPaths.outbox] {
            try FileManager.default.copyItem(
                at: instance.folder.appendingPathComponent(name),
                to: folder.appendingPathComponent(name))
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

    func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: url(path))) }

    func write(_ bytes: [UInt8], to path: String) throws {
        try? FileManager.default.removeItem(at: url(path))
        try Data(bytes).write(to: url(path))
    }

    /// Changes one bit in the middle of a file.
    func flip(_ path: String, at place: Int? = nil) throws {
        var bytes = try bytes(path)
        bytes[place ?? bytes.count / 2] ^= 1
        try write(bytes, to: path)
    }

    /// The lines of the ledger.
    func lines() throws -> [[UInt8]] {
        try bytes("ledger/entries.ndjson").split(separator: 0x0A).map { Array($0) }
    }

    func entries() throws -> [LedgerEntry] { try lines().map { try LedgerEntry(bytes: $0) } }

    /// The digest of the policy of that version, in hexadecimal.
    func policy(_ version: Int) throws -> String {
        let adoptions = try entries().compactMap { entry -> LedgerEvent.Adoption? in
            guard case .policyAdopted(let adoption) = entry.event else { return nil }
            return adoption
        }
        return adoptions.first { $0.version == version }?.policy.hex ?? ""
    }

    /// Does what root can do: writes other lines, and signs them and every proof anew with the site's log key.
    func forge(_ lines: [[UInt8]]) throws {
        try write(lines.flatMap { $0 + [0x0A] }, to: "ledger/entries.ndjson")
        let leaves = lines.map { MerkleTree.leafHash(of: $0) }
        try write(note(over: leaves).bytes, to: "ledger/checkpoint")
        for (index, line) in lines.enumerated() {
            guard let entry = try? LedgerEntry(bytes: line),
                case .released(let publication) = entry.event
            else { continue }
            let part = Array(leaves.prefix(index + 1))
            let proof = InclusionProof(
                index: index, hashes: MerkleTree.inclusionProof(of: index, in: part),
                checkpoint: try note(over: part), extra: line)
            try write(proof.bytes, to: "outbox/\(publication.period).elus.tlog-proof")
        }
    }

    /// Forges entries in place of those there.
    func forge(_ change: (inout [LedgerEntry]) throws -> Void) throws {
        var entries = try entries()
        try change(&entries)
        try forge(entries.map(\.bytes))
    }

    func note(over leaves: [Digest]) throws -> SignedNote {
        let checkpoint = Checkpoint(
            origin: site.logKey.verifier.name, size: leaves.count,
            root: MerkleTree.root(of: leaves))
        return try SignedNote(signing: checkpoint.text, with: site.logKey)
    }

    /// The verdict, with what the auditor brings.
    func audit(
        anchors: AuditAnchors = AuditAnchors(), isRecipient: Bool = false
    ) throws -> AuditReport {
        let keys = try TestKeys.shared.get()
        guard let folder = AuditFolder(at: folder.path) else { throw CocoaError(.fileNoSuchFile) }
        return Audit.run(
            on: folder, anchors: anchors,
            recipients: isRecipient
                ? AuditRecipients(keys: [keys.recipient.key], site: keys.site.certificate) : nil)
    }

    /// The errors and warnings, each as `code place`.
    func findings(
        anchors: AuditAnchors = AuditAnchors(), isRecipient: Bool = false
    ) throws -> [String] {
        try audit(anchors: anchors, isRecipient: isRecipient).findings
            .filter { $0.severity != .notice }.map { "\($0.code.rawValue) \($0.place)" }
    }

    /// Another content of June, sealed by the site: what root can do, who holds the site's key.
    func resealJune(changing change: (String) -> String) throws {
        try repackJune(rewriting: { files in
            files.map { file in
                guard file.path == ReleasePaths.header else { return file }
                let text = change(String(decoding: file.bytes, as: UTF8.self))
                return ReleaseFile(path: file.path, bytes: Array(text.utf8))
            }
        })
    }

    /// The same with any of its files another, or sealed to others.
    func repackJune(
        to recipients: [Certificate]? = nil, rewriting rewrite: ([ReleaseFile]) -> [ReleaseFile]
    ) throws {
        let keys = try TestKeys.shared.get()
        let path = "outbox/2025-06.elus.p7m"
        let opened = try Envelope.open(
            bytes(path), recipient: keys.recipient.certificate, key: keys.recipient.key,
            trusting: [keys.site.certificate], at: nil)
        let archive = try ArchiveWriter.archive(
            rewrite(ArchiveReader.files(in: opened.content)))
        let sealed = try Envelope.seal(
            archive, signer: keys.site.certificate, key: keys.site.key,
            recipients: recipients ?? [keys.recipient.certificate],
            at: date("2026-01-10T11:00:00Z"))
        try write(sealed, to: path)
        try forge { entries in
            for (index, entry) in entries.enumerated() {
                guard case .released(let old) = entry.event, old.period == "2025-06" else {
                    continue
                }
                let release = LedgerEvent.Release(
                    audience: "elus", number: old.releases[0].number, content: .sha256(archive),
                    sealed: .sha256(sealed))
                let publication = LedgerEvent.Publication(
                    period: old.period, policy: old.policy, publish: old.publish,
                    releases: [release])
                entries[index] = LedgerEntry(.released(publication), at: entry.time)
            }
        }
    }
}
