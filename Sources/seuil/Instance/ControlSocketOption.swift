import ArgumentParser
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

    /// A control error of the daemon at `path` as a person reads it.
    func failure(_ error: ControlError, at path: String) -> CommandFailure {
        switch error {
        case .connection(let reason): .unreachable(path, reason, socket == nil ? instance : nil)
        case .refused(_, let code, let detail):
            CommandFailure(
                ControlText.status(code), ControlText.message(code, detail),
                hint: ControlText.hint(code))
        case .strangeAnswer:
            CommandFailure(.protocolError, "the daemon's answer was not understood")
        }
    }
}
