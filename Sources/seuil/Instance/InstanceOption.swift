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
                var reason = ""
                do throws(ByteSourceError) {
                    try ByteSource.check(path: path)
                } catch {
                    reason = ": \(error.reason)"
                }
                throw CommandFailure(
                    .noInput, "\(path) cannot be read\(reason)",
                    hint: "name an instance with --instance DIR, or make one: seuil init DIR")
            case .invalid(let diagnostics): throw CommandFailure(diagnostics, in: "seuild.yaml")
            }
        }
    }
}

extension CommandFailure {
    /// The daemon behind `socket` was not there.
    static func unreachable(
        _ socket: String, _ reason: ConnectionError, _ instance: InstanceOption?
    ) -> CommandFailure {
        let status: Status = reason == .forbidden ? .noPermission : .unavailable
        let hint =
            switch reason {
            case .forbidden: "the socket's mode and group say who may use it: ls -l \(socket)"
            case .pathTooLong:
                "a socket's path has at most \(UnixHTTPClient.longestPath) bytes; name a shorter one"
            default:
                instance.map { "start it: seuild --instance \($0.folder.path)" }
                    ?? "check the socket's path, and have the daemon that listens there started"
            }
        return CommandFailure(
            status, "the daemon cannot be reached at \(socket): \(reason)", hint: hint)
    }
}
