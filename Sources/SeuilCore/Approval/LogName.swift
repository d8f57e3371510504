public import SeuilCrypto

/// A site's log: its random identifier, and the key that signs its checkpoints.
public struct LogName: Sendable, Hashable {
    public let key: LogVerifier
    /// The site's identifier: 16 bytes in hexadecimal.
    public let site: String

    private static let prefix = "seuil/"

    /// The log of `key`; `nil` when its name is no site's.
    public init?(_ key: LogVerifier) {
        guard key.name.utf8.starts(with: LogName.prefix.utf8) else { return nil }
        let site = String(key.name.dropFirst(LogName.prefix.count))
        guard LogName.isSite(site) else { return nil }
        self.key = key
        self.site = site
    }

    init?(_ fields: LedgerFields) {
        guard let text = fields.text("logKey"), let key = try? LogVerifier(text: text) else {
            return nil
        }
        self.init(key)
    }

    /// Whether `word` is a site's identifier: 16 bytes in hexadecimal.
    public static func isSite(_ word: String) -> Bool {
        word.utf8.count == 32
            && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The name of the log of `site`, which its key bears.
    public static func origin(ofSite site: String) -> String { prefix + site }
}

/// The state of a log that a site kept before this one.
public struct EarlierLog: Sendable, Hashable {
    public let origin: String
    public let size: Int
    public let root: Digest

    /// The state that `checkpoint` names; `nil` when its origin cannot stand in a statement.
    public init?(_ checkpoint: Checkpoint) {
        guard checkpoint.origin.utf8.allSatisfy({ LedgerValue.isPlain($0) }) else { return nil }
        origin = checkpoint.origin
        size = checkpoint.size
        root = checkpoint.root
    }

    init?(_ fields: LedgerFields?) {
        guard let origin = fields?.text("origin"), let size = fields?.number("size"),
            let root = fields?.digest("root")
        else { return nil }
        self.origin = origin
        self.size = size
        self.root = root
    }

    var members: [(name: String, value: LedgerValue)] {
        [
            (
                "earlier",
                .object([
                    ("origin", .string(origin)), ("size", .number(size)),
                    ("root", .string(root.hex)),
                ])
            )
        ]
    }
}
