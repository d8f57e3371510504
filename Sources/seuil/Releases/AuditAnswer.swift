import SeuilAudit
import SeuilCrypto

/// What `seuil audit` says.
struct AuditAnswer: Encodable {
    let outcome: AuditReport.Outcome
    /// Whether it was read as a rehearsal.
    let rehearsal: Bool
    let origin: String?
    let size: Int
    let root: String?
    let outsideCheckpoints: Int
    let logKeyTrusted: Bool
    let vouchedBySigners: Bool
    /// The entries that changed who decides, and those that withdrew a recipient.
    let quorumChanges: [Int]
    let withdrawals: [Int]
    let policies: Int
    let periods: Int
    let releases: Int
    let opened: Int
    /// How many of them came out the same when made again from their policy.
    let recomputed: Int
    let errata: Int
    let openedErrata: Int
    let neverLooser: Bool
    let findings: [AuditFinding]
    /// Findings beyond the most that are shown, by code.
    let more: [String: Int]

    /// More findings are counted only.
    private static let most = 1000

    init(_ report: AuditReport, isRehearsal: Bool) {
        rehearsal = isRehearsal
        outcome = report.outcome
        origin = report.origin
        size = report.size
        root = report.root?.hex
        outsideCheckpoints = report.outsideCheckpoints
        logKeyTrusted = report.isKeyTrusted
        vouchedBySigners = report.isVouchedFor
        quorumChanges = report.quorumChanges
        withdrawals = report.withdrawals
        policies = report.policies
        periods = report.periods
        releases = report.releases
        opened = report.opened
        recomputed = report.recomputed
        errata = report.errata
        openedErrata = report.openedErrata
        neverLooser = report.neverLooser
        findings = Array(report.findings.prefix(AuditAnswer.most))
        more = report.findings.dropFirst(AuditAnswer.most).reduce(into: [:]) {
            $0[$1.code.rawValue, default: 0] += 1
        }
    }

    var text: String {
        var lines: [String] = []
        if let origin, let root { lines += ["checkpoint \(origin) \(size) \(root)", ""] }
        for finding in findings {
            lines.append("\(finding.severity.rawValue): \(finding.place): \(finding.code.rawValue)")
            lines.append("    \(finding.text)")
        }
        for (code, count) in more.sorted(by: { $0.key < $1.key }) {
            lines.append("and \(count.grouped) more: \(code)")
        }
        if !findings.isEmpty { lines.append("") }
        lines.append(
            "\(size.counted("entry", plural: "entries")), "
                + "\(policies.counted("policy", plural: "policies")), \(periods.counted("period")), "
                + "\(releases.counted("release")) with their digests, \(opened.grouped) opened, "
                + "\(recomputed.grouped) made again from their policy with the same bytes")
        if errata > 0 {
            lines.append(
                "\(errata.counted("erratum", plural: "errata")) with their digests, "
                    + "\(openedErrata.grouped) opened")
        }
        // Of entries that were not read nothing is said.
        if policies + periods > 0 {
            lines.append(
                AuditAnswer.named(
                    quorumChanges, "change of who decides", plural: "changes of who decides") + ", "
                    + AuditAnswer.named(
                        withdrawals, "withdrawal of a recipient",
                        plural: "withdrawals of recipients"))
        }
        lines.append(ofPolicies)
        lines.append(
            "The ledger's times, the program that ran and the destruction of keys are the site's word."
        )
        lines.append("Whether signers keep their keys off the site's machine cannot be seen here.")
        if rehearsal {
            lines.append("REHEARSAL: the visits are invented, and the figures no place's.")
        }
        lines.append(verdict)
        return lines.joined(separator: "\n")
    }

    /// `1 change (entry 7)`, `2 changes (entries 7, 9)`.
    private static func named(_ entries: [Int], _ noun: String, plural: String) -> String {
        let count = entries.count.counted(noun, plural: plural)
        guard !entries.isEmpty else { return count }
        let numbers = entries.map(\.grouped).joined(separator: ", ")
        return "\(count) (\(entries.count == 1 ? "entry" : "entries") \(numbers))"
    }

    /// Whether any policy was looser than the one before it, as far as they were looked at.
    private var ofPolicies: String {
        if neverLooser { return "No policy was looser than the one before it." }
        if findings.contains(where: { $0.code.rawValue.hasPrefix("policy-") }) {
            return "Looser policies, or policies that do not hold, are named above."
        }
        return policies > 0
            ? "Of the policies that were looked at none was looser than the one before it."
            : "No policy was looked at: there is none, or the ledger does not lead to one."
    }

    private var verdict: String {
        switch outcome {
        case .broken: "NOT SOUND: there are errors."
        case .unanchored:
            "NOT ANCHORED: consistent in itself, by a key nobody vouches for; bring --log-key, --signers or a "
                + "kept --checkpoint."
        case .sound where outsideCheckpoints == 0 && !logKeyTrusted:
            "\(soundness), under a log key that signers whom you know have signed; compared with no checkpoint from "
                + "outside."
        case .sound where outsideCheckpoints == 0:
            "\(soundness), under the log key that you trust; compared with no checkpoint from outside."
        case .sound:
            "\(soundness), and not rewritten since "
                + "\(outsideCheckpoints.counted("checkpoint")) from outside."
        }
    }

    /// Sound, and only as far as was looked at where the ledger names releases or errata that were not given.
    private var soundness: String {
        func count(_ code: AuditFinding.Code) -> Int {
            findings.count { $0.code == code } + (more[code.rawValue] ?? 0)
        }
        let (releases, errata) = (count(.releaseMissing), count(.erratumMissing))
        var absent: [String] = []
        if releases > 0 { absent.append(releases.counted("release")) }
        if errata > 0 { absent.append(errata.counted("erratum", plural: "errata")) }
        guard !absent.isEmpty else { return "Sound" }
        return "Sound as far as was looked at (not given: \(absent.joined(separator: ", ")))"
    }
}

extension Int {
    /// `1 entry`, `2 entries`.
    fileprivate func counted(_ noun: String, plural: String) -> String {
        "\(grouped) \(self == 1 ? noun : plural)"
    }
}
