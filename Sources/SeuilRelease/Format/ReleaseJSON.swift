internal import Foundation

/// How JSON is written in a release: keys sorted, so that the same content gives the same bytes.
enum ReleaseJSON {
    static func bytes(
        _ value: some Encodable, file: String, isPretty: Bool = true
    ) throws(SummaryError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        guard let data = try? encoder.encode(value) else { throw .notRendered(file: file) }
        return Array(data)
    }
}
