import Foundation
import SeuilCore
import SystemPackage

/// The folder in which signed statements are laid for the daemon: each a `.json` file, its signatures beside it.
struct StatementFolder {
    /// What a new instance is founded with.
    static let founding = "founding.json"
    /// More statements are not looked at.
    private static let limit = 256

    let path: FilePath

    /// The file of a statement's signatures.
    static func signatures(of path: FilePath) -> FilePath {
        var path = path
        path.extension = "p7s"
        return path
    }

    /// Every statement with its name, without the founding, changes of the quorum by their numbers and then all others
    /// by name; what cannot be read as one has none.
    func statements() throws(VaultError) -> [(
        name: String, statement: Statement?, signed: SignedStatement
    )] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path.string)) ?? []
        var found: [(name: String, statement: Statement?, signed: SignedStatement)] = []
        for name in names.sorted().prefix(StatementFolder.limit)
        where name.hasSuffix(".json") && name != StatementFolder.founding {
            let file = path.appending(name)
            guard let bytes = try DurableFile.read(file) else { continue }
            let signatures = try DurableFile.read(StatementFolder.signatures(of: file)) ?? []
            found.append(
                (
                    name, try? Statement(bytes: bytes),
                    SignedStatement(statement: bytes, signatures: signatures)
                ))
        }
        return found.sorted { ($0.statement.place, $0.name) < ($1.statement.place, $1.name) }
    }
}

extension Statement? {
    /// Changes of the quorum come before what is signed under it.
    fileprivate var place: Int {
        guard case .quorum(let change) = self else { return .max }
        return change.number
    }
}
