import ArgumentParser
import Foundation
import SeuilClient

/// Which instance a command works on.
struct InstanceOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The instance's folder. (default: $SEUIL_INSTANCE, else /etc/seuil)", valueName: "dir"))
    var instance: String?

    var folder: URL {
        let environment = ProcessInfo.processInfo.environment["SEUIL_INSTANCE"] ?? ""
        let named = instance ?? (environment.isEmpty ? nil : environment)
        return URL(fileURLWithPath: named ?? InstanceSettings.usualFolder)
    }

    /// Where the instance's sockets and releases are.
    func settings() throws(CommandFailure) -> InstanceSettings {
        do throws(InstanceSettingsError) {
            return try InstanceSettings.read(folder)
        } catch {
            switch error {
            case .unreadable(let path):
                throw CommandFailure(
                    .noInput, "\(path) cannot be read",
                    hint: "name an instance with --instance DIR, or make one: seuil init DIR")
            case .invalid(let diagnostics): throw CommandFailure(diagnostics, in: "seuild.yaml")
            }
        }
    }

    /// Speaks to the instance's daemon.
    func control() throws(CommandFailure) -> ControlClient {
        ControlClient(socket: try settings().controlSocket)
    }

    /// A control error as a person reads it.
    func failure(_ error: ControlError) -> CommandFailure {
        switch error {
        case .connection(let reason):
            .unreachable((try? settings().controlSocket) ?? "the control socket", reason, self)
        case .refused(_, let code, let detail):
            CommandFailure(
                ControlText.status(code), ControlText.message(code, detail),
                hint: ControlText.hint(code))
        case .strangeAnswer:
            CommandFailure(.protocolError, "the daemon's answer was not understood")
        }
    }
}

extension CommandFailure {
    /// The daemon behind `socket` was not there.
    static func unreachable(
        _ socket: String, _ reason: ConnectionError, _ instance: InstanceOption?
    ) -> CommandFailure {
        let status: Status = reason == .forbidden ? .noPermission : .unavailable
        let folder = instance.map { " --instance \($0.folder.path)" } ?? ""
        return CommandFailure(
            status, "the daemon cannot be reached at \(socket): \(reason)",
            hint: reason == .forbidden
                ? "the socket's mode and group say who may use it" : "start it: seuild\(folder)")
    }
}

/// The daemon's refusals in the tool's words.
enum ControlText {
    /// What a script is told.
    static func status(_ code: String?) -> CommandFailure.Status {
        switch code {
        case "too-early", "period-damaged", "too-many-connections": .temporary
        case "peer-not-allowed": .noPermission
        case "closing-failed": .software
        default: .data
        }
    }

    /// What is wrong.
    static func message(_ code: String?, _ detail: String?) -> String {
        switch code {
        case "unknown-period": "there is no such period"
        case "already-closed": "the period is closed already"
        case "too-early": "the period's grace has not ended"
        case "peer-not-allowed": "you may not use this socket"
        case "no-release": "the period's key is lost: nothing can ever be released of it"
        case "period-damaged": "the period's files cannot be read now"
        default: detail ?? "the daemon refused"
        }
    }

    /// What to do about it.
    static func hint(_ code: String?) -> String? {
        switch code {
        case "unknown-period": "list them: seuil period list"
        case "too-early":
            "it closes by itself; closing earlier would choose whom to isolate"
        case "period-damaged", "closing-failed": "the daemon's log says why"
        default: nil
        }
    }
}
