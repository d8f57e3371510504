import ArgumentParser
import Foundation
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

            Example:
              seuild --instance /etc/seuil --check && seuild --instance /etc/seuil
            """,
        version: "0.1.0")

    @Option(
        help: ArgumentHelp(
            "The instance's folder, which holds seuild.yaml. Else $SEUIL_INSTANCE, else /etc/seuil.",
            valueName: "dir"))
    var instance: String?

    @Flag(help: "Read the configuration and everything that it names, say what is wrong, and stop.")
    var check = false

    func run() async throws {
        ProcessSetup.harden()
        let environment = ProcessInfo.processInfo.environment
        let folder = Seuild.folder(instance, environment)
        do {
            let file = folder.appending(Configuration.fileName)
            let configuration = try ConfigurationParser.parse(
                InstanceFiles.read(file), folder: folder, environment: environment)
            if check {
                try InstanceCheck(configuration, now: Date()).run()
            } else {
                try await Daemon.run(configuration, environment: environment)
            }
        } catch {
            let failure = Failure(error)
            failure.tell()
            throw failure.exitCode
        }
    }

    /// The instance's folder as an absolute path.
    private static func folder(_ option: String?, _ environment: [String: String]) -> FilePath {
        let named = option ?? environment["SEUIL_INSTANCE"] ?? "/etc/seuil"
        return FilePath(FileManager.default.currentDirectoryPath)
            .pushing(FilePath(named)).lexicallyNormalized()
    }
}
