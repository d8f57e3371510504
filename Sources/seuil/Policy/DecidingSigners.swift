import Foundation
import SeuilAudit
import SeuilClient
import SeuilCore
import SeuilCrypto

/// Who decides over the policy of an instance, as far as the instance's own files tell.
///
/// A signature of anybody else counts for nothing, and spoils the check with stock tools, which wants to know
/// every signer.
enum DecidingSigners {
    /// The certificates of those who decide, or will when a change that lies ready is taken; `nil` where the policy's
    /// folder lies in no instance.
    static func certificates(besidePolicy folder: String) -> Set<Certificate>? {
        certificates(
            ofInstance: URL(fileURLWithPath: folder).standardizedFileURL.deletingLastPathComponent()
        )
    }

    /// The same for a statement, which lies in an instance or in one of its folders; `nil` where it lies in none.
    static func certificates(besideStatement file: String) -> Set<Certificate>? {
        let folder = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent()
        return certificates(ofInstance: folder)
            ?? certificates(ofInstance: folder.deletingLastPathComponent())
    }

    /// Who decides until a change, where the statement that it follows lies beside it.
    static func quorum(before change: QuorumStatement, beside file: String) -> Quorum? {
        let folder = URL(fileURLWithPath: file).standardizedFileURL.deletingLastPathComponent()
        for statement in statements(in: folder.path) where statement.digest == change.previous {
            switch statement {
            case .founding(let founding): return founding.quorum
            case .quorum(let earlier): return earlier.quorum
            case .withdrawal: continue
            }
        }
        return nil
    }

    private static func certificates(ofInstance instance: URL) -> Set<Certificate>? {
        func path(_ name: String) -> String { instance.appendingPathComponent(name).path }
        var certificates: Set<Certificate> = []
        var changes = 0
        if InputFile.isFolder(path(InstanceFiles.ledger)),
            let ledger = AuditFolder(at: instance.path),
            let standing = try? LedgerStanding(of: ledger)
        {
            certificates.formUnion(standing.quorum.certificates)
            changes = standing.changes
        } else if let pem = try? InputFile.certificates(path(InstanceFiles.signers)) {
            certificates.formUnion(pem)
        }
        for statement in statements(in: path(InstanceFiles.statements)) {
            switch statement {
            case .founding(let founding) where changes == 0:
                certificates.formUnion(founding.quorum.certificates)
            case .quorum(let change) where change.number > changes:
                certificates.formUnion(change.quorum.certificates)
            default: break
            }
        }
        return certificates.isEmpty ? nil : certificates
    }

    private static func statements(in folder: String) -> [SeuilCore.Statement] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.compactMap { name in
            let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
            guard let bytes = try? InputFile.read(path, "statement") else { return nil }
            return try? SeuilCore.Statement(bytes: bytes)
        }
    }
}
