internal import Foundation
internal import SeuilCore
public import SeuilRelease

extension AttackedRelease {
    /// Reads the files of an opened or a rendered release.
    ///
    /// Only `release.json`, the tables and the code lists are read. The page repeats published figures, and a
    /// comparison with an earlier period repeats what that period published.
    ///
    /// - Throws: `missingFile`, `unreadable`, `format`, `undeclared`: see `AttackError`.
    public init(files: [ReleaseFile]) throws(AttackError) {
        let files = ReleaseFiles(files)
        let header = try files.header()
        self.init(
            site: header.site.key, audience: header.audience, period: header.period,
            rules: header.rules, dimensions: try files.dimensions(header),
            tables: try files.tables(header))
    }
}

/// The files of one release, by path.
private struct ReleaseFiles {
    private let bytes: [String: [UInt8]]

    init(_ files: [ReleaseFile]) {
        bytes = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
    }

    private struct Format: Decodable {
        let format: String
    }

    func header() throws(AttackError) -> HeaderText {
        let data = Data(try file(ReleasePaths.header))
        let decoder = JSONDecoder()
        guard let format = try? decoder.decode(Format.self, from: data).format else {
            throw .unreadable(file: ReleasePaths.header, reason: "it is no header of a release")
        }
        guard ReleaseHeader.formats.contains(format) else { throw .format(format) }
        guard let header = try? decoder.decode(HeaderText.self, from: data), header.k > 0,
            header.interval > 0
        else {
            throw .unreadable(file: ReleasePaths.header, reason: "what it must say is missing")
        }
        return header
    }

    func dimensions(_ header: HeaderText) throws(AttackError) -> [AttackedDimension] {
        try header.dimensions.map { dimension throws(AttackError) in
            let path = ReleasePaths.codelist(dimension.name)
            let lines = try lines(path)
            guard let first = lines.first, first.starts(with: ["code", "parent"]) else {
                throw .unreadable(file: path, reason: "it has no columns 'code' and 'parent'")
            }
            let rows = lines.dropFirst()
            return AttackedDimension(
                dimension.name, rows.map { $0[0] },
                parents: Dictionary(
                    rows.filter { !$0[1].isEmpty }.map { ($0[0], $0[1]) }
                ) { first, _ in first },
                isAdditive: dimension.additive, scope: header.scope(of: dimension),
                zeros: dimension.zeros ?? .publish,
                group: dimension.group ?? .none,
                // A release that does not say is not taken to have cells that years and months share.
                dependsOnPeriod: dimension.dependsOnPeriod ?? true)
        }
    }

    func tables(_ header: HeaderText) throws(AttackError) -> [AttackedTable] {
        try header.tables.map { table throws(AttackError) in
            let path = ReleasePaths.table(table.name)
            let lines = try lines(path)
            let columns = table.dimensions + table.measures + ["CONF_STATUS"]
            guard lines.first == columns else {
                throw .unreadable(file: path, reason: "its columns are not those of release.json")
            }
            let sums = try table.measures.filter { $0.hasPrefix("sum_") }.map {
                column throws(AttackError) in
                guard let rule = header.measures.first(where: { "sum_\($0.name)" == column }) else {
                    throw .undeclared(table: table.name)
                }
                return AttackedTable.Sum(column, cap: rule.cap)
            }
            return AttackedTable(
                table.name, by: table.dimensions, unit: table.of == .visits ? .visit : .request,
                showsVisitors: table.measures.contains("visitors"), sums: sums,
                where: table.filter?.first.map { AttackedTable.Filter($0.key, $0.value) },
                isWithheldWhole: header.protection.tablesWithheld.contains(table.name),
                cells: try lines.dropFirst().map { line throws(AttackError) in
                    try cell(line, of: table, path)
                })
        }
    }

    private func cell(
        _ line: [String], of table: HeaderText.Table, _ path: String
    ) throws(AttackError) -> AttackedTable.Cell {
        let codes = Array(line[..<table.dimensions.count])
        let texts = line[table.dimensions.count..<(line.count - 1)]
        let isSum = table.measures.map { $0.hasPrefix("sum_") }
        switch line[line.count - 1] {
        case "C" where texts.allSatisfy(\.isEmpty): return .init(withheld: codes)
        case "F" where texts.first?.isEmpty == false:
            let columns = Array(zip(texts, isSum))
            return .init(
                codes,
                try columns.filter { !$0.1 }.map { text, _ throws(AttackError) in
                    try figure(text, path)
                },
                sums: try columns.filter(\.1).map { text, _ throws(AttackError) in
                    try sum(text, path)
                })
        default: throw .unreadable(file: path, reason: "a line's status does not fit its figures")
        }
    }

    private func figure(_ text: String, _ path: String) throws(AttackError) -> Int? {
        if text.isEmpty { return nil }
        guard let figure = Int(text), (0...Figure.greatest).contains(figure) else {
            throw .unreadable(file: path, reason: "a figure is no whole number")
        }
        return figure
    }

    private func sum(_ text: String, _ path: String) throws(AttackError) -> Decimal6? {
        if text.isEmpty { return nil }
        guard let sum = Decimal6(text), sum.millionths >= 0 else {
            throw .unreadable(file: path, reason: "a sum is no decimal number")
        }
        return sum
    }

    private func lines(_ path: String) throws(AttackError) -> [[String]] {
        var reader = CSVReader(bytes: try file(path))
        var lines: [[String]] = []
        do {
            while try reader.next() { lines.append(reader.record.fields) }
        } catch let error as CSVError {
            throw .unreadable(file: path, reason: error.message)
        } catch {
            throw .unreadable(file: path, reason: "it cannot be read")
        }
        return lines
    }

    private func file(_ path: String) throws(AttackError) -> [UInt8] {
        guard let bytes = bytes[path] else { throw .missingFile(path) }
        return bytes
    }
}
