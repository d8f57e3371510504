/// A closed list of codes in a tree whose root is the total `_T` (SDMX).
///
/// Entries stand in preorder, each parent before its children, so that entry 0 is `_T` and a table over the
/// list reads from the total down. A value of a visit is always a leaf.
public struct Codelist: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public var code: String
        public var label: LocalizedText
        /// An index into `entries`; `nil` only for `_T`.
        public var parent: Int?

        public init(code: String, label: LocalizedText, parent: Int?) {
            self.code = code
            self.label = label
            self.parent = parent
        }
    }

    public static let totalCode = "_T"
    public static let unknownCode = "_U"
    public static let otherCode = "_O"

    public let entries: [Entry]
    /// For each entry, its children in order; empty for a leaf.
    public let children: [[Int]]
    /// The named levels of a banded dimension: for each, the entries that part the leaves at that level.
    public let levels: [String: [Int]]
    private let indices: [String: Int]

    /// Makes a code list of `entries`, in preorder, the first being `_T`; codes are unique.
    public init(entries: [Entry], levels: [String: [Int]] = [:]) {
        precondition(entries.first?.code == Codelist.totalCode, "a code list begins with its total")
        var children = [[Int]](repeating: [], count: entries.count)
        var indices: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            if let parent = entry.parent { children[parent].append(index) }
            indices[entry.code] = index
        }
        self.entries = entries
        self.children = children
        self.levels = levels
        self.indices = indices
    }

    /// The index of `code`, which may be a group or the total.
    public func index(of code: String) -> Int? { indices[code] }

    public func isLeaf(_ index: Int) -> Bool { children[index].isEmpty }

    /// The leaves in order.
    public var leaves: [Int] { entries.indices.filter(isLeaf) }

    /// `index`, its parent and so on up to `_T`.
    public func path(from index: Int) -> [Int] {
        var path = [index]
        while let parent = entries[path[path.count - 1]].parent { path.append(parent) }
        return path
    }
}
