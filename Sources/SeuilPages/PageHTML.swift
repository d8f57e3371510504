internal import Mustache

/// A page as HTML in one file: no script, nothing from outside, one sheet of style for screen and A4.
public enum PageHTML {
    /// Read once; `nil` if the template were wrong, which a test excludes.
    private static let template: MustacheTemplate? = {
        MustacheContentTypes.register(PageEscaping(), named: PageEscaping.name)
        return try? MustacheTemplate(string: PageTemplate.text)
    }()

    /// The page, or `nil` when the template cannot be read.
    public static func render(_ page: Page) -> String? {
        template?.render(PageView(page))
    }
}

/// What the template shows: strings, lists and truths only.
private struct PageView {
    struct Section {
        let heading2: String
        let kind: String?
        let blocks: [Block]
    }
    /// What ends in `HTML` is escaped already, and is HTML.
    struct Block {
        var paragraphHTML: String?
        var itemsHTML: [String]?
        var facts: [Fact]?
        var grid: Grid?
        var blank: String?
    }
    struct Fact {
        let term: String
        let textsHTML: [String]
        let blank: String?
    }
    struct Grid {
        let columns: [String]
        let rows: [Row]
    }
    struct Row {
        let labelHTML: String
        /// Not called as a section's is: what a row lacks, the template looks for around it.
        let mark: String?
        let cells: [Cell]
    }
    struct Cell {
        let column: String
        /// `nil` for a place to write.
        let cellHTML: String?
        let isEmpty: Bool
    }

    let language: String
    let layout: String
    let style: String
    let kicker: String
    let title: String
    let lead: String
    let sections: [Section]
    let footer: String

    init(_ page: Page) {
        func set(_ text: String) -> String { Typography.set(text, page.language) }
        language = page.language
        let itemCount = page.sections.flatMap(\.blocks).map(\.itemCount).max() ?? 0
        // A policy that keeps very much still has to fit on its sheet.
        layout = page.layout.rawValue + (itemCount > 24 ? " dense" : "")
        style = PageStyle.sheet
        kicker = set(page.kicker)
        title = set(page.title)
        lead = set(page.lead)
        footer = set(page.footer)
        sections = page.sections.map { section in
            Section(
                heading2: set(section.heading), kind: section.isProminent ? "prominent" : nil,
                blocks: section.blocks.map { PageView.view($0, page.language) })
        }
    }

    private static func view(_ block: Page.Block, _ language: String) -> Block {
        func set(_ text: String) -> String { Typography.set(text, language) }
        func html(_ text: String) -> String { Markup.html(text, language) }
        return switch block {
        case .paragraph(let text): Block(paragraphHTML: html(text))
        case .list(let items): Block(itemsHTML: items.map(html))
        case .blank(let prompt): Block(blank: set(prompt))
        case .facts(let facts):
            Block(
                facts: facts.map {
                    Fact(
                        term: set($0.term), textsHTML: $0.texts.map(html), blank: $0.blank.map(set))
                })
        case .grid(let grid):
            Block(
                grid: Grid(
                    columns: grid.columns.map(set),
                    rows: grid.rows.enumerated().map { place, row in
                        Row(
                            labelHTML: html(row.first ?? ""),
                            mark: grid.alarms.contains(place) ? "alarm" : nil,
                            cells: zip(grid.columns, row).dropFirst().map { column, text in
                                Cell(
                                    column: set(column), cellHTML: text.isEmpty ? nil : html(text),
                                    isEmpty: text.isEmpty)
                            })
                    }))
        }
    }
}

extension Page.Block {
    /// How many items a list has.
    fileprivate var itemCount: Int { if case .list(let items) = self { items.count } else { 0 } }
}
