import Foundation
import SeuilAudit
import SeuilCrypto
import SeuilRelease

/// Where `seuil open` remembers the sites whose releases it has opened.
enum ReaderMemory {
    /// `$XDG_STATE_HOME/seuil/sites`, else the same in `~/.local/state`.
    ///
    /// Source: XDG Base Directory Specification.
    ///
    /// - Parameter isRehearsal: Rehearsals are remembered apart, in `seuil/rehearsals`.
    static func folder(isRehearsal: Bool) -> URL {
        let set = ProcessInfo.processInfo.environment["XDG_STATE_HOME"] ?? ""
        let state =
            set.hasPrefix("/")
            ? URL(fileURLWithPath: set)
            : FileManager.default.homeDirectoryForCurrentUser
                .appendingPathComponent(".local/state")
        return state.appendingPathComponent(isRehearsal ? "seuil/rehearsals" : "seuil/sites")
    }

    /// Why a release was refused, in a person's words.
    static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let error as MemoryRefusal: failure(error)
        case MemoryFileError.unreadable(let path):
            CommandFailure(
                .data, "what was remembered of this site, \(path), cannot be read",
                hint: "move it away and keep it; --forget opens without comparing")
        case MemoryFileError.notWritable(let path):
            CommandFailure(
                .cannotCreate, "\(path) cannot be written, where this site is remembered",
                hint: "--forget opens without comparing and remembers nothing")
        case let failure as CommandFailure: failure
        default:
            CommandFailure(
                .software, "the memory of this site failed",
                hint: "--forget opens without comparing and remembers nothing")
        }
    }

    private static func failure(_ refusal: MemoryRefusal) -> CommandFailure {
        let hint =
            "keep this file and the ones before, and ask the site and its auditor; "
            + "--forget opens without comparing"
        return switch refusal {
        case .secondRelease:
            CommandFailure(
                .data,
                "another release of this period was opened before; released figures never change",
                hint: hint)
        case .numberTwice:
            CommandFailure(
                .data, "a release of another period was opened before under the same number",
                hint: hint)
        case .rehearsal:
            CommandFailure(
                .data, "a rehearsal is not remembered with sites, nor a site with rehearsals",
                hint: hint)
        case .secondErratum:
            CommandFailure(
                .data, "another erratum was opened before under the same number", hint: hint)
        case .erratumOfAnotherRelease:
            CommandFailure(
                .data,
                "the erratum is about another release of the period than the one that was opened",
                hint: hint)
        case .forked(let size):
            CommandFailure(
                .data,
                "the site's ledger was rewritten: another root over its first \(size) entries was seen",
                hint: hint)
        case .otherLog(let found):
            CommandFailure(
                .data, "the release names another ledger than the site's releases before: \(found)",
                hint: "if the site says by another way that it began a new one: --accept-log VKEY")
        case .withoutLedger:
            CommandFailure(
                .data, "the release names no ledger, although earlier ones of this site do",
                hint: hint)
        case .checkpointOutOfOrder:
            CommandFailure(
                .data,
                "the release carries a ledger's state that does not fit between its neighbours'",
                hint: hint)
        case .proofDiffers:
            CommandFailure(
                .data, "the proof beside the release does not prove this file",
                hint: "the file was sealed again by somebody, or the proof is of another one")
        }
    }
}
