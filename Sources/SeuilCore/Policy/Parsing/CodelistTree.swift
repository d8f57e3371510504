/// Grows a code list from codes and their parents, and gives it the leaves that SDMX reserves.
struct CodelistTree {
    private struct Item {
        var code: String
        var label: LocalizedText
        var parent: String?
    }
    private var items: [Item] = []

    /// Adds `code` under `parent`, or under the total; a parent may come later.
    mutating func add(_ code: String, _ label: LocalizedText, under parent: String? = nil) {
        items.append(Item(code: code, label: label, parent: parent))
    }

    /// The list in preorder, `_O` and `_U` last where asked for.
    ///
    /// - Parameter levels: for each named level, its codes; `_O` and `_U` belong to every level.
    func codelist(
        hasUnknown: Bool, hasOther: Bool, levels: [String: Set<String>] = [:]
    ) -> Codelist {
        var entries = [
            Codelist.Entry(
                code: Codelist.totalCode, label: LocalizedText(fr: "Total", en: "Total"),
                parent: nil)
        ]
        let byParent = Dictionary(grouping: items, by: \.parent)
        func append(under parent: String?, at index: Int) {
            for item in byParent[parent] ?? [] {
                entries.append(Codelist.Entry(code: item.code, label: item.label, parent: index))
                append(under: item.code, at: entries.count - 1)
            }
        }
        append(under: nil, at: 0)
        var reserved: Set<String> = []
        if hasOther {
            reserved.insert(Codelist.otherCode)
            let label = LocalizedText(fr: "Autre", en: "Other")
            entries.append(Codelist.Entry(code: Codelist.otherCode, label: label, parent: 0))
        }
        if hasUnknown {
            reserved.insert(Codelist.unknownCode)
            let label = LocalizedText(fr: "Non renseigné", en: "Not known")
            entries.append(Codelist.Entry(code: Codelist.unknownCode, label: label, parent: 0))
        }
        let places = levels.mapValues { codes in
            entries.indices.filter {
                codes.contains(entries[$0].code) || reserved.contains(entries[$0].code)
            }
        }
        return Codelist(entries: entries, levels: places)
    }
}
