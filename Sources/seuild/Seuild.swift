import ArgumentParser
import Foundation
import Glibc
import SeuilCrypto
import SeuilService
import SystemPackage

/// The daemon's command line.
@main
struct Seuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seuild",
        abstract: "Counts visits without knowing the people, and publishes sealed summaries.",
        discussion: """
            Runs in the foreground and logs to standard error. SIGTERM and SIGINT stop it in good order, \
            SIGHUP reads the policy anew.

            Exit codes of a start and of --check: 0 stopped in good order, or ready to start; 64 usage, 65 the state is not as \
            it was left, 66 a file is missing, 71 the system refuses, 74 the state cannot be read or written, 75 \
            another daemon runs here, 77 not allowed, 78 the configuration, the certificates or the policy must be \
            changed first.

            Example:
              seuild --instance /etc/seuil --check && seuild --instance /etc/seuil
            """,
        version: "0.1.0")

    // A list, so that a second one is seen: the parser would let the last stand.
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "The instance's folder, which holds seuild.yaml. Else $SEUIL_INSTANCE, else /etc/seuil.",
            valueName: "dir"))
    var instance: [String] = []

    @Flag(help: "Read the configuration and everything that it names, say what is wrong, and stop.")
    var check = false

    static func main() async {
        do {
            try await parse().run()
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            guard exitCode(for: error) != .success else { exit(withError: error) }
            let failure = Failure(message(for: error), EX_USAGE, hint: "see 'seuild --help'")
            failure.tell()
            exit(withError: failure.exitCode)
        }
    }

    func validate() throws {
        guard instance.count < 2 else {
            throw ValidationError("--instance is given twice, and takes one value")
        }
        guard instance.first?.isEmpty != true else { throw ValidationError("--instance is empty") }
    }

    func run() async throws {
        ProcessSetup.harden()
        let environment = ProcessInfo.processInfo.environment
        let folder = Seuild.folder(instance.first, environment)
        var known: Configuration?
        do {
            let file = folder.appending(Configuration.fileName)
            let configuration = try ConfigurationParser.parse(
                InstanceFiles.read(file), folder: folder, environment: environment)
            known = configuration
            if check {
                try InstanceCheck(configuration, now: Date()).run()
            } else {
                try await Daemon.run(configuration, environment: environment)
            }
        } catch {
            var failure = Failure(error, in: known)
            if let known { failure.tellOfLostKey(error, in: known) }
            failure.tell()
            throw failure.exitCode
        }
    }

    /// The instance's folder as an absolute path.
    private static func folder(_ option: String?, _ environment: [String: String]) -> FilePath {
        let set = environment["SEUIL_INSTANCE"] ?? ""
        let named = option ?? (set.isEmpty ? "/etc/seuil" : set)
        return FilePath(FileManager.default.currentDirectoryPath)
            .pushing(FilePath(named)).lexicallyNormalized()
    }
}
