import ArgumentParser
import Foundation
import SeuilCore

/// `seuil policy`: check, explain, compare, sign and verify policies.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, explain, compare, try, sign and verify a policy; withdraw a recipient.",
        discussion: """
            Example:
              seuil policy check policies/pimms-accueil --without-certificates
            """,
        subcommands: [
            PolicyCheckCommand.self, PolicyExplainCommand.self, PolicyNoticeCommand.self,
            PolicyDiffCommand.self, PolicyTryCommand.self, PolicyInventCommand.self,
            PolicySignCommand.self, PolicyVerifyCommand.self, PolicyWithdrawCommand.self,
        ])

    /// The files of the policy at `path`: a folder, or the policy itself in its folder.
    static func files(_ path: String) throws(CommandFailure) -> (files: PolicyFiles, main: String) {
        var url = URL(fileURLWithPath: path)
        var main = PolicyFiles.policy
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(
                .noInput, "there is no policy at \(path)", hint: InputFile.whereToLook(for: path))
        }
        if !InputFile.isFolder(path) {
            main = url.lastPathComponent
            url.deleteLastPathComponent()
        }
        do throws(PolicyFolderError) {
            return (try PolicyFolder.read(url, main: main), main)
        } catch {
            throw failure(error, path)
        }
    }

    /// A policy's folder that was not read.
    static func failure(_ error: PolicyFolderError, _ path: String) -> CommandFailure {
        CommandFailure(
            .noInput, "\(path): \(error)",
            hint:
                "a policy's folder holds \(PolicyFiles.policy), codes and recipients, a few small files"
        )
    }

    /// The calendar of the policy's periods.
    static func calendar(of policy: Policy) throws(CommandFailure) -> PeriodCalendar {
        guard let calendar = PeriodCalendar(rule: policy.periods) else {
            throw CommandFailure(
                .data, "this system does not know the policy's time zone",
                hint: "install the system's time zones (Debian: apt install tzdata)")
        }
        return calendar
    }

    /// The policy at `path` as a design: nobody need have signed it, nor be its recipient yet.
    static func design(_ path: String) throws(CommandFailure) -> Policy {
        let (files, main) = try files(path)
        do throws(Diagnostics) {
            return try PolicyParser.parse(files, main: main, certificates: .omitted).policy
        } catch {
            throw CommandFailure(error, in: "the policy")
        }
    }

    /// The policy at `path`, with its recipients' keys where it has them, without where it is shipped so.
    static func parsed(_ path: String) throws(CommandFailure) -> ParsedPolicy {
        let (files, main) = try files(path)
        if let parsed = try? PolicyParser.parse(files, main: main) { return parsed }
        do throws(Diagnostics) {
            return try PolicyParser.parse(files, main: main, certificates: .omitted)
        } catch {
            throw CommandFailure(error, in: "the policy")
        }
    }
}
