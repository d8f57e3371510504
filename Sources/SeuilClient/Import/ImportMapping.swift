internal import SeuilCore

/// How the rows of a CSV file become visits: what an import's YAML file says.
///
/// ```yaml
/// import: example
/// separator: ";"                       # a comma unless said otherwise
/// visit:
///   district: "{quartier}"             # text with the row's values in it
///   minutes: { number: "{duree}" }     # a number
///   requests: [{ reason: "{motif}" }]
/// each:                                # optional; without it a row is one visit
///   - { repeat: nombre }
/// ```
/// A member whose column is empty in a row is left out of that row's visits, and so is a request all of whose
/// members are. Braces are doubled to stand for themselves.
public struct ImportMapping: Sendable {
    /// What the import is called.
    public let name: String
    /// What stands between two fields.
    public let separator: UInt8
    /// The visits that one row gives.
    let visits: [VisitTemplate]

    /// One visit of a row.
    struct VisitTemplate: Sendable {
        /// The column that says how often; `nil` for once.
        let repetition: ColumnName?
        let members: [MemberTemplate]
    }

    /// One member of an object.
    struct MemberTemplate: Sendable {
        let name: String
        let value: ValueTemplate
    }

    /// What a member's value is made from.
    enum ValueTemplate: Sendable {
        case text([Segment])
        case number([Segment])
        case requests([[MemberTemplate]])
    }

    /// A piece of a value: words of the mapping, or a row's cell.
    enum Segment: Sendable, Equatable {
        case words(String)
        case column(ColumnName)
    }

    /// A column as the mapping names it, and where.
    struct ColumnName: Sendable, Equatable {
        let name: String
        let span: SourceSpan
    }
}
