import SeuilCrypto

/// One reading of one policy: what has been declared so far, and what was found wrong with it.
///
/// A part that is wrong stays declared, so that a mistake in a dimension is told once and not again in every table
/// that uses it.
final class PolicyReading {
    let reader: YAMLReader
    let files: PolicyFiles
    let certificateCheck: PolicyParser.CertificateCheck

    var inForce: ClosedRange<CalendarDate>?
    var periods: PeriodRule?
    var members: [Member] = []
    var memberSpans: [String: SourceSpan] = [:]
    /// Members whose kind could not be read.
    var unreadMembers: Set<String> = []
    /// Whether the whole of `receives`, of `keeps` and of `audiences` could be read: else what is not found there may
    /// well be meant to be.
    var knowsMembers = true
    var knowsKept = true
    var knowsAudiences = true
    /// Members that are used, or that a misspelt name probably meant.
    var usedMembers: Set<String> = []
    var visitor: VisitorRule?
    /// Everything declared in `keeps`, wrong or not, in the policy's order.
    var keptNames: [String] = []
    var hasVisitorRule = false
    var dimensions: [Dimension] = []
    /// For each member or unit of time that a dimension shows, that dimension.
    var shownAs: [String: String] = [:]
    var sums: [SumRule] = []
    /// What tables use of it.
    var usedKept: Set<String> = []
    var audiences: [Audience] = []
    /// Every declared audience, wrong or not.
    var audienceSpans: [(name: String, span: SourceSpan)] = []
    var audiencesWithTable: Set<String> = []
    var recipients: [[Certificate]] = []
    var codelistFiles: [String: CodelistFile?] = [:]
    var namedFiles: Set<String> = []
    var missingFiles: Set<String> = []

    init(
        reader: YAMLReader, files: PolicyFiles, certificates: PolicyParser.CertificateCheck
    ) {
        self.reader = reader
        self.files = files
        self.certificateCheck = certificates
    }

    static let keys = [
        "policy", "version", "in_force", "title", "purpose", "controller", "periods", "receives",
        "keeps", "tables", "threshold", "disclosure", "audiences",
    ]

    /// The policy, or `nil` when something is missing; the reader then holds why.
    func policy() -> Policy? {
        guard
            let map = reader.mapping(
                reader.root, "the policy", allowed: PolicyReading.keys,
                required: PolicyReading.keys.filter { $0 != "disclosure" })
        else { return nil }
        let name = word(map["policy"], "the policy's name", PolicyNames.isFileWord)
        let version = reader.integer(map["version"], "version", in: 1...1_000_000)
        inForce = readInForce(map["in_force"])
        let title = text(map["title"], "title", limit: PolicyLimits.labelLength)
        let purpose = text(map["purpose"], "purpose", limit: PolicyLimits.textLength)
        let controller = readController(map["controller"])
        periods = readPeriods(map["periods"])
        readReceives(map["receives"])
        readKeeps(map["keeps"])
        readAudiences(map["audiences"])
        let tables = readTables(map["tables"])
        let threshold = readThreshold(map["threshold"])
        let disclosure = readDisclosure(map["disclosure"])
        reportUnused(map)
        guard let name, let version, let inForce, let title, let purpose, let controller,
            let periods, let threshold, let disclosure, !reader.hasErrors
        else { return nil }
        return Policy(
            name: name, version: version, inForce: inForce, title: title, purpose: purpose,
            controller: controller, periods: periods, members: members, visitor: visitor,
            dimensions: dimensions, sums: sums, tables: tables, threshold: threshold,
            disclosure: disclosure, audiences: audiences)
    }

    /// A received member that nothing keeps has no reason to be sent.
    private func reportUnused(_ map: YAMLMapping) {
        guard knowsKept, knowsMembers else { return }
        for member in members
        where member.kind != .dropped && !usedMembers.contains(member.name) {
            guard let span = memberSpans[member.name] else { continue }
            reader.error(
                "'\(member.name)' is received, but nothing keeps it", at: span,
                hint: "keep it, stop receiving it, or declare it as 'dropped'")
        }
        guard map["tables"] != nil else { return }
        for (name, span) in audienceSpans where !audiencesWithTable.contains(name) {
            reader.error(
                "no table is for '\(name)'", at: span,
                hint: "give it a table with for: [\(name)], or remove it")
        }
        guard !reader.hasErrors, case .mapping(let entries) = map["keeps"]?.content else { return }
        for entry in entries where entry.key != "visitor" && !usedKept.contains(entry.key) {
            reader.warning("'\(entry.key)' is kept, but no table uses it", at: entry.keySpan)
        }
    }
}

// MARK: Words and texts

extension PolicyReading {
    /// A name that follows `grammar`.
    func word(_ node: YAMLNode?, _ what: String, _ grammar: (String) -> Bool) -> String? {
        guard let node, let word = reader.string(node, what) else { return nil }
        return isWord(word, node.span, grammar) ? word : nil
    }

    /// Whether `word` follows `grammar`; reports it when not.
    func isWord(_ word: String, _ span: SourceSpan, _ grammar: (String) -> Bool) -> Bool {
        guard !grammar(word) else { return true }
        let dash = grammar("a-b") ? ", - and _" : " and _"
        let limit = grammar("a-b") ? 48 : 32
        reader.error(
            "'\(word)' cannot be a name", at: span,
            hint:
                "a name is up to \(limit) of a-z, 0-9\(dash), and begins with a letter")
        return false
    }

    /// A text in French and English.
    func text(_ node: YAMLNode?, _ what: String, limit: Int) -> LocalizedText? {
        guard let map = reader.mapping(node, what, allowed: ["fr", "en"], required: ["fr", "en"])
        else { return nil }
        guard let fr = line(map["fr"], "\(what) in French", limit: limit),
            let en = line(map["en"], "\(what) in English", limit: limit)
        else { return nil }
        return LocalizedText(fr: fr, en: en)
    }

    /// One line of text.
    func line(_ node: YAMLNode?, _ what: String, limit: Int) -> String? {
        guard let node, let text = reader.string(node, what) else { return nil }
        let trimmed = text.trimmed
        guard !trimmed.isEmpty, trimmed.unicodeScalars.count <= limit,
            !trimmed.contains(where: \.isNewline)
        else {
            reader.error("\(what) must be one line of 1 to \(limit) characters", at: node.span)
            return nil
        }
        return trimmed
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
