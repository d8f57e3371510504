/// A declared cross of dimensions, and who gets it.
public struct TableRule: Sendable, Equatable {
    /// One dimension of a table; `level` names the finest level shown, `nil` for the leaves.
    public struct Axis: Sendable, Equatable {
        /// An index into `Policy.dimensions`.
        public var dimension: Int
        public var level: String?

        public init(dimension: Int, level: String? = nil) {
            self.dimension = dimension
            self.level = level
        }
    }
    /// Only what carries this code is counted.
    public struct Filter: Sendable, Equatable {
        /// An index into `Policy.dimensions`; never one of the table's axes.
        public var dimension: Int
        /// An index into that dimension's code list.
        public var entry: Int

        public init(dimension: Int, entry: Int) {
            self.dimension = dimension
            self.entry = entry
        }
    }

    public var name: String
    public var label: LocalizedText
    public var axes: [Axis]
    public var filter: Filter?
    /// What one count is: a visit or a request. A table with a request's dimension counts requests.
    public var unit: Scope
    public var showsVisitors: Bool
    /// Indices into `Policy.sums` of the sums shown.
    public var sums: [Int]
    /// Indices into `Policy.audiences`.
    public var audiences: [Int]
    /// How much more than in a table of weight 1 it costs to withhold one of its cells.
    public var weight: Int

    public init(
        name: String, label: LocalizedText, axes: [Axis], filter: Filter?, unit: Scope,
        showsVisitors: Bool, sums: [Int], audiences: [Int], weight: Int = 1
    ) {
        self.name = name
        self.label = label
        self.axes = axes
        self.filter = filter
        self.unit = unit
        self.showsVisitors = showsVisitors
        self.sums = sums
        self.audiences = audiences
        self.weight = weight
    }
}
