import ArgumentParser
import Foundation

/// A command line that was not understood, told in the tool's one voice.
enum UsageFailure {
    /// Tells what is wrong with the command line and where its help is, and ends the process.
    static func exit(_ error: any Error) -> Never {
        let message = Seuil.message(for: error)
        let lines = Seuil.fullMessage(for: error).split(separator: "\n")
        let help = lines.compactMap(quotedHelp).last ?? "seuil --help"
        CommandFailure(.usage, message, hint: "see '\(help)'").exit()
    }

    /// The command in `See 'seuil emit --help' for more information.`
    private static func quotedHelp(_ line: Substring) -> String? {
        let parts = line.split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].hasPrefix("seuil"), parts[1].hasSuffix("--help") else {
            return nil
        }
        return String(parts[1])
    }
}
