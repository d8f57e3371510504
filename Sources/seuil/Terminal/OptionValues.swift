import ArgumentParser
import Foundation

/// Refuses values of options that were hardly meant: a second one where one is taken, and an empty one.
///
/// The parser lets the last of two values stand without a word, so that `--signers kept.pem … --signers other.pem`
/// checks against other signers than its reader sees; and `--log-key "$KEY"` with a variable that is not set would
/// ask for something else than was meant. Which options take one value is what the parser itself says of a command,
/// for all commands at once.
enum OptionValues {
    /// Checks `arguments`, the command line without the program's name.
    static func check(_ arguments: [String]) throws(CommandFailure) {
        guard !arguments.contains(where: { $0 == "--help" || $0 == "-h" }) else { return }
        // What the parser says of a command is long: it is asked only where something is twice there, or empty.
        let names = arguments.filter { $0.hasPrefix("-") }.map { $0.prefix { $0 != "=" } }
        guard
            Set(names).count < names.count
                || arguments.contains(where: { $0.isEmpty || $0.hasSuffix("=") })
        else { return }
        let command = command(of: arguments)
        let options = Dictionary(
            Self.options(of: command).flatMap { option in
                option.spellings.map { ($0, option) }
            }
        ) { first, _ in first }
        var given: Set<String> = []
        var rest = arguments[...]
        while let word = rest.popFirst(), word != "--" {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let option = parts.first.flatMap({ options[String($0)] }) else { continue }
            let value = parts.count > 1 ? String(parts[1]) : rest.first
            if value?.isEmpty == true {
                throw failure("\(option.name) is empty", of: command)
            }
            guard option.isRepeating || given.insert(option.name).inserted else {
                throw failure("\(option.name) is given twice, and takes one value", of: command)
            }
            if parts.count == 1, option.takesAnyWord { rest = rest.dropFirst() }
        }
    }

    private static func failure(
        _ message: String, of command: [any ParsableCommand.Type]
    ) -> CommandFailure {
        let names = command.map { $0._commandName }.joined(separator: " ")
        return CommandFailure(.usage, message, hint: "see '\(names) --help'")
    }

    /// The command that the first words name, and those above it.
    private static func command(of arguments: [String]) -> [any ParsableCommand.Type] {
        var path: [any ParsableCommand.Type] = [Seuil.self]
        for word in arguments {
            let next = path.last?.configuration.subcommands.first { $0._commandName == word }
            guard let next else { break }
            path.append(next)
        }
        return path
    }

    /// An option that takes a value.
    private struct Option {
        /// As it is told: `--log-key`.
        let name: String
        let spellings: [String]
        let isRepeating: Bool
        /// Whether its value may look like an option.
        let takesAnyWord: Bool
    }

    private static func options(of command: [any ParsableCommand.Type]) -> [Option] {
        guard let last = command.last,
            let tool = try? JSONDecoder().decode(Tool.self, from: Data(last._dumpHelp().utf8))
        else { preconditionFailure("the parser describes every command") }
        return (tool.command.arguments ?? []).filter { $0.kind == "option" }.map { argument in
            let spellings = (argument.names ?? []).map { name in
                (name.kind == "long" ? "--" : "-") + name.name
            }
            return Option(
                name: spellings.first { $0.hasPrefix("--") } ?? spellings.first ?? "",
                spellings: spellings, isRepeating: argument.isRepeating,
                takesAnyWord: argument.parsingStrategy == "unconditional")
        }
    }

    /// What is used here of the parser's own description of a command.
    ///
    /// Source: swift-argument-parser, `ToolInfoV0`, what `--experimental-dump-help` prints.
    private struct Tool: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]?
        }
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            let kind: String
            let isRepeating: Bool
            let parsingStrategy: String
            let names: [Name]?
        }
        let command: Command
    }
}
