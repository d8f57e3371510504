import SeuilCore

/// The sets of one dimension's leaves that cells speak of, each once.
///
/// Two codes, or a code and what a filter leaves over, that hold the same leaves are one category: they
/// count the same visits. Category 0 holds every leaf, the total.
struct Categories {
    static let total = 0

    /// For each category its leaves (indices into the code list), ascending.
    private(set) var leaves: [[Int]] = []
    /// Whether the category is a code's, or a block of a partition: of two such categories either one holds
    /// the other or they share nothing. What a filter leaves over need not be so.
    private(set) var isNested: [Bool] = []
    private var identities: [[Int]: Int] = [:]
    private var leafSets: [Set<Int>] = []
    private let codelist: Codelist
    private let leavesByEntry: [[Int]]

    init(_ codelist: Codelist) {
        var leavesByEntry = [[Int]](repeating: [], count: codelist.entries.count)
        for leaf in codelist.leaves {
            for entry in codelist.path(from: leaf) { leavesByEntry[entry].append(leaf) }
        }
        self.codelist = codelist
        self.leavesByEntry = leavesByEntry
        _ = intern(codelist.leaves, isNested: true)
    }

    /// The category of a code.
    mutating func category(of entry: Int) -> Int {
        intern(leavesByEntry[entry], isNested: true)
    }

    /// The category of every leaf that is not under `entry`.
    mutating func complement(of entry: Int) -> Int {
        let under = Set(leavesByEntry[entry])
        return intern(codelist.leaves.filter { !under.contains($0) }, isNested: false)
    }

    /// The coarsest partition that refines each of `partitions` (of categories).
    mutating func join(of partitions: [[Int]]) -> [Int] {
        var blocks: [[Int]: [Int]] = [:]
        for leaf in codelist.leaves {
            let place = partitions.map { $0.first { leaves[$0].contains(leaf) } ?? -1 }
            blocks[place, default: []].append(leaf)
        }
        return blocks.values.map { intern($0, isNested: true) }.sorted()
    }

    private mutating func intern(_ set: [Int], isNested nested: Bool) -> Int {
        if let known = identities[set] {
            isNested[known] = isNested[known] || nested
            return known
        }
        identities[set] = leaves.count
        leaves.append(set)
        leafSets.append(Set(set))
        isNested.append(nested)
        return leaves.count - 1
    }

    /// Whether `outer` holds every leaf of `inner`, and more.
    func contains(_ outer: Int, _ inner: Int) -> Bool {
        leaves[outer].count > leaves[inner].count
            && leafSets[outer].isSuperset(of: leafSets[inner])
    }

    /// Whether every category of `partition` is one of `coarser` or inside one.
    func refines(_ partition: [Int], _ coarser: [Int]) -> Bool {
        partition.allSatisfy { part in
            coarser.contains { $0 == part || contains($0, part) || leaves[part].isEmpty }
        }
    }

    /// Whether `category` is made of whole `blocks`.
    func isUnion(_ category: Int, of blocks: [Int]) -> Bool {
        blocks.reduce(0) { count, block in
            block == category || contains(category, block) ? count + leaves[block].count : count
        } == leaves[category].count
    }

    /// The leaves' codes in an order of their own, so that the name outlives any reordering of the list.
    func name(of category: Int) -> String {
        leaves[category].map { codelist.entries[$0].code }.sorted().joined(separator: "+")
    }
}
