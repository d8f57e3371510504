/// Makes the codes of bands from their cut points, level by level.
struct BandCodelist {
    /// A stretch between two cut points; the lower end belongs to it, the upper does not.
    private struct Band: Hashable {
        var from: Decimal6?
        var to: Decimal6?

        func contains(_ other: Band) -> Bool {
            (from == nil || (other.from.map { $0 >= from! } ?? false))
                && (to == nil || (other.to.map { $0 <= to! } ?? false))
        }
    }

    /// Cut points by level, the finest first, each a part of the one before. A single level has no name.
    let levels: [(name: String?, cuts: [Decimal6])]
    /// What the numbers count, for the labels.
    let unit: LocalizedText?
    /// Whether the numbers are whole, as ages are: a band then names its last number (`18-25`), else the end that
    /// it stops short of (`2.5-3.5`).
    let areWhole: Bool

    /// The list: the coarsest bands under the total, finer ones under them, a band found at two levels once.
    func codelist(hasUnknown: Bool) -> Codelist {
        var tree = CodelistTree()
        var named: [String: Set<String>] = [:]
        var coarser: [Band] = []
        var known: Set<Band> = []
        for level in levels.reversed() {
            let bands = BandCodelist.bands(level.cuts)
            if let name = level.name {
                named[name] = Set(bands.map { code(of: $0) })
            }
            for band in bands where known.insert(band).inserted {
                let parent = coarser.first { $0.contains(band) }
                tree.add(
                    code(of: band), label(of: band),
                    under: parent.map { code(of: $0) })
            }
            coarser = bands
        }
        return tree.codelist(hasUnknown: hasUnknown, hasOther: false, levels: named)
    }

    private static func bands(_ cuts: [Decimal6]) -> [Band] {
        let ends: [Decimal6?] = [nil] + cuts + [nil]
        return zip(ends, ends.dropFirst()).map(Band.init)
    }

    private func code(of band: Band) -> String {
        switch (band.from, band.to) {
        case (nil, let to?): return "LT\(to)"
        case (let from?, nil): return "GE\(from)"
        case (let from?, let to?):
            guard areWhole else { return "\(from)-\(to)" }
            let last = last(before: to)
            return from == last ? "\(from)" : "\(from)-\(last)"
        case (nil, nil): return Codelist.totalCode
        }
    }

    private func label(of band: Band) -> LocalizedText {
        let frUnit = unit.map { " \($0.fr)" } ?? ""
        let enUnit = unit.map { " \($0.en)" } ?? ""
        switch (band.from, band.to) {
        case (nil, let to?):
            return LocalizedText(fr: "moins de \(fr(to))\(frUnit)", en: "under \(to)\(enUnit)")
        case (let from?, nil):
            return LocalizedText(
                fr: "\(fr(from))\(frUnit) et plus", en: "\(from)\(enUnit) and over")
        case (let from?, let to?):
            guard areWhole else {
                return LocalizedText(
                    fr: "\(fr(from)) à moins de \(fr(to))\(frUnit)",
                    en: "\(from) to under \(to)\(enUnit)")
            }
            let last = last(before: to)
            guard from != last else {
                return LocalizedText(fr: "\(from)\(frUnit)", en: "\(from)\(enUnit)")
            }
            return LocalizedText(
                fr: "\(from) à \(last)\(frUnit)", en: "\(from) to \(last)\(enUnit)")
        case (nil, nil): return LocalizedText(fr: "Total", en: "Total")
        }
    }

    private func last(before cut: Decimal6) -> Decimal6 {
        Decimal6(millionths: cut.millionths - 1_000_000)
    }

    private func fr(_ number: Decimal6) -> String {
        String(number.description.map { $0 == "." ? "," : $0 })
    }
}
