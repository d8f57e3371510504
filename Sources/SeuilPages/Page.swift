/// A page for people, before it has a look: headings, sentences, tables, and places where somebody has to write.
///
/// One model for a browser, paper and a terminal, so that they cannot say different things.
public struct Page: Sendable, Equatable {
    /// How it is laid out.
    public enum Layout: String, Sendable, Equatable {
        /// Large type on one sheet, to be hung on a wall.
        case poster
        /// As many sheets as it takes.
        case report
    }

    public struct Section: Sendable, Equatable {
        public var heading: String
        public var blocks: [Block]
        /// What must not be overlooked.
        public var isProminent: Bool

        public init(_ heading: String, _ blocks: [Block], isProminent: Bool = false) {
            self.heading = heading
            self.blocks = blocks
            self.isProminent = isProminent
        }
    }

    public enum Block: Sendable, Equatable {
        case paragraph(String)
        case list([String])
        case facts([Fact])
        case grid(Grid)
        /// A place where the controller has to write: what is asked for.
        case blank(String)
    }

    /// A term and what is said of it; `blank` asks the controller for the rest.
    public struct Fact: Sendable, Equatable {
        public var term: String
        public var texts: [String]
        public var blank: String?

        public init(_ term: String, _ texts: [String] = [], blank: String? = nil) {
            self.term = term
            self.texts = texts
            self.blank = blank
        }
    }

    /// A table of words; the first cell of each row names the row. An empty cell is a place to write.
    public struct Grid: Sendable, Equatable {
        public var columns: [String]
        public var rows: [[String]]
        /// The rows that must not be overlooked.
        public var alarms: Set<Int>
        /// What stands between the cells where a row is read as one line: `sent → becomes`.
        public var arrow: String?

        public init(
            columns: [String], rows: [[String]], alarms: Set<Int> = [], arrow: String? = nil
        ) {
            self.columns = columns
            self.rows = rows
            self.alarms = alarms
            self.arrow = arrow
        }
    }

    public var language: String
    public var layout: Layout
    /// Above the title: whose page it is.
    public var kicker: String
    public var title: String
    public var lead: String
    public var sections: [Section]
    /// Below everything: which policy it was made from.
    public var footer: String

    public init(
        language: String, layout: Layout, kicker: String, title: String, lead: String,
        sections: [Section], footer: String
    ) {
        self.language = language
        self.layout = layout
        self.kicker = kicker
        self.title = title
        self.lead = lead
        self.sections = sections
        self.footer = footer
    }
}
