public import SeuilCore

/// One published table: its cells, withheld ones included.
public struct AttackedTable: Sendable, Equatable {
    /// One line of the table: a code for each of its dimensions, then the figures.
    public struct Cell: Sendable, Equatable {
        public let codes: [String]
        /// One a measure of the table; `nil` where the column is empty.
        public let figures: [Int?]
        public let isWithheld: Bool

        /// A published cell.
        public init(_ codes: [String], _ figures: [Int?]) {
            self.codes = codes
            self.figures = figures
            isWithheld = false
        }

        /// A withheld cell.
        public init(withheld codes: [String]) {
            self.codes = codes
            figures = []
            isWithheld = true
        }
    }

    /// A code of a dimension.
    public struct Filter: Sendable, Equatable {
        public let dimension: String
        public let code: String

        public init(_ dimension: String, _ code: String) {
            self.dimension = dimension
            self.code = code
        }
    }

    public let name: String
    /// What one count is.
    public let unit: Scope
    /// Names of the dimensions, in the order of the codes.
    public let dimensions: [String]
    /// The sums shown after the counts and the visitors, with the most that one contribution adds.
    public let sums: [Sum]
    public let showsVisitors: Bool
    /// Only what carries this code is counted.
    public let filter: Filter?
    public let cells: [Cell]

    /// A sum that the table shows.
    public struct Sum: Sendable, Equatable {
        public let name: String
        public let cap: Int

        public init(_ name: String, cap: Int) {
            self.name = name
            self.cap = cap
        }
    }

    /// A table of these cells.
    public init(
        _ name: String, by dimensions: [String], unit: Scope, showsVisitors: Bool = true,
        sums: [Sum] = [], where filter: Filter? = nil, cells: [Cell]
    ) {
        self.name = name
        self.dimensions = dimensions
        self.unit = unit
        self.showsVisitors = showsVisitors
        self.sums = sums
        self.filter = filter
        self.cells = cells
    }
}
