// What becomes of a value, as a sentence that begins small: the member's name stands before it.
extension Policy {
    /// `fate` in plain words.
    public func words(_ fate: Fate) -> LocalizedText {
        switch fate {
        case .hashed: return hashWords
        case .truncated(let index), .banded(let index), .coded(let index):
            return keptWords(dimensions[index])
        case .summed(let index):
            let sum = sums[index]
            let each = sum.scope == .visit
            return LocalizedText(
                fr: "additionné, au plus \(sum.cap.grouped(by: "\u{202F}")) \(sum.unit) à chaque "
                    + (each ? "visite" : "demande"),
                en: "added up, at most \(sum.cap.grouped(by: ",")) \(sum.unit) each "
                    + (each ? "visit" : "request"))
        case .dropped:
            return LocalizedText(fr: "lu, puis oublié aussitôt", en: "read, then forgotten at once")
        }
    }

    private var hashWords: LocalizedText {
        let period = periods.each.words
        return LocalizedText(
            fr:
                "haché avec une clé qui ne sert que pour la période (\(period.fr)), pour compter chaque personne "
                + "une seule fois ; jamais écrit",
            en:
                "hashed under a key that serves for the period only (\(period.en)), to count each person once; "
                + "never written down")
    }

    private func keptWords(_ dimension: Dimension) -> LocalizedText {
        let codes = choices(dimension)
        switch dimension.transform {
        case .time(.hour):
            return LocalizedText(fr: "réduit à l'heure entière", en: "cut to the whole hour")
        case .time(.weekday):
            return LocalizedText(
                fr: "réduit au jour de la semaine", en: "cut to the day of the week")
        case .prefix(let count):
            let rest =
                dimension.acceptsOther
                ? LocalizedText(
                    fr: " ; tout le reste est compté comme « autre »",
                    en: "; anything else is counted as “other”")
                : LocalizedText(fr: " ; tout le reste est refusé", en: "; anything else is refused")
            return LocalizedText(
                fr: "réduit à ses \(count) premiers caractères, d'une liste : ",
                en: "cut to its first \(count) characters, of a list: ") + codes + rest
        case .band:
            return isAge(dimension)
                ? LocalizedText(
                    fr: "remplacé par une tranche d'âge : ", en: "replaced by an age band: ")
                    + codes
                : LocalizedText(fr: "remplacé par une tranche : ", en: "replaced by a band: ")
                    + codes
        case .code:
            let other =
                dimension.acceptsOther
                ? LocalizedText(fr: ", ou « autre »", en: ", or “other”") : LocalizedText("")
            return LocalizedText(fr: "un choix dans une liste : ", en: "a choice from a list: ")
                + codes
                + other
        }
    }

    /// Whether `dimension` bands a date, so that its bands are ages.
    public func isAge(_ dimension: Dimension) -> Bool {
        guard case .member(let index) = dimension.source else { return false }
        return members[index].kind == .date
    }

    /// The choices of a short list by name, of a long one by number.
    private func choices(_ dimension: Dimension) -> LocalizedText {
        let codelist = dimension.codelist
        let leaves = codelist.leaves.filter { !codelist.entries[$0].code.hasPrefix("_") }
        guard leaves.count > 7 else {
            let labels = leaves.map { codelist.entries[$0].label }
            return LocalizedText(
                fr: enumerated(labels.map(\.fr), semicolon: " ; "),
                en: enumerated(labels.map(\.en), semicolon: "; "))
        }
        let groups = codelist.children[0].count { !codelist.isLeaf($0) }
        let grouped =
            groups > 1
            ? LocalizedText(fr: " en \(groups) groupes", en: " in \(groups) groups")
            : LocalizedText("")
        return LocalizedText(fr: "\(leaves.count) choix", en: "\(leaves.count) choices") + grouped
    }

    /// The names with commas between them, or with semicolons where a name has a comma of its own.
    private func enumerated(_ names: [String], semicolon: String) -> String {
        names.joined(separator: names.contains { $0.contains(",") } ? semicolon : ", ")
    }
}

extension Int {
    /// `5,000`, with `separator` between thousands.
    fileprivate func grouped(by separator: String) -> String {
        var groups = [Substring(String(magnitude))]
        while let first = groups.first, first.count > 3 {
            groups.replaceSubrange(0...0, with: [first.dropLast(3), first.suffix(3)])
        }
        return (self < 0 ? "-" : "") + groups.joined(separator: separator)
    }
}
