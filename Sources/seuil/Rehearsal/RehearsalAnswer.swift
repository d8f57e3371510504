import SeuilClient
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// What `seuil rehearse` says.
struct RehearsalAnswer: Encodable {
    struct Audience: Encodable {
        let audience: String
        /// SHA-256 of each opened file, by path.
        let files: [String: String]
    }

    let warning = "REHEARSAL: invented visits, nobody was counted"
    let seed: UInt64
    let period: String
    let policy: String
    let version: Int
    /// SHA-256 of the policy's manifest, with the rehearsal's dates and recipients.
    let policyDigest: String
    let visits: SendingAnswer
    let folder: String
    let audiences: [Audience]
    /// SHA-256 over the lines `SHA-256  AUDIENCE/PATH` of all opened files, sorted: what two runs compare.
    let digest: String

    init(
        _ plan: RehearsalPlan, _ instance: NewInstance, _ report: EmitReport,
        _ audiences: [Audience], folder: String
    ) {
        seed = plan.seed
        period = plan.period.id
        policy = instance.policy.policy.name
        version = instance.policy.policy.version
        policyDigest = instance.policy.digest.hex
        visits = SendingAnswer(report)
        self.folder = folder
        self.audiences = audiences
        let lines = audiences.flatMap { audience in
            audience.files.map { ("\(audience.audience)/\($0.key)", $0.value) }
        }.sorted { $0.0 < $1.0 }
        digest =
            Digest.sha256(Array(lines.map { "\($0.1)  \($0.0)\n" }.joined().utf8)).hex
    }

    var text: String {
        """
        \(warning)
        \(visits.text)
        \(period) under \(policy), version \(version)
        \(audiences.map { "  \(folder)/opened/\($0.audience)/\(ReleasePaths.report)" }
            .joined(separator: "\n"))
        seed \(seed): \(digest)
        """
    }
}
