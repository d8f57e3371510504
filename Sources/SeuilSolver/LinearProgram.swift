/// A linear or mixed-integer program: minimise a cost over columns within bounds, subject to rows.
///
/// Columns and rows keep the order in which they were added, and the solver's path depends on it: whoever
/// wants the same answer twice adds them in the same order.
public struct LinearProgram: Sendable, Equatable {
    public struct Column: Sendable, Equatable {
        public var lower: Double
        public var upper: Double
        public var cost: Double
        public var isInteger: Bool
    }

    /// One summand of a row.
    public struct Term: Sendable, Equatable {
        public var column: Int
        public var coefficient: Double

        public init(_ column: Int, _ coefficient: Double) {
            self.column = column
            self.coefficient = coefficient
        }
    }

    public enum Relation: Sendable, Equatable { case equal, atMost, atLeast }

    public struct Row: Sendable, Equatable {
        public var terms: [Term]
        public var relation: Relation
        public var bound: Double
    }

    public private(set) var columns: [Column] = []
    public private(set) var rows: [Row] = []

    public init() {}

    /// Adds a column and returns its index.
    @discardableResult
    public mutating func addColumn(
        from lower: Double, to upper: Double, cost: Double = 0, isInteger: Bool = false
    ) -> Int {
        columns.append(Column(lower: lower, upper: upper, cost: cost, isInteger: isInteger))
        return columns.count - 1
    }

    /// Adds the row `terms` `relation` `bound`; every term names a column already added.
    public mutating func addRow(_ terms: [Term], _ relation: Relation, _ bound: Double) {
        precondition(terms.allSatisfy { columns.indices.contains($0.column) }, "no such column")
        rows.append(Row(terms: terms, relation: relation, bound: bound))
    }

    /// Changes a column's cost.
    public mutating func setCost(_ cost: Double, of column: Int) { columns[column].cost = cost }

    /// Changes a column's lower bound.
    public mutating func setLower(_ lower: Double, of column: Int) { columns[column].lower = lower }

    /// Changes a column's upper bound.
    public mutating func setUpper(_ upper: Double, of column: Int) { columns[column].upper = upper }

    /// Asks every column for a whole number, or for none.
    public mutating func setIntegrality(_ isInteger: Bool) {
        for index in columns.indices { columns[index].isInteger = isInteger }
    }
}
