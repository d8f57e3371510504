internal import Foundation
public import SeuilCore

/// What a release published, kept so that later ones can be compared with it.
///
/// Only published cells are in it: a withheld one leaves no trace, so that nothing that was withheld can come
/// back through a comparison. The daemon keeps it under a key of the site.
public struct ReleasedFigures: Sendable, Equatable, Codable {
    /// One published cell: its codes, one a dimension of the table, and its numbers.
    public struct Cell: Sendable, Equatable, Codable {
        public let codes: [String]
        public let count: Int
        public let visitors: Int?
        /// For each of the table's `sums`, in millionths; `nil` where it was withheld.
        public let sums: [Int64?]?

        enum CodingKeys: String, CodingKey {
            case codes = "c"
            case count = "n"
            case visitors = "p"
            case sums = "s"
        }
    }

    /// One table: how it was declared, and its published cells in the table's order.
    public struct Table: Sendable, Equatable, Codable {
        public let declaration: ReleaseHeader.Table
        /// The sums that the table showed; absent when none.
        public let sums: [ReleaseHeader.Measure]?
        public let cells: [Cell]
    }

    /// The policy that the period was counted under.
    public let policy: ReleaseHeader.PolicyName
    public let audience: String
    /// The period's identifier, for example `2026-01`.
    public let period: String
    public let length: PeriodLength
    /// The period's first day, `2026-01-01`.
    public let firstDay: String
    public let number: Int
    public internal(set) var tables: [Table]
    /// Some of them were flagged by an erratum and are left out; never stored.
    var hasErratum: Bool?
}

extension ReleasedFigures {
    /// What a summary of `content` publishes.
    init(_ content: SummaryContent) {
        policy = content.policyName
        audience = content.audience.name
        period = content.period.id
        length = content.period.length
        firstDay = content.period.firstDay.isoText
        number = content.number
        tables = content.tables.map { table in
            let sums = content.policy.tables[table.layout.table].sums
            let cells: [Cell] = table.shownCells.compactMap { cell in
                guard let figure = table.figures[cell] else { return nil }
                return Cell(
                    codes: table.codes(of: cell, policy: content.policy), count: figure.count,
                    visitors: figure.visitors,
                    sums: sums.isEmpty ? nil : figure.sums.map { $0?.millionths })
            }
            return Table(
                declaration: content.declaration(of: table),
                sums: sums.isEmpty ? nil : sums.map(content.declaration(ofSum:)), cells: cells)
        }
    }

    /// Whether nothing above zero is published.
    public var isSilent: Bool { tables.allSatisfy { $0.cells.allSatisfy { $0.count == 0 } } }

    /// The figures as bytes, for the site's sealed store.
    ///
    /// - Throws: `SummaryError.notRendered` when they cannot be written out.
    public func encoded() throws(SummaryError) -> [UInt8] {
        try ReleaseJSON.bytes(self, file: "figures", isPretty: false)
    }

    /// The figures that `bytes` hold; `nil` when they hold anything else.
    public init?(decoding bytes: [UInt8]) {
        guard let figures = try? JSONDecoder().decode(ReleasedFigures.self, from: Data(bytes))
        else { return nil }
        self = figures
    }
}
