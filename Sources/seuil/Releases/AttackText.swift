import SeuilAudit

/// Why an attack could not be made: for a script in a number, and what to do about it.
enum AttackText {
    static func failure(_ error: AttackError, in folder: String?) -> CommandFailure {
        let place = folder.map { "\($0): " } ?? ""
        return switch error {
        case .missingFile:
            CommandFailure(
                .data, "\(place)\(error)", hint: "open the release again into a new folder")
        case .unreadable, .format, .period, .undeclared:
            CommandFailure(
                .data, "\(place)\(error)",
                hint:
                    "open the release again into a new folder: files that were changed are not attacked"
            )
        case .differentRules:
            CommandFailure(
                .data, error.description,
                hint: "attack the releases of each policy's version by themselves")
        case .contradiction:
            CommandFailure(
                .data, error.description,
                hint: "a file was changed, or the policy's declarations do not hold")
        case .nothing:
            CommandFailure(
                .data, error.description,
                hint: "name folders that 'seuil open' wrote; each has a release.json")
        case .cancelled:
            CommandFailure(.temporary, error.description, hint: "give the command again")
        }
    }
}
