import ArgumentParser
import Foundation
import SeuilClient

/// Where a daemon is asked and commanded.
struct ControlSocketOption: ParsableArguments {
    @OptionGroup var instance: InstanceOption

    @Option(
        help: ArgumentHelp(
            "The control socket, for an operator who may not read the instance.",
            valueName: "path"))
    var socket: String?

    /// The control socket's path.
    func path() throws(CommandFailure) -> String {
        if let socket { return socket }
        return try instance.settings().controlSocket
    }

    /// `command` with the instance as its option; nothing for whoever knows only a socket.
    private func command(_ command: String) -> String {
        socket == nil ? "\(command) --instance \(instance.folder.path)" : ""
    }

    /// The same daemon, for another command of this tool.
    private var place: String {
        socket.map { "--socket \($0)" } ?? "--instance \(instance.folder.path)"
    }

    /// Files are recorded, and not written yet: the command was carried out, and something is left to be done.
    func unwritten(_ message: String) -> CommandFailure {
        CommandFailure(
            .cannotCreate, message,
            hint: "the daemon goes on trying; what keeps it from writing: seuil status \(place)")
    }

    /// A control error of the daemon at `path` as a person reads it.
    func failure(_ error: ControlError, at path: String) -> CommandFailure {
        switch error {
        case .connection(let reason): .unreachable(path, reason, socket == nil ? instance : nil)
        case .unanswered(let reason):
            CommandFailure(
                .temporary,
                "the daemon at \(path) has gone before it answered (\(reason)): whether the command was carried out "
                    + "is not known",
                hint:
                    "start it again\(command(" with: seuild")), then give the same command again: what was done "
                    + "is not done a second time")
        case .refused(_, let code, let detail):
            CommandFailure(
                ControlText.status(code), ControlText.message(code, detail),
                hint: ControlText.hint(code, place))
        case .strangeAnswer:
            CommandFailure(
                .protocolError, "the daemon's answer was not understood",
                hint: "tool and daemon belong to one version: seuild --version")
        }
    }
}
