/// A page as plain text, for a terminal or an e-mail.
public enum PageText {
    /// No line is longer, save where a single word is.
    static let width = 96

    public static func render(_ page: Page) -> String {
        let colon = page.language == "fr" ? "\u{A0}: " : ": "
        var lines = [page.kicker, page.title, String(repeating: "=", count: page.title.count)]
        lines += wrap(page.lead)
        for section in page.sections {
            lines += ["", section.heading, String(repeating: "-", count: section.heading.count)]
            for block in section.blocks { lines += self.lines(of: block, colon: colon) }
        }
        lines += [""] + wrap(page.footer)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of block: Page.Block, colon: String) -> [String] {
        switch block {
        case .paragraph(let text): wrap(text)
        case .list(let items): items.flatMap { wrap($0, first: "- ", rest: "  ") }
        case .blank(let prompt): [blank(prompt)]
        case .facts(let facts):
            facts.flatMap { fact -> [String] in
                let texts = fact.texts + (fact.blank.map { [blank($0)] } ?? [])
                return wrap(fact.term) + texts.flatMap { wrap($0, first: "    ", rest: "    ") }
            }
        case .grid(let grid):
            grid.rows.flatMap { row -> [String] in
                if let arrow = grid.arrow {
                    let line = row.dropFirst().joined(separator: " \(arrow) ")
                    return wrap(row.first ?? "") + wrap(line, first: "    ", rest: "      ")
                }
                let cells = zip(grid.columns, row).dropFirst().map { column, cell in
                    column + colon + (cell.isEmpty ? blank("") : cell)
                }
                return wrap(row.first ?? "")
                    + cells.flatMap { wrap($0, first: "    ", rest: "      ") }
            }
        }
    }

    private static func blank(_ prompt: String) -> String {
        prompt.isEmpty ? "[ … ]" : "[ … \(prompt) ]"
    }

    /// `text` in lines that fit, `first` before the first and `rest` before the others.
    private static func wrap(_ text: String, first: String = "", rest: String = "") -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = rest
                isEmpty = true
            }
            line += isEmpty ? word : " " + word
            isEmpty = false
        }
        return lines + [line]
    }
}
