import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import Testing

/// A copy of the ledger that a real daemon wrote, in the hands of a root who has kept the seed of the log's key.
final class ForgedFolder {
    let folder: URL
    private let seed: [UInt8]
    private(set) var entries: [LedgerEntry]

    /// - Parameter seed: As it lay in the instance before the daemon was started.
    init(of instance: Instance, seed: [UInt8]) throws {
        self.seed = seed
        folder = instance.folder.appendingPathComponent("forged-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        for name in ["ledger", "outbox"] {
            try FileManager.default.copyItem(
                at: instance.home.appendingPathComponent(name),
                to: folder.appendingPathComponent(name))
        }
        let lines = try Data(contentsOf: folder.appendingPathComponent("ledger/entries.ndjson"))
        entries = try lines.split(separator: 0x0A).map { try LedgerEntry(bytes: Array($0)) }
    }

    func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(path))
    }

    /// The place and the content of the adoption.
    func adoption() throws -> (index: Int, adoption: LedgerEvent.Adoption) {
        for (index, entry) in entries.enumerated() {
            if case .policyAdopted(let adoption) = entry.event { return (index, adoption) }
        }
        throw CocoaError(.fileReadCorruptFile)
    }

    /// The folder of the policy's files.
    func policy() throws -> String { "ledger/policies/\(try adoption().adoption.policy.hex)" }

    /// Founds the site anew by whom root likes, unsigned, and lets its policy be signed so.
    ///
    /// - Parameters:
    ///   - deciding: Who must all sign.
    ///   - named: Whom the policy's entry names.
    func forge(
        deciding: [Certificate], signatures: [UInt8], naming named: [Certificate]
    ) throws {
        let (index, old) = try adoption()
        guard case .founded(let founding) = entries[0].event else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let rule = try QuorumRule(
            members: deciding.map {
                .init(role: .signer, key: $0.publicKeyFingerprint, certificate: .sha256($0.der))
            }, total: deciding.count)
        entries[0] = LedgerEntry(
            .founded(
                .init(
                    site: founding.site, logKey: founding.logKey,
                    certificate: founding.certificate, quorum: rule)), at: entries[0].time)
        entries[index] = LedgerEntry(
            .policyAdopted(
                .init(
                    policy: old.policy, version: old.version, signatures: .sha256(signatures),
                    signers: named.map {
                        LedgerEvent.Signer(
                            key: $0.publicKeyFingerprint, certificate: .sha256($0.der))
                    }.sorted { $0.key < $1.key })), at: entries[index].time)
        try write(signatures, to: "ledger/policies/\(old.policy.hex)/MANIFEST.p7s")
        try write(deciding.flatMap(\.pem), to: "ledger/policies/\(old.policy.hex)/signers.pem")
        try? FileManager.default.removeItem(at: folder.appendingPathComponent("ledger/statements"))
        try sign(founding.logKey)
    }

    /// Writes the entries, and a checkpoint over them.
    private func sign(_ logKey: String) throws {
        let name = try LogVerifier(text: logKey).name
        let key = try LogKey(seed: SecretBytes(copying: seed), name: name)
        try #require(key.verifier.text == logKey)
        try write(entries.flatMap { $0.bytes + [0x0A] }, to: "ledger/entries.ndjson")
        let checkpoint = Checkpoint(
            origin: name, size: entries.count,
            root: MerkleTree.root(of: entries.map { MerkleTree.leafHash(of: $0.bytes) }))
        try write(
            SignedNote(signing: checkpoint.text, with: key).bytes, to: "ledger/checkpoint")
    }

    /// The errors that `seuil audit` prints, each with its text.
    func errors() throws -> [String] {
        let audited = try Command.seuil("audit", folder.path, "--json")
        #expect(audited.status == 1, "\(audited.errorText)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(audited.output))
        return answer.findings.filter { $0.severity == "error" }
            .map { "\($0.place): \($0.code): \($0.text)" }
    }

    private struct Answer: Decodable {
        struct Finding: Decodable {
            let code: String
            let severity: String
            let place: String
            let text: String
        }
        let findings: [Finding]
    }
}
