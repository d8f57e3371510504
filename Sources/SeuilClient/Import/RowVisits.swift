internal import SeuilCore

/// Writes the visits of one row after the other, by a mapping whose columns have been found in the header.
struct RowVisits {
    /// More visits of one row are a mistake.
    static let mostRepetitions = 10_000

    /// The bad cells of the row at hand.
    private(set) var badCells: [ImportError.BadCell] = []
    private let visits: [ImportMapping.VisitTemplate]
    private let places: [String: Int]

    /// - Parameter columns: the header; it has every column that `mapping` names.
    init(mapping: ImportMapping, columns: [String]) {
        visits = mapping.visits
        places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// Calls `write` for each visit of `record`: the members, without braces, and how often.
    mutating func read(_ record: CSVRecord, write: (_ members: [UInt8], _ count: Int) -> Void) {
        badCells.removeAll()
        for visit in visits {
            let count = visit.repetition.map { repetitions($0, record) } ?? 1
            let members = members(visit.members, record)
            if count > 0, badCells.isEmpty { write(members, count) }
        }
    }

    private mutating func repetitions(
        _ column: ImportMapping.ColumnName, _ record: CSVRecord
    ) -> Int {
        guard let place = places[column.name] else { return 0 }
        let cell = record.utf8(place)
        if cell.isEmpty { return 0 }
        guard cell.count <= 9, cell.allSatisfy({ (0x30...0x39).contains($0) }),
            case let count = cell.reduce(0, { $0 * 10 + Int($1 - 0x30) }),
            count <= RowVisits.mostRepetitions
        else {
            note(column, place, record, .repetition)
            return 0
        }
        return count
    }

    private mutating func members(
        _ templates: [ImportMapping.MemberTemplate], _ record: CSVRecord
    ) -> [UInt8] {
        var json: [UInt8] = []
        for template in templates {
            guard let value = value(template.value, record) else { continue }
            if !json.isEmpty { json.append(UInt8(ascii: ",")) }
            JSONText.appendString(template.name.utf8, to: &json)
            json.append(UInt8(ascii: ":"))
            json += value
        }
        return json
    }

    /// The value in JSON; `nil` where the member is left out.
    private mutating func value(
        _ template: ImportMapping.ValueTemplate, _ record: CSVRecord
    ) -> [UInt8]? {
        switch template {
        case .text(let segments):
            guard let text = text(segments, record) else { return nil }
            var json: [UInt8] = []
            JSONText.appendString(text, to: &json)
            return json
        case .number(let segments):
            guard let text = text(segments, record) else { return nil }
            guard JSONText.isNumber(text[...]) else {
                for case .column(let column) in segments.prefix(1) {
                    note(column, places[column.name] ?? 0, record, .number)
                }
                return nil
            }
            return text
        case .requests(let requests):
            var json: [UInt8] = []
            for request in requests {
                let members = members(request, record)
                if members.isEmpty { continue }
                json += json.isEmpty ? "[{".utf8 : ",{".utf8
                json += members
                json.append(UInt8(ascii: "}"))
            }
            return json.isEmpty ? nil : json + [UInt8(ascii: "]")]
        }
    }

    /// The text that `segments` give; `nil` when a cell among them is empty.
    private func text(_ segments: [ImportMapping.Segment], _ record: CSVRecord) -> [UInt8]? {
        var text: [UInt8] = []
        for segment in segments {
            switch segment {
            case .words(let words): text += words.utf8
            case .column(let column):
                guard let place = places[column.name], !record.utf8(place).isEmpty else {
                    return nil
                }
                text += record.utf8(place)
            }
        }
        return text
    }

    private mutating func note(
        _ column: ImportMapping.ColumnName, _ place: Int, _ record: CSVRecord,
        _ expectation: ImportError.BadCell.Expectation
    ) {
        badCells.append(
            .init(position: record.position(place), column: column.name, expectation: expectation))
    }
}
