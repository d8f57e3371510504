public import SeuilCore

/// Why a CSV file cannot be imported, and where. No case carries what a cell holds.
public enum ImportError: Error, Sendable, Equatable {
    /// The file is not CSV.
    case csv(CSVError)
    /// The file has no first line that names its columns.
    case noHeader
    /// The first line names a column twice.
    case repeatedColumn(String, CSVPosition)
    /// Cells that are not what the mapping takes them for: the first ones, and how many in all.
    case cells([BadCell], count: Int)

    /// One cell.
    public struct BadCell: Sendable, Equatable {
        /// What it should be.
        public enum Expectation: Sendable, Equatable {
            case number
            /// A whole number of repetitions.
            case repetition
        }

        public let position: CSVPosition
        public let column: String
        public let expectation: Expectation

        /// What is wrong, in words.
        public var message: String {
            switch expectation {
            case .number: "the column '\(column)' does not hold a number here"
            case .repetition:
                "the column '\(column)' does not hold a whole number from 0 to \(RowVisits.mostRepetitions) here"
            }
        }
    }
}
