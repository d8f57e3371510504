import Foundation
import GRDB
import SeuilCrypto
import Testing

/// Whoever has an instance's files and its host key, and has read this program: tries every key that the files
/// give, for every use that there is, on every box.
struct Administrator {
    /// A box that opened: what it was bound to, and what was in it.
    struct Opened {
        let what: String
        let content: [UInt8]
    }

    private let hostKey: [UInt8]
    private let site: [UInt8]
    private let policies: [[UInt8]]
    private let releases: [(period: String, audience: String)]
    private let periods: [String]

    /// Reads what the site's file says in clear.
    init(hostKey: [UInt8], siteFile: URL) throws {
        self.hostKey = hostKey
        let database = try Administrator.database(siteFile)
        (site, policies, periods, releases) = try database.read { db in
            (
                try #require(try Data.fetchOne(db, sql: "SELECT identifier FROM meta")).bytes,
                try Data.fetchAll(db, sql: "SELECT digest FROM policies").map(\.bytes),
                try String.fetchAll(db, sql: "SELECT id FROM periods"),
                try Row.fetchAll(db, sql: "SELECT period, audience FROM releases")
                    .map { ($0["period"], $0["audience"]) }
            )
        }
    }

    /// Every BLOB of the database at `file`, with the table and column that it stands in.
    static func blobs(of file: URL) throws -> [(column: String, bytes: [UInt8])] {
        try database(file).read { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            return try tables.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").flatMap { row in
                    row.compactMap { column, value in
                        guard case .blob(let data) = value.storage else { return nil }
                        return ("\(table).\(column)", data.bytes)
                    }
                }
            }
        }
    }

    /// A copy of the database at `file` and of its log, so that looking changes nothing.
    static func database(_ file: URL) throws -> DatabaseQueue {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("copy")
        for end in ["", "-wal"] where FileManager.default.fileExists(atPath: file.path + end) {
            try FileManager.default.copyItem(
                at: URL(fileURLWithPath: file.path + end),
                to: URL(fileURLWithPath: copy.path + end))
        }
        // The open database keeps its files after their names have gone.
        let database = try DatabaseQueue(path: copy.path)
        _ = try database.read { db in try Int.fetchOne(db, sql: "SELECT 1 FROM sqlite_master") }
        return database
    }

    /// The three boxes of a period's key file: the master key's, behind a title, and the fold keys'.
    static func boxes(ofKeyFile bytes: [UInt8]) throws -> [[UInt8]] {
        let title = Array("seuil period keys 1\n".utf8)
        try #require(bytes.starts(with: title) && bytes.count == 3 * 4096)
        let byteCount = SealedBox.keyByteCount + SealedBox.overheadByteCount
        return [title.count, 4096, 8192].map { Array(bytes[$0..<$0 + byteCount]) }
    }

    /// All that opens of `boxes`, under the host key and every key found on the way.
    func open(_ boxes: [[UInt8]]) -> [Opened] {
        var opened: [Opened] = []
        var closed = boxes.filter { $0.count > SealedBox.overheadByteCount }
        let bindings = bindings
        var keys = uses(of: hostKey)
        while !keys.isEmpty {
            var found: [[UInt8]] = []
            closed.removeAll { box in
                guard let one = open(box, under: keys, bindings) else { return false }
                opened.append(one)
                if one.content.count == SealedBox.keyByteCount { found.append(one.content) }
                return true
            }
            keys = found.flatMap(uses)
        }
        return opened
    }

    private func open(
        _ box: [UInt8], under keys: [Key], _ bindings: [(what: String, data: [UInt8])]
    ) -> Opened? {
        for key in keys {
            for (what, binding) in bindings {
                if let content = try? SealedBox.open(box, under: key.bytes, binding: binding) {
                    return Opened(what: what, content: content)
                }
            }
        }
        return nil
    }

    /// A key that several attempts share.
    private final class Key {
        let bytes: SecretBytes
        init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    }

    /// A key itself, and all that are derived from keys anywhere in the vault.
    private func uses(of key: [UInt8]) -> [Key] {
        let uses = [
            "seuil/1/host/site", "seuil/1/host/period", "seuil/1/fold-key",
            "seuil/1/fold/snapshot", "seuil/1/fold/delta",
        ]
        let whole = SecretBytes(copying: key)
        var keys = uses.map { use in
            Key(
                KeyDerivation.hkdfSHA256(
                    whole, salt: [], info: use, byteCount: SealedBox.keyByteCount))
        }
        keys.append(Key(whole))
        return keys
    }

    /// What a box may be bound to.
    private var bindings: [(what: String, data: [UInt8])] {
        var all = [("nothing", []), ("site key", Array("seuil site key 1".utf8) + site)]
        for (period, audience) in releases {
            let name = "figures of \(period) for \(audience)"
            all.append((name, Array("seuil site 1".utf8) + site + Array(name.utf8)))
        }
        for period in periods {
            for policy in policies {
                for content in ["master key", "fold key", "tally", "events", "delta"] {
                    for (generation, sequence) in places(of: content) {
                        var data = Array("seuil vault 1".utf8)
                        for part in [site, Array(period.utf8), policy, Array(content.utf8)] {
                            data += bigEndian(part.count) + part
                        }
                        data += bigEndian(generation) + bigEndian(sequence)
                        all.append(("\(content) of \(period)", data))
                    }
                }
            }
        }
        return all
    }

    /// Where a box of `content` may stand, in a test that folds and commits a few times only.
    private func places(of content: String) -> [(generation: Int, sequence: Int)] {
        switch content {
        case "master key": [(0, 0)]
        case "delta": (1...4).flatMap { generation in (1...8).map { (generation, $0) } }
        default: (1...4).map { ($0, 0) }
        }
    }

    private func bigEndian(_ number: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}

extension Data {
    fileprivate var bytes: [UInt8] { Array(self) }
}
