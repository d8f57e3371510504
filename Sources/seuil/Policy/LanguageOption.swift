public import ArgumentParser
import Foundation
public import SeuilCore

/// `--lang`: the language of what a command writes for people.
struct LanguageOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The language, fr or en. (default: fr where LC_ALL, LC_MESSAGES or LANG begins so, else en)",
            valueName: "language"))
    var lang: Language?

    /// The language chosen, else the environment's.
    var language: Language {
        if let lang { return lang }
        let environment = ProcessInfo.processInfo.environment
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
        return set.first { !$0.isEmpty }?.hasPrefix("fr") == true ? .fr : .en
    }
}

extension Language: ExpressibleByArgument {}
