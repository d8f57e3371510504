import Foundation
import SeuilAudit
import SeuilCrypto
import SeuilRelease

extension OpenCommand {
    /// Takes what was opened into the memory of its site, after the ledger has been asked; all before anything is
    /// written out.
    func remember(
        of site: Certificate, take: (inout SiteMemory) throws -> SiteMemory.Outcome,
        check: (SiteMemory) throws -> Bool, errata: (SiteMemory) -> Int = { _ in 0 }
    ) throws(CommandFailure) -> OpenedAnswer.Standing {
        do {
            if forget {
                var nothing = SiteMemory(of: site.publicKeyFingerprint, isRehearsal: rehearsal)
                let empty = nothing
                _ = try take(&nothing)
                return .init(memory: .forgotten, ledger: try check(empty))
            }
            let file = MemoryFile(
                of: site.publicKeyFingerprint, in: ReaderMemory.folder(isRehearsal: rehearsal),
                isRehearsal: rehearsal)
            return try file.update { memory in
                let outcome = try take(&memory)
                return .init(
                    memory: .init(outcome), ledger: try check(memory), errata: errata(memory))
            }
        } catch {
            throw ReaderMemory.failure(error)
        }
    }

    /// The log's key that the reader was told of.
    func acceptedLog() throws(CommandFailure) -> LogVerifier? {
        guard let acceptLog else { return nil }
        guard let key = try? LogVerifier(text: acceptLog) else {
            throw CommandFailure(
                .data, "--accept-log names no log key",
                hint: "a log key reads NAME+ID+KEY; the site's is in its ledger/log.vkey")
        }
        return key
    }

    /// The proof that lies beside the release, if one does.
    func proofBeside() throws(CommandFailure) -> InclusionProof? {
        let path = URL(fileURLWithPath: file).deletingPathExtension()
            .appendingPathExtension(LedgerPaths.proofExtension).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let proof = try? InclusionProof(bytes: try InputFile.read(path, "proof")) else {
            throw CommandFailure(
                .data, "\(path) is no proof",
                hint:
                    "fetch it again from where the release was, or move it away to open without it")
        }
        return proof
    }

    /// Whether a ledger was given and agrees.
    func checkLedger(
        _ findings: (AuditFolder) -> [AuditFinding]
    ) throws(CommandFailure) -> Bool {
        guard let ledger else { return false }
        guard let folder = AuditFolder(at: ledger), InputFile.isFolder("\(ledger)/ledger") else {
            throw CommandFailure(
                .noInput, "there is no folder 'ledger' in \(ledger)",
                hint: "--ledger names the folder that holds a copy of the site's folder 'ledger'")
        }
        guard let first = findings(folder).first else { return true }
        throw CommandFailure(
            .data,
            "the ledger does not agree: \(first.place): \(first.code.rawValue): \(first.text)",
            hint: "seuil audit \(ledger) says more")
    }
}
