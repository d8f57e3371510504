import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// A policy as it was adopted: all that is needed to verify it again, whatever becomes of its folder.
struct StoredPolicy: Sendable {
    let digest: Digest
    let version: Int
    let files: PolicyFiles
    /// The signers' certificates at adoption: renewing or removing one later takes no policy back.
    let signers: [Certificate]
    let required: Int
    let adoptedAt: Date
}

extension SiteFile {
    /// Records an adopted policy and its ledger row.
    ///
    /// - Parameters:
    ///   - quorum: Those who decide now, by whom it was verified.
    ///   - time: When that was, which is the entry's time too.
    func adopt(
        _ policy: VerifiedPolicy, by quorum: Quorum, at time: Date
    ) throws(VaultError) {
        try recording { db, ledger in
            let signed = try quorum.signers(
                of: policy.manifest, signatures: policy.signatures, at: time)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try db.execute(
                sql: """
                    INSERT INTO policies
                    (digest, version, manifest, signatures, files, signers, required, adopted_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Blob(policy.digest.bytes), policy.policy.version, Blob(policy.manifest),
                    Blob(policy.signatures),
                    try encoder.encode(policy.files.bytes.mapValues { Data($0) }),
                    Blob(quorum.certificates.flatMap(\.pem)), quorum.rule.total,
                    time.timeIntervalSince1970,
                ])
            try ledger.append(
                .policyAdopted(
                    .init(
                        policy: policy.digest, version: policy.policy.version,
                        signatures: .sha256(policy.signatures),
                        signers: signed.logged)),
                at: time, in: db, signing: logKey)
        }
    }

    /// The adopted policies, the latest last.
    func policies() throws(VaultError) -> [StoredPolicy] {
        try reading { [path] db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM policies ORDER BY version"
            ).map { row in
                guard let digest = Digest(bytes: blob(row["digest"])) else {
                    throw VaultError.altered(path, what: "policy")
                }
                let files = try JSONDecoder().decode([String: Data].self, from: row["files"])
                return StoredPolicy(
                    digest: digest, version: row["version"],
                    files: PolicyFiles(files.mapValues { Array($0) }),
                    signers: try Certificate.certificates(inPEM: blob(row["signers"])),
                    required: row["required"],
                    adoptedAt: Date(timeIntervalSince1970: row["adopted_at"]))
            }
        }
    }
}
