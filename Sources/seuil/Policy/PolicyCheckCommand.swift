import ArgumentParser
import Foundation
import SeuilCore
import SeuilDisclosure
import SeuilRelease

/// `seuil policy check`: reads a policy as the daemon does.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Read a policy as strictly as the daemon does, and show every error with its place.",
        discussion: """
            Also checked: that its tables can be protected together, and that its largest release can be written. \
            Then it is read as a careful colleague would, over names, sizes and dates: remarks are worth a thought, \
            objections speak against signing it as it is. Every code is in the article "What a reviewer looks for".

            Exit codes: 0 a policy, with warnings and remarks or not; 1 a policy with objections; 65 not a policy.

            Examples:
              seuil policy check /srv/seuil/policy
              seuil policy check policies/pimms-accueil/policy.yaml --without-certificates --expect 1200
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder.", valueName: "policy"))
    var path: String

    @Flag(
        help: "Leave the recipients' certificates out, for a policy that is shipped without them.")
    var withoutCertificates = false

    @Option(
        help: ArgumentHelp(
            "How many visits a period brings. (default: 50 a day, 1000 a month, 12000 a year)",
            valueName: "visits"))
    var expect: Int?

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard (expect ?? 1) >= 1 else { throw ValidationError("--expect takes a number from 1") }
    }

    func run() async throws {
        let (files, main) = try PolicyCommand.files(path)
        let parsed: ParsedPolicy
        do throws(Diagnostics) {
            parsed = try PolicyParser.parse(
                files, main: main, certificates: withoutCertificates ? .omitted : .required)
        } catch {
            try refuse(error, files, main)
        }
        let faults = PolicyCheckCommand.faults(parsed.policy)
        let findings = try review(parsed, files)
        if json {
            Terminal.answer(
                json: PolicyCheckAnswer(
                    parsed, faults: faults.map(\.message), findings: findings))
        } else {
            for warning in parsed.warnings { Terminal.tell(warning.rendered) }
            if faults.isEmpty {
                let summary = PolicyCheckAnswer(parsed, faults: [], findings: findings).text
                let found = findings.map { "\n" + $0.diagnostic.rendered }.joined()
                Terminal.answer(summary + (found.isEmpty ? "" : "\n" + found))
            }
        }
        if faults.isEmpty, findings.contains(where: { $0.finding.severity == .objection }) {
            throw ExitCode(1)
        }
        guard let first = faults.first else { return }
        var failure = CommandFailure(
            .data, first.message, hint: first.remedy)
        failure.isTold = json
        throw failure
    }

    private func refuse(
        _ diagnostics: Diagnostics, _ files: PolicyFiles, _ main: String
    ) throws(CommandFailure) -> Never {
        var failure = CommandFailure(diagnostics, in: "the policy")
        let restIsRight =
            (try? PolicyParser.parse(files, main: main, certificates: .omitted)) != nil
        // One that is there and unfit is to be replaced, not left out.
        let areThere = diagnostics.list.contains { !$0.message.hasSuffix("is missing") }
        if !withoutCertificates, restIsRight {
            failure.hint =
                areThere
                ? "have the recipient make another key and certificate, as the README says, and put it into recipients/"
                : "to check a policy that has no recipients yet: --without-certificates"
        }
        if json { Terminal.answer(json: PolicyCheckAnswer(diagnostics)) }
        failure.isTold = json
        throw failure
    }

    /// What a reviewer says, each with its place in the policy's text.
    private func review(
        _ parsed: ParsedPolicy, _ files: PolicyFiles
    ) throws(CommandFailure) -> [PlacedFinding] {
        let findings = PolicyReview(
            parsed.policy, recipients: withoutCertificates ? nil : parsed.recipients,
            expectedVisits: expect, at: Date()
        ).findings
        do throws(Diagnostics) {
            let places = try PolicyPlaces(bytes: files[parsed.main] ?? [], file: parsed.main)
            return findings.map {
                PlacedFinding(finding: $0, diagnostic: places.diagnostic($0))
            }
        } catch {
            throw CommandFailure(error, in: "the policy")
        }
    }

    /// What is wrong with the design as a whole, and what would be right.
    private struct Fault {
        let message: String
        let remedy: String
    }

    private static func faults(_ policy: Policy) -> [Fault] {
        var faults = DesignLimit.check(policy).map { limit in
            Fault(
                message:
                    "the tables over \(limit.dimensions.joined(separator: ", ")) close a circle whose cross has "
                    + "\(limit.cellCount.grouped) cells; at most \(DesignLimit.crossCells.grouped) can be protected",
                remedy: "leave one of these tables out, or use coarser levels in them")
        }
        for (index, audience) in policy.audiences.enumerated() {
            do throws(SummaryError) {
                _ = try WorstCase.byteCount(policy: policy, audience: index)
            } catch {
                faults.append(
                    Fault(
                        message: "the largest release to '\(audience.name)' cannot be written",
                        remedy: "give this audience fewer tables, or smaller ones"))
            }
        }
        return faults
    }
}
