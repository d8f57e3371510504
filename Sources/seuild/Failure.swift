import ArgumentParser
import Foundation
import Glibc
import SeuilCore
import SeuilService
import SystemPackage

/// Why the daemon did not start, as its operator reads it.
struct Failure {
    private let error: String
    /// The next step.
    private var hint: String
    /// Diagnostics of a file, already written out.
    private var details: String?
    /// Source: sysexits.h.
    let exitCode: ExitCode

    init(_ error: String, _ code: Int32, hint: String, details: String? = nil) {
        self.error = error
        self.hint = hint
        self.details = details
        exitCode = ExitCode(code)
    }

    /// Writes it to standard error.
    func tell() {
        var text = details ?? ""
        text += "seuild: error: \(error)\n"
        text += "seuild: hint: \(hint)\n"
        LogLines.writeToStandardError(text)
    }
}

extension Failure {
    /// What to do where the host key is not there, or cannot be.
    static let hostKeyRemedy =
        "put back the copy that was kept apart; without one, nothing is lost only where nothing was counted yet: "
        + "'seuil init DIR' makes a new instance"

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

    /// - Parameter configuration: That of the instance, once it was read.
    init(_ error: any Error, in configuration: Configuration?) {
        let policy = configuration?.policy.string ?? "POLICY"
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
        case let error as PolicyRefusal: self.init(error, policy)
        case let error as PolicyFolderError:
            self.init("\(error)", EX_NOINPUT, hint: "check 'policy' in seuild.yaml")
        default:
            self.init(
                "the daemon ended: \(error)", EX_SOFTWARE,
                hint: "the log above says what it did last; start it again")
        }
    }

    private init(_ error: Diagnostics) {
        self.init(
            "the configuration has \(error.list.count == 1 ? "an error" : "errors")",
            EX_CONFIG,
            hint: "correct seuild.yaml at the places shown above; config/seuild.yaml has every key",
            details: error.rendered + "\n")
    }

    private init(_ error: InstanceError) {
        switch error {
        case .unreadable(let path, .noSuchFileOrDirectory):
            self.init(
                "\(path) does not exist", EX_NOINPUT,
                hint: "'seuil init DIR' makes a complete instance")
        case .unreadable(let path, .permissionDenied):
            self.init(
                "\(path) may not be read by this user", EX_NOPERM,
                hint: "run it as the user who owns the instance: ls -l \(path)")
        case .unreadable(let path, let reason):
            self.init(
                "\(path) cannot be read: \(reason)", EX_NOINPUT,
                hint: "look at it: ls -l \(path); 'seuil init DIR' makes a complete instance")
        case .unusable(let path, let reason, let remedy):
            self.init("\(path) cannot be used: \(reason)", EX_CONFIG, hint: remedy)
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

    private init(_ error: PolicyRefusal, _ folder: String) {
        var details: String?
        if case .invalid(let diagnostics) = error { details = diagnostics.rendered + "\n" }
        self.init(
            "the policy would be refused: \(error)", EX_CONFIG,
            hint: Failure.remedy(error, folder), details: details)
    }

    private static func remedy(_ refusal: PolicyRefusal, _ folder: String) -> String {
        let signing = "seuil policy sign \(folder) --key KEY --cert CERT"
        return switch refusal {
        case .unsigned, .malformedSignatures, .tooFewSigners: "its signers sign it with: \(signing)"
        case .lowerVersion, .sameVersionOtherContent: "with 'version' raised: \(signing)"
        case .expired, .notYetInForce:
            "change in_force in \(folder)/\(PolicyFiles.policy), raise version, and sign it: \(signing)"
        case .invalid: "correct it; 'seuil policy check \(folder)' shows the same"
        case .recipientDecides:
            "a recipient who signs needs two keys: take another certificate for one of the two, and sign: \(signing)"
        case .malformedManifest, .altered, .missingFile, .unlistedFile, .unnamedFile:
            "bring back the files that were signed or, if the change is meant, sign it: \(signing)"
        }
    }

    private init(_ error: SocketError) {
        switch error {
        case .occupied(let path):
            self.init(
                "another process listens at \(path)", EX_TEMPFAIL,
                hint: "if it is a daemon of this instance, leave it or stop it: fuser \(path)")
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
            self.init(
                "there is no user '\(name)'", EX_CONFIG,
                hint: "make it, or name another under 'sockets' in seuild.yaml")
        case .unknownGroup(let name):
            self.init(
                "there is no group '\(name)'", EX_CONFIG,
                hint: "make it, or name another under 'sockets' in seuild.yaml")
        case .system(let path, let reason):
            self.init(
                "the socket \(path) cannot be made: \(reason)", EX_OSERR,
                hint:
                    "'sockets' in seuild.yaml names it: its folder must be there, and its user may write to it"
            )
        }
    }
}
