import ArgumentParser
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
            Also checked: that its tables can be protected together, and that its largest release can be written.

            Exit codes: 0 a policy, warnings or not; 65 not a policy.

            Examples:
              seuil policy check /srv/seuil/policy
              seuil policy check policies/pimms-accueil/policy.yaml --without-certificates
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder.", valueName: "policy"))
    var path: String

    @Flag(
        help: "Leave the recipients' certificates out, for a policy that is shipped without them.")
    var withoutCertificates = false

    @Flag(help: "Answer in JSON.")
    var json = false

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
        if json {
            Terminal.answer(json: PolicyCheckAnswer(parsed, faults: faults))
        } else {
            for warning in parsed.warnings { Terminal.tell(warning.rendered) }
            if faults.isEmpty { Terminal.answer(PolicyCheckAnswer(parsed, faults: []).text) }
        }
        guard let first = faults.first else { return }
        var failure = CommandFailure(.data, first)
        failure.isTold = json
        throw failure
    }

    private func refuse(
        _ diagnostics: Diagnostics, _ files: PolicyFiles, _ main: String
    ) throws(CommandFailure) -> Never {
        var failure = CommandFailure(diagnostics, in: "the policy")
        let restIsRight =
            (try? PolicyParser.parse(files, main: main, certificates: .omitted)) != nil
        if !withoutCertificates, restIsRight {
            failure.hint = "to check a policy that has no recipients yet: --without-certificates"
        }
        if json { Terminal.answer(json: PolicyCheckAnswer(diagnostics)) }
        failure.isTold = json
        throw failure
    }

    /// What is wrong with the design as a whole.
    private static func faults(_ policy: Policy) -> [String] {
        var faults = DesignLimit.check(policy).map { limit in
            "the tables over \(limit.dimensions.joined(separator: ", ")) close a circle whose cross has "
                + "\(limit.cellCount.grouped) cells; at most \(DesignLimit.crossCells.grouped) can be protected"
        }
        for (index, audience) in policy.audiences.enumerated() {
            do throws(SummaryError) {
                _ = try WorstCase.byteCount(policy: policy, audience: index)
            } catch {
                faults.append("the largest release to '\(audience.name)' cannot be written")
            }
        }
        return faults
    }
}
