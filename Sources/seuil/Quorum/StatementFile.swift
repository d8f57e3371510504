import Foundation
import SeuilCore
import SeuilCrypto

/// A statement and the signatures beside it, as files.
struct StatementFile {
    let path: String
    let statement: Statement
    /// The signatures so far.
    let signatures: [UInt8]?

    /// Where the signatures over the statement at `path` stand.
    static func signatures(of path: String) -> String {
        (path.hasSuffix(".json") ? String(path.dropLast(5)) : path) + ".p7s"
    }

    /// Reads the statement at `path`, and what lies beside it unless that is to be replaced.
    init(_ path: String, withSignatures: Bool = true) throws(CommandFailure) {
        let bytes = try InputFile.read(path, "statement")
        do throws(StatementFault) {
            statement = try Statement(bytes: bytes)
        } catch {
            guard case .quorum(let fault) = error else {
                throw CommandFailure(
                    .data, "\(path) is no statement",
                    hint:
                        "'seuil init', 'seuil quorum change' and 'seuil policy withdraw' write them"
                )
            }
            throw CommandFailure(
                .data, "\(path): \(fault)", hint: "have it written anew: see seuil quorum --help")
        }
        self.path = path
        let beside = StatementFile.signatures(of: path)
        signatures =
            withSignatures && FileManager.default.fileExists(atPath: beside)
            ? try InputFile.read(beside, "signature") : nil
    }

    /// Writes a new statement.
    static func write(_ statement: Statement, to path: String) throws(CommandFailure) {
        guard path.hasSuffix(".json") else {
            throw CommandFailure(
                .usage, "a statement's file ends in .json", hint: "--output \(path).json")
        }
        for path in [path, signatures(of: path)]
        where FileManager.default.fileExists(atPath: path) {
            throw CommandFailure(
                .cannotCreate, "\(path) is there already",
                hint: "name another file; what was signed is never written over")
        }
        try write(statement.bytes, to: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        try OutputFile.write(bytes, to: path)
    }
}
