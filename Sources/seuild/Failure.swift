import ArgumentParser
import Foundation
import Glibc
import SeuilCore
import SeuilService
import SystemPackage

/// Why the daemon did not start, as its operator reads it.
struct Failure {
    private let error: String
    private var hint: String?
    /// Diagnostics of a file, already written out.
    private var details: String?
    /// Source: sysexits.h.
    let exitCode: ExitCode

    init(_ error: String, _ code: Int32, hint: String? = nil, details: String? = nil) {
        self.error = error
        self.hint = hint
        self.details = details
        exitCode = ExitCode(code)
    }

    /// Writes it to standard error.
    func tell() {
        var text = details ?? ""
        text += "seuild: error: \(error)\n"
        if let hint { text += "seuild: hint: \(hint)\n" }
        LogLines.writeToStandardError(text)
    }
}

extension Failure {
    /// Says, where visits were sealed already, that no new host key helps.
    mutating func tellOfLostKey(_ error: any Error, in configuration: Configuration) {
        let site = configuration.state.appending("site.sqlite").string
        guard FileManager.default.fileExists(atPath: site),
            !FileManager.default.fileExists(atPath: configuration.hostKey.string)
        else { return }
        switch error {
        case InstanceError.unreadable(configuration.hostKey, _): break
        case VaultError.hostKeyUnusable: break
        default: return
        }
        hint = "this state was sealed under it: put back the copy of the key that was kept apart"
    }

    init(_ error: any Error) {
        switch error {
        case let error as Diagnostics: self.init(error)
        case let error as InstanceError: self.init(error)
        case let error as FolderFault: self.init(error)
        case let error as VaultError: self.init(error)
        case let error as WriteInDoubt:
            self.init(
                "it is not known whether a write reached the disk: \(error.fault)", EX_IOERR,
                hint: "start again: what was answered is kept, and senders repeat the rest")
        case let error as SocketError: self.init(error)
        case let error as PolicyRefusal: self.init(error)
        case let error as PolicyFolderError:
            self.init("\(error)", EX_NOINPUT, hint: "check 'policy' in seuild.yaml")
        default: self.init("the daemon ended: \(error)", EX_SOFTWARE)
        }
    }

    private init(_ error: Diagnostics) {
        self.init(
            "the configuration has \(error.list.count == 1 ? "an error" : "errors")",
            EX_CONFIG, details: error.rendered + "\n")
    }

    private init(_ error: InstanceError) {
        switch error {
        case .unreadable(let path, .noSuchFileOrDirectory):
            self.init(
                "\(path) does not exist", EX_NOINPUT,
                hint: "'seuil init DIR' makes a complete instance")
        case .unreadable(let path, .permissionDenied):
            self.init("\(path) may not be read by this user", EX_NOPERM)
        case .unreadable(let path, let reason):
            self.init("\(path) cannot be read: \(reason)", EX_NOINPUT)
        case .unusable(let path, let reason):
            self.init("\(path) cannot be used: \(reason)", EX_CONFIG)
        }
    }

    private init(_ error: FolderFault) {
        let isRefused = [.system(.permissionDenied), .system(.readOnlyFileSystem)]
            .contains(error.reason)
        self.init(
            "\(error)", isRefused ? EX_NOPERM : EX_CONFIG,
            hint:
                "'state' and 'outbox' in seuild.yaml name folders that the daemon's user writes to, and 'ledger' "
                + "stands beside the outbox; run this check as that user")
    }

    private init(_ error: PolicyRefusal) {
        var details: String?
        if case .invalid(let diagnostics) = error { details = diagnostics.rendered + "\n" }
        self.init(
            "the policy would be refused: \(error)", EX_CONFIG,
            hint: Failure.remedy(error), details: details)
    }

    private static func remedy(_ refusal: PolicyRefusal) -> String? {
        switch refusal {
        // It says itself what to do, and who verifies elsewhere cannot know what was in force here.
        case .lowerVersion, .sameVersionOtherContent: nil
        default: "'seuil policy verify' says more"
        }
    }

    private init(_ error: SocketError) {
        switch error {
        case .occupied(let path):
            self.init("another process listens at \(path)", EX_TEMPFAIL)
        case .notASocket(let path):
            self.init(
                "\(path) is not a socket", EX_CONFIG,
                hint: "move it away, or choose another path under 'sockets'")
        case .notListening(let descriptor):
            self.init(
                "descriptor \(descriptor) is no listening Unix stream socket", EX_CONFIG,
                hint: "ListenStream= in the socket unit makes one")
        case .unexpectedName(let name):
            self.init(
                "a socket named '\(name)' was handed over", EX_CONFIG,
                hint: "FileDescriptorName= is events or control, each once")
        case .unknownUser(let name):
            self.init("there is no user '\(name)'", EX_CONFIG)
        case .unknownGroup(let name):
            self.init("there is no group '\(name)'", EX_CONFIG)
        case .system(let path, let reason):
            self.init("the socket \(path) cannot be made: \(reason)", EX_OSERR)
        }
    }
}
