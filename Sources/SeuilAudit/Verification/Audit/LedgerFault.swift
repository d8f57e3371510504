/// Entries that are not those that were signed.
struct LedgerFault: Equatable {
    let code: AuditFinding.Code
    /// Where the entries are.
    let range: Range<Int>
    let place: String
    private(set) var text: String

    init(_ code: AuditFinding.Code, _ range: Range<Int>, _ text: String) {
        self.code = code
        self.text = text
        self.range = range
        place = LedgerFault.place([range])
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

    /// - Parameter ranges: In order and apart.
    init(_ code: AuditFinding.Code, _ ranges: [Range<Int>], _ text: String) {
        self.code = code
        self.text = text
        range = ranges[0].lowerBound..<ranges[ranges.count - 1].upperBound
        place = LedgerFault.place(ranges)
    }

    /// The same with more to say.
    func saying(_ more: String) -> LedgerFault {
        var fault = self
        fault.text += more
        return fault
    }

    /// `entry 5`, `entries 3 to 7`, `entries 3 and 5 to 7`.
    static func place(_ ranges: [Range<Int>]) -> String {
        let words = ranges.map { range in
            range.count == 1
                ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound - 1)"
        }
        let isOne = ranges.count == 1 && ranges[0].count == 1
        return (isOne ? "entry " : "entries ") + words.joined(separator: " and ")
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
