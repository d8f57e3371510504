import SeuilCore

/// What `seuil policy check` says.
struct PolicyCheckAnswer: Encodable {
    struct Fault: Encodable {
        let severity: String
        let message: String
        var file: String?
        var line: Int?
        var column: Int?
        var length: Int?
        var hint: String?
    }

    struct Finding: Encodable {
        let code: String
        /// `remark` or `objection`.
        let severity: String
        let place: String
        let message: String
        let remedy: String
        let file: String
        let line: Int
        let column: Int
    }

    let valid: Bool
    var policy: String?
    var version: Int?
    var from: String?
    var until: String?
    var tables: Int?
    var cells: Int?
    var threshold: Int?
    /// `people` or `visits`.
    var thresholdUnit: String?
    let faults: [Fault]
    var findings: [Finding]?

    init(_ diagnostics: Diagnostics) {
        valid = false
        faults = diagnostics.list.map(Fault.init)
    }

    init(_ parsed: ParsedPolicy, faults: [String], findings: [PlacedFinding]) {
        let policy = parsed.policy
        valid = faults.isEmpty
        self.policy = policy.name
        version = policy.version
        from = policy.inForce.lowerBound.text
        until = policy.inForce.upperBound.text
        tables = policy.tables.count
        cells = policy.tables.indices.reduce(0) { $0 + PolicyCheckAnswer.shownCells($1, policy) }
        threshold = policy.threshold.least
        thresholdUnit = if case .people = policy.threshold { "people" } else { "visits" }
        self.faults =
            faults.map { Fault(severity: "error", message: $0) } + parsed.warnings.map(Fault.init)
        self.findings = findings.map(Finding.init)
    }

    private static func shownCells(_ table: Int, _ policy: Policy) -> Int {
        let layout = TableLayout(table: table, of: policy)
        return (0..<layout.cellCount).count { layout.isShown($0) }
    }

    var text: String {
        """
        \(policy ?? ""), version \(version ?? 0): a valid policy
          in force   \(from ?? "") to \(until ?? "")
          tables     \(tables ?? 0) with \((cells ?? 0).counted("cell"))
          threshold  \((threshold ?? 0).grouped) \(thresholdUnit ?? "") behind every figure\(foundText)
        """
    }

    /// How much a reviewer found; nothing where that is nothing.
    private var foundText: String {
        let objections = findings?.count { $0.severity == "objection" } ?? 0
        let remarks = (findings?.count ?? 0) - objections
        let counts = [(objections, "objection"), (remarks, "remark")].filter { $0.0 > 0 }
            .map { $0.0.counted($0.1) }
        return counts.isEmpty ? "" : "\n  review     " + counts.joined(separator: ", ")
    }
}

extension PolicyCheckAnswer.Fault {
    fileprivate init(_ diagnostic: Diagnostic) {
        self.init(
            severity: diagnostic.severity.rawValue, message: diagnostic.message,
            file: diagnostic.file, line: diagnostic.line, column: diagnostic.column,
            length: diagnostic.length, hint: diagnostic.hint)
    }
}

extension PolicyCheckAnswer.Finding {
    fileprivate init(_ placed: PlacedFinding) {
        self.init(
            code: placed.finding.code.rawValue, severity: placed.finding.severity.rawValue,
            place: placed.finding.place, message: placed.finding.message.en,
            remedy: placed.finding.remedy.en, file: placed.diagnostic.file,
            line: placed.diagnostic.line, column: placed.diagnostic.column)
    }
}

/// What a reviewer says, and the message that shows its place.
struct PlacedFinding {
    let finding: PolicyFinding
    let diagnostic: Diagnostic
}
