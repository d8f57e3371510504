import SeuilAudit

/// Why an attack could not be made, in words.
enum AttackText {
    static func failure(_ error: AttackError, in folder: String?) -> CommandFailure {
        let place = folder.map { "\($0): " } ?? ""
        return switch error {
        case .nothing: CommandFailure(.data, "there is no release to attack")
        case .missingFile(let path):
            CommandFailure(
                .data, "\(place)\(path) is missing",
                hint: "open the release again into a new folder")
        case .unreadable(let file, let reason):
            CommandFailure(.data, "\(place)\(file) cannot be used: \(reason)")
        case .format(let format):
            CommandFailure(
                .data, "\(place)this program does not read releases of format '\(format)'")
        case .period(let period):
            CommandFailure(.data, "\(place)'\(period)' is no period")
        case .undeclared(let table):
            CommandFailure(
                .data, "\(place)table '\(table)' names something that its release does not declare")
        case .differentRules(let period):
            CommandFailure(
                .data,
                "releases that share days with \(period) were made under different rules or code lists",
                hint: "attack the releases of each policy's version by themselves")
        case .contradiction(let period, let tables):
            CommandFailure(
                .data,
                "no figures at all agree with what was published for \(period) "
                    + "(tables \(Array(Set(tables)).sorted().joined(separator: ", ")))",
                hint: "a file was changed, or the policy's declarations do not hold")
        case .cancelled: CommandFailure(.temporary, "interrupted")
        }
    }
}
