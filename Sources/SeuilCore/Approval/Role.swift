/// The office in which somebody signs: `director`, `auditor`, or `signer` where a site knows one only.
///
/// A small letter, then up to 31 small letters, digits and hyphens; never `all`, which stands for every role together.
public struct Role: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The role of all where none is named.
    public static let signer = Role(unchecked: "signer")
    /// The word for all roles together.
    public static let all = "all"

    public let name: String

    /// The role `name`; `nil` when it can be none's.
    public init?(_ name: String) {
        let bytes = Array(name.utf8)
        guard (1...32).contains(bytes.count), (0x61...0x7A).contains(bytes[0]), name != Role.all,
            bytes.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            })
        else { return nil }
        self.name = name
    }

    private init(unchecked name: String) { self.name = name }

    public var description: String { name }

    public static func < (left: Role, right: Role) -> Bool {
        left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
