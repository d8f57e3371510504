/// The grammar of what a policy names: short ASCII words that are safe in files, paths and headers.
enum PolicyNames {
    /// `pimms-accueil`: a policy, a table or an audience; names a file.
    static func isFileWord(_ word: String) -> Bool {
        matches(word, limit: 48, first: isLower) {
            isLower($0) || isDigit($0) || $0 == dash || $0 == low
        }
    }

    /// `birth_date`: a member, a dimension, a sum or a level; names a column.
    static func isColumnWord(_ word: String) -> Bool {
        matches(word, limit: 32, first: isLower) { isLower($0) || isDigit($0) || $0 == low }
    }

    /// `75`, `CAF`, `18-25`: a code. A leading `_` is SDMX's.
    static func isCode(_ word: String) -> Bool {
        matches(word, limit: 32, first: isAlphanumeric) {
            isAlphanumeric($0) || "._+-".utf8.contains($0)
        }
    }

    /// `codes/reasons.csv`: a file directly in `folder`.
    static func isPath(_ path: String, in folder: String, suffix: String) -> Bool {
        guard path.hasPrefix(folder + "/"), path.hasSuffix(suffix) else { return false }
        let name = path.dropFirst(folder.utf8.count + 1).dropLast(suffix.utf8.count)
        return matches(String(name), limit: 64, first: isAlphanumeric) {
            isAlphanumeric($0) || "._-".utf8.contains($0)
        }
    }

    /// Names that a visit, a table or a release uses for itself.
    static let reservedMembers = ["id", "at", "count", "requests"]
    static let reservedKept = reservedMembers + ["visits", "visitors"]

    private static let dash = UInt8(ascii: "-")
    private static let low = UInt8(ascii: "_")

    private static func matches(
        _ word: String, limit: Int, first: (UInt8) -> Bool, rest: (UInt8) -> Bool
    ) -> Bool {
        guard let head = word.utf8.first else { return false }
        return word.utf8.count <= limit && first(head) && word.utf8.allSatisfy(rest)
    }

    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLower(byte) || isDigit(byte) || (0x41...0x5A).contains(byte)
    }
}
