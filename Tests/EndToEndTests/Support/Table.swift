import Foundation

/// A table of an opened release, read as the plain CSV that Seuil writes (no quoted fields in its tables).
struct Table {
    let columns: [String]
    let rows: [[String: String]]

    init(_ file: URL) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        columns = lines.first ?? []
        let names = columns
        rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
    }
}
