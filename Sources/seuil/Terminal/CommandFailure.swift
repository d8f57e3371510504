import Foundation
import SeuilCore

/// Why a command did not do what was asked: for a person in words, for a script in a number.
struct CommandFailure: Error {
    /// The codes of sysexits.h.
    enum Status: Int32 {
        case usage = 64
        case data = 65
        case noInput = 66
        case unavailable = 69
        case software = 70
        case cannotCreate = 73
        case ioError = 74
        case temporary = 75
        case protocolError = 76
        case noPermission = 77
    }

    var status: Status
    var message: String
    /// The next step: whoever reads a failure is never left without one.
    var hint: String
    /// Faults of files that a person wrote, shown before the message.
    var diagnostics: [Diagnostic] = []
    /// The answer on standard output has said it all already, for a script.
    var isTold = false

    init(_ status: Status, _ message: String, hint: String) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// A file with faults.
    init(_ diagnostics: Diagnostics, in what: String) {
        let count = diagnostics.list.count { $0.severity == .error }
        let isMissing = diagnostics.list.contains { $0.message == PolicyParser.missingFile }
        self.init(
            .data, "\(what) has \(count) error\(count == 1 ? "" : "s")",
            hint: isMissing
                ? "name a policy's folder, which holds \(PolicyFiles.policy), or that file itself"
                : "correct what is shown above, and give the command again")
        self.diagnostics = diagnostics.list
    }

    /// Tells the person and ends the process.
    func exit() -> Never {
        if !isTold {
            for diagnostic in diagnostics { Terminal.tell(diagnostic.rendered) }
            Terminal.tell("seuil: error: \(message)")
            Terminal.tell("seuil: hint: \(hint)")
        }
        Foundation.exit(status.rawValue)
    }
}
