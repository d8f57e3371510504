// Code lists, their levels, and cut points: how finely values are told apart.
extension PolicyComparison {
    /// Compares the lists of two dimensions whose codes are written in the policy.
    mutating func compareCodes(_ before: Dimension, _ after: Dimension) {
        let place = "keeps.\(after.name).codes"
        let label = after.label.quoted
        let pairs = NamePairs(
            before.codelist.written, after.codelist.written, name: \.code)
        for entry in pairs.gone {
            add(
                .tighter, place,
                fr: "\(label.fr) : \(entry.code) (\(entry.label.fr)) n'est plus distingué.",
                en: "\(label.en): \(entry.code) (\(entry.label.en)) is no longer told apart.")
        }
        for (old, new) in pairs.both {
            if old.parentCode != new.parentCode {
                add(
                    .looser, place,
                    fr:
                        "\(label.fr) : \(new.code) change de groupe (\(old.parentCode), puis \(new.parentCode)).",
                    en:
                        "\(label.en): \(new.code) changes its group (\(old.parentCode), then \(new.parentCode))."
                )
            }
            compareText(
                place, old.label, new.label,
                LocalizedText(
                    fr: "\(label.fr), libellé de \(new.code)",
                    en: "\(label.en), label of \(new.code)"))
        }
        for entry in pairs.come {
            add(
                .looser, place,
                fr: "\(label.fr) : \(entry.code) (\(entry.label.fr)) est désormais distingué.",
                en: "\(label.en): \(entry.code) (\(entry.label.en)) is now told apart.")
        }
        if pairs.isReordered {
            add(
                .neutral, place, fr: "\(label.fr) : les codes sont dans un autre ordre.",
                en: "\(label.en): the codes stand in another order.")
        }
        compareLevels(before, after, shared: Set(pairs.both.map(\.new.code)))
    }

    /// Compares the named levels of two lists, over the codes that are in both.
    private mutating func compareLevels(
        _ before: Dimension, _ after: Dimension, shared: Set<String>
    ) {
        let label = after.label.quoted
        func codes(_ dimension: Dimension, _ level: String) -> Set<String> {
            Set(
                (dimension.codelist.levels[level] ?? []).map { dimension.codelist.entries[$0].code }
                    .filter(shared.contains))
        }
        for level in compareLevelNames(before, after)
        where codes(before, level) != codes(after, level) {
            add(
                .looser, "keeps.\(after.name).levels",
                fr: "\(label.fr) : le niveau \(level) distingue autre chose.",
                en: "\(label.en): the level \(level) tells other things apart.")
        }
    }

    /// Compares the levels of two bandings by their cut points.
    mutating func compareBandLevels(_ before: Dimension, _ after: Dimension) {
        for level in compareLevelNames(before, after) {
            let old = before.cuts(ofLevel: level)
            let new = after.cuts(ofLevel: level)
            // The finest level is the banding itself, which was compared as such.
            if old == before.bandCuts && new == after.bandCuts { continue }
            compareCuts(
                old, new, place: "keeps.\(after.name).from.\(level)",
                what: after.label.quoted
                    + LocalizedText(fr: ", niveau \(level)", en: ", level \(level)"))
        }
    }

    /// The names of the levels that both have; what only one has is recorded.
    private mutating func compareLevelNames(
        _ before: Dimension, _ after: Dimension
    ) -> [String] {
        let (old, new) = (before.codelist.levels, after.codelist.levels)
        let label = after.label.quoted
        for level in old.keys.sorted() where new[level] == nil {
            add(
                .neutral, "keeps.\(after.name).levels",
                fr: "\(label.fr) n'a plus de niveau \(level).",
                en: "\(label.en) no longer has a level \(level).")
        }
        for level in new.keys.sorted() where old[level] == nil {
            add(
                .neutral, "keeps.\(after.name).levels",
                fr: "\(label.fr) a un niveau \(level), que les tableaux peuvent nommer.",
                en: "\(label.en) has a level \(level), which tables may name.")
        }
        return old.keys.sorted().filter { new[$0] != nil }
    }

    mutating func compareCuts(
        _ old: [Decimal6], _ new: [Decimal6], place: String, what: LocalizedText
    ) {
        guard old != new else { return }
        let direction: PolicyDiff.Direction = Set(new).isSubset(of: old) ? .tighter : .looser
        let how =
            switch (direction, Set(old).isSubset(of: new)) {
            case (.tighter, _): LocalizedText(fr: "tranches plus larges", en: "wider bands")
            case (_, true): LocalizedText(fr: "tranches plus fines", en: "finer bands")
            default: LocalizedText(fr: "autres tranches", en: "other bands")
            }
        let cuts = new.map(\.description).joined(separator: ", ")
        let former = old.map(\.description).joined(separator: ", ")
        add(
            direction, place, fr: "\(what.fr) : \(how.fr), coupées à \(cuts), avant à \(former).",
            en: "\(what.en): \(how.en), cut at \(cuts), before at \(former).")
    }
}

extension Codelist {
    /// One code that somebody wrote: not `_T`, `_O` or `_U`.
    struct Written {
        let code: String
        let label: LocalizedText
        let parentCode: String
    }

    /// The codes that somebody wrote, in order.
    var written: [Written] {
        entries.compactMap { entry in
            guard let parent = entry.parent, !entry.code.hasPrefix("_") else { return nil }
            return Written(code: entry.code, label: entry.label, parentCode: entries[parent].code)
        }
    }
}

extension Dimension {
    /// The cut points of a banding; none of anything else.
    var bandCuts: [Decimal6] {
        if case .band(let cuts) = transform { cuts } else { [] }
    }

    /// The cut points of a banding at `level`: those between two of its bands.
    func cuts(ofLevel level: String) -> [Decimal6] {
        let cuts = bandCuts
        let leaves = codelist.leaves.filter { !codelist.entries[$0].code.hasPrefix("_") }
        let bands = Set(codelist.levels[level] ?? [])
        // Leaf number i begins at cut i - 1; so does the band of the level that it is the first leaf of.
        var seen: Set<Int> = []
        var found: [Decimal6] = []
        for (place, leaf) in leaves.enumerated() {
            guard let band = codelist.path(from: leaf).first(where: bands.contains),
                seen.insert(band).inserted, place > 0, place <= cuts.count
            else { continue }
            found.append(cuts[place - 1])
        }
        return found
    }
}
