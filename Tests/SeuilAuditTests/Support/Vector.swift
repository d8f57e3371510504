import Foundation
import SeuilCore
import Testing

@testable import SeuilAudit

/// A table with known answers, from a file: the columns of the codes, then one figure, empty where withheld.
enum Vector {
    static func table(_ name: String) throws -> (dimensions: [String], cells: [AttackedTable.Cell])
    {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Vectors")
        let bytes = try Data(contentsOf: folder.appendingPathComponent("\(name).csv"))
        var reader = CSVReader(bytes: Array(bytes))
        var lines: [[String]] = []
        while try reader.next() { lines.append(reader.record.fields) }
        let header = try #require(lines.first)
        let cells = lines.dropFirst().map { line in
            let codes = Array(line.dropLast())
            return Int(line[line.count - 1]).map { .init(codes, [$0]) }
                ?? AttackedTable.Cell(withheld: codes)
        }
        return (Array(header.dropLast()), Array(cells))
    }
}
