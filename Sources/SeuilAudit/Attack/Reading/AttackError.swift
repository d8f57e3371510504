/// Why releases cannot be attacked. It names files and structures, never a figure.
public enum AttackError: Error, Sendable, Equatable {
    /// There is no release.
    case nothing
    /// A file that the release must have is not there; its path within the release.
    case missingFile(String)
    /// A file of the release cannot be read; its path and the reason.
    case unreadable(file: String, reason: String)
    /// The release has another format than this program reads.
    case format(String)
    /// The period is none that a release can have.
    case period(String)
    /// A table names a dimension, a code or a filter that its release does not declare; the table's name.
    case undeclared(table: String)
    /// Two releases of one period were made under different rules or code lists.
    case differentRules(period: String)
    /// Published figures of these tables contradict each other, or what is known of all figures.
    case contradiction(period: String, tables: [String])
    /// The task was cancelled.
    case cancelled
}

extension AttackError: CustomStringConvertible {
    /// The reason in words; it names files and tables, never a figure.
    public var description: String {
        switch self {
        case .nothing: "there is no release to attack"
        case .missingFile(let path): "\(path) is missing"
        case .unreadable(let file, let reason): "\(file) cannot be used: \(reason)"
        case .format(let format): "this program does not read releases of format '\(format)'"
        case .period(let period): "'\(period)' is no period"
        case .undeclared(let table):
            "table '\(table)' names something that its release does not declare"
        case .differentRules(let period):
            "releases that share days with \(period) were made under different rules or code lists"
        case .contradiction(let period, let tables):
            "no figures at all agree with what was published for \(period) "
                + "(tables \(Array(Set(tables)).sorted().joined(separator: ", ")))"
        case .cancelled: "interrupted"
        }
    }
}
