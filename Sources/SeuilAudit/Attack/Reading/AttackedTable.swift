public import SeuilCore

/// One published table: its cells, withheld ones included.
public struct AttackedTable: Sendable, Equatable {
    /// One line of the table: a code for each of its dimensions, then the figures.
    public struct Cell: Sendable, Equatable {
        public let codes: [String]
        /// The count, then the visitors where the table shows them; `nil` where the column is empty.
        public let figures: [Int?]
        /// One a sum of the table; `nil` where the column is empty.
        public let sums: [Decimal6?]
        public let isWithheld: Bool
        /// For a withheld cell of a release that tells which ones are below the threshold, whether this one is.
        public let isSmall: Bool?

        /// A published cell.
        public init(_ codes: [String], _ figures: [Int?], sums: [Decimal6?] = []) {
            self.codes = codes
            self.figures = figures
            self.sums = sums
            isWithheld = false
            isSmall = nil
        }

        /// A withheld cell.
        ///
        /// - Parameter isSmall: what a release says that marks small cells; ours never does.
        public init(withheld codes: [String], isSmall: Bool? = nil) {
            self.codes = codes
            figures = []
            sums = []
            isWithheld = true
            self.isSmall = isSmall
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
    /// Whether the release says that the table was withheld whole: then empty cells are withheld too.
    public let isWithheldWhole: Bool
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
        sums: [Sum] = [], where filter: Filter? = nil, isWithheldWhole: Bool = false,
        cells: [Cell]
    ) {
        self.name = name
        self.dimensions = dimensions
        self.unit = unit
        self.showsVisitors = showsVisitors
        self.sums = sums
        self.filter = filter
        self.isWithheldWhole = isWithheldWhole
        self.cells = cells
    }
}
