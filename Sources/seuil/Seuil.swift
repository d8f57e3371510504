import ArgumentParser
import SeuilCrypto

/// The command-line tool of Seuil.
@main
struct Seuil: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seuil",
        abstract: "Figures of a front desk without knowledge of the people it receives.",
        discussion: """
            A first instance, its daemon, one visit and its period:

              seuil init /srv/seuil --policy policies/pimms-accueil
              seuild --instance /srv/seuil &
              seuil emit --instance /srv/seuil visits.ndjson
              seuil status --instance /srv/seuil

            Commands look for the instance in --instance DIR, else in $SEUIL_INSTANCE, else in /etc/seuil.

            Exit codes are those of sysexits.h: 64 usage, 65 wrong data, 66 no such file, 69 no daemon, \
            70 the daemon or this program failed, 73 cannot write, 74 no space left or reading failed, 75 try again \
            later, 76 not understood, 77 not trusted or not allowed.
            """,
        subcommands: [
            InitCommand.self, EmitCommand.self, ImportCommand.self, StatusCommand.self,
            PeriodCommand.self, ErratumCommand.self, OpenCommand.self, AuditCommand.self,
            AttackCommand.self, PolicyCommand.self, QuorumCommand.self, RehearseCommand.self,
        ])

    static func main() async {
        // Keys and visits pass through this process: neither belongs in a core file.
        _ = ProcessHardening.forbidDumps()
        do {
            try OptionValues.check(Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            failure.exit()
        } catch let code as ExitCode {
            // A verdict that the answer has told already.
            exit(withError: code)
        } catch {
            guard exitCode(for: error) == .success else { UsageFailure.exit(error) }
            exit(withError: error)
        }
    }
}
