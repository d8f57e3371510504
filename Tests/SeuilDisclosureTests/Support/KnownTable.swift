import Foundation

@testable import SeuilCore
@testable import SeuilDisclosure

/// A published table of counts of `Vectors/tables`: its columns are dimensions, the last the count.
struct KnownTable {
    let columns: [String]
    let rows: [(codes: [String], count: Int)]

    init(_ name: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/tables/\(name).csv")
        let lines = try String(contentsOf: path, encoding: .utf8)
            .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: ",").map(String.init) }
        columns = lines[0].dropLast()
        rows = lines.dropFirst().map { (Array($0.dropLast()), Int($0.last ?? "") ?? 0) }
    }

    /// The codes of a column, in the order in which they come.
    func codes(of column: String) -> [String] {
        guard let place = columns.firstIndex(of: column) else { return [] }
        return rows.reduce(into: []) { codes, row in
            if !codes.contains(row.codes[place]) { codes.append(row.codes[place]) }
        }
    }

    /// One visit of another person for each count, in the dimensions of `design`.
    func visits(for design: SmallPolicy) -> [Microdata.Visit] {
        let lists = design.dimensions.map(\.codelist)
        var visits: [Microdata.Visit] = []
        for row in rows {
            let codes = zip(design.dimensions, lists).map { dimension, list in
                columns.firstIndex(of: dimension.name).flatMap { list.index(of: row.codes[$0]) }
                    ?? -1
            }
            for _ in 0..<row.count {
                visits.append(
                    .init(person: visits.count, codes: codes, requests: [codes.map { _ in -1 }]))
            }
        }
        return visits
    }
}
