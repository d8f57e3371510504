public import SeuilCore

/// Makes batches of visits from a CSV file and a mapping, row by row.
public struct ImportReader {
    /// How many bad cells are told one by one.
    static let toldCellCount = 20

    private let file: String
    private let ids: EventIDs
    private var csv: CSVReader
    private var rows: RowVisits
    /// What of the row at hand has not gone into a batch yet.
    private var left: [(members: [UInt8], count: Int)] = []
    private var line = 0
    private var number = 0

    /// - Parameters:
    ///   - file: how messages name the CSV file.
    ///   - columns: its header.
    ///   - csv: its reader, past the header.
    public init(
        file: String, mapping: ImportMapping, columns: [String], csv: CSVReader, ids: EventIDs
    ) {
        self.file = file
        self.ids = ids
        self.csv = csv
        rows = RowVisits(mapping: mapping, columns: columns)
    }

    /// The columns that the first line names.
    ///
    /// - Throws: `ImportError`, and what the reader's source throws.
    public static func columns(_ csv: inout CSVReader) throws -> [String] {
        do {
            guard try csv.next() else { throw ImportError.noHeader }
        } catch let error as CSVError {
            throw ImportError.csv(error)
        }
        let columns = csv.record.fields
        for (place, column) in columns.enumerated() where columns[..<place].contains(column) {
            throw ImportError.repeatedColumn(column, csv.record.position(place))
        }
        return columns
    }

    /// Reads everything without making a batch.
    ///
    /// An import that stops in the middle leaves its writer with half a file counted: so it is read through
    /// before the first visit is sent.
    /// - Returns: how many rows there are and how many visits they give.
    /// - Throws: `ImportError` with every bad cell, or what the reader's source throws.
    public mutating func check() throws -> (rows: Int, visits: Int) {
        var bad: [ImportError.BadCell] = []
        var badCount = 0
        var rowCount = 0
        var visitCount = 0
        while try readRow({ _, count in visitCount += count }) {
            rowCount += 1
            badCount += rows.badCells.count
            bad += rows.badCells.prefix(ImportReader.toldCellCount - bad.count)
        }
        guard badCount == 0 else { throw ImportError.cells(bad, count: badCount) }
        return (rowCount, visitCount)
    }

    /// The next visits; `nil` when there are none left.
    ///
    /// - Throws: `ImportError`, or what the reader's source throws.
    public mutating func next() throws -> VisitBatch? {
        var batch = VisitBatch(file: file)
        while !batch.isFull {
            if left.isEmpty {
                var found: [(members: [UInt8], count: Int)] = []
                guard try readRow({ found.append(($0, $1)) }) else { break }
                guard rows.badCells.isEmpty else {
                    throw ImportError.cells(rows.badCells, count: rows.badCells.count)
                }
                left = found.reversed()
                continue
            }
            append(left[left.count - 1].members, to: &batch)
            left[left.count - 1].count -= 1
            if left[left.count - 1].count == 0 { left.removeLast() }
        }
        return batch.count == 0 ? nil : batch
    }

    private mutating func append(_ members: [UInt8], to batch: inout VisitBatch) {
        batch.bytes += "{\"id\":\"".utf8
        ids.append(number, to: &batch.bytes)
        batch.bytes.append(UInt8(ascii: "\""))
        if !members.isEmpty { batch.bytes.append(UInt8(ascii: ",")) }
        batch.bytes += members
        batch.bytes += "}\n".utf8
        batch.origins.append(line)
        number += 1
    }

    private mutating func readRow(
        _ write: (_ members: [UInt8], _ count: Int) -> Void
    ) throws -> Bool {
        do {
            guard try csv.next() else { return false }
        } catch let error as CSVError {
            throw ImportError.csv(error)
        }
        line = csv.record.line
        rows.read(csv.record, write: write)
        return true
    }
}
