/// What identifies a cell, whichever table shows it: a span of days, and a category for each dimension.
struct CellKey: Hashable {
    /// An index into `KnownCells.spans`.
    var span: Int
    /// A category's number for each dimension; 0 is the total.
    var categories: [Int]

    /// Whether it is of everybody.
    var isTotal: Bool { categories.allSatisfy { $0 == 0 } }

    /// The same cell over all of `dimension`.
    func without(_ dimension: Int) -> CellKey {
        var key = self
        key.categories[dimension] = 0
        return key
    }
}

/// The categories of one dimension by number: its codes, and what is left of a code after others.
struct CategoryNames {
    private(set) var names: [String] = ["_T"]
    private var numbers: [String: Int] = ["_T": 0]

    /// The number of the category of that name, which is its code's or new.
    mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    /// The number of that category, if there is one.
    subscript(_ name: String) -> Int? { numbers[name] }
}
