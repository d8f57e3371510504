/// Entries that are not those that were signed.
struct LedgerFault: Equatable {
    let code: AuditFinding.Code
    /// Where the entries are.
    let range: Range<Int>
    let place: String
    let text: String

    init(_ code: AuditFinding.Code, _ range: Range<Int>, _ text: String) {
        self.code = code
        self.text = text
        self.range = range
        place =
            range.count == 1
            ? "entry \(range.lowerBound)"
            : "entries \(range.lowerBound) to \(range.upperBound - 1)"
    }

    init(_ code: AuditFinding.Code, _ entries: [Int], _ text: String) {
        self.code = code
        self.text = text
        range = entries[0]..<(entries[entries.count - 1] + 1)
        place =
            entries.count == 1
            ? "entry \(entries[0])"
            : "entries \(entries.map(String.init).joined(separator: " and "))"
    }

    /// One for each run of entries with the same reason.
    static func runs(_ code: AuditFinding.Code, _ reasons: [Int: String]) -> [LedgerFault] {
        var runs: [(range: Range<Int>, text: String)] = []
        for (index, text) in reasons.sorted(by: { $0.key < $1.key }) {
            if let last = runs.last, last.range.upperBound == index, last.text == text {
                runs[runs.count - 1].range = last.range.lowerBound..<(index + 1)
            } else {
                runs.append((index..<(index + 1), text))
            }
        }
        return runs.map { LedgerFault(code, $0.range, $0.text) }
    }
}
