/// The daemon's refusals in the tool's words.
enum ControlText {
    /// What a script is told.
    static func status(_ code: String?) -> CommandFailure.Status {
        switch code {
        case "period-damaged", "too-many-connections": .temporary
        case "peer-not-allowed": .noPermission
        case "closing-failed", "erratum-failed": .software
        case "disk-full": .ioError
        default: .data
        }
    }

    /// What is wrong.
    static func message(_ code: String?, _ detail: String?) -> String {
        switch code {
        case "unknown-period": "there is no such period"
        case "already-closed": "the period is closed already"
        case "too-early": "the period's grace has not ended"
        case "peer-not-allowed": "you may not use this socket"
        case "no-release": "the period's key is lost: nothing can ever be released of it"
        case "period-damaged": "the period's files cannot be read now"
        case "not-released": "nothing of this period has been released"
        default: detail.map(clause) ?? "the daemon refused"
        }
    }

    /// The daemon's sentence as it stands behind `seuil: error:`: it begins small and has no full stop.
    static func clause(_ sentence: String) -> String {
        var text = sentence[...]
        if text.hasSuffix("."), !text.contains(". ") { text = text.dropLast() }
        let first = text.prefix { !$0.isWhitespace }
        // A name in capitals, or with one inside, is no beginning of a sentence.
        guard first.dropFirst().allSatisfy({ !$0.isUppercase }) else { return String(text) }
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// What to do about it.
    static func hint(_ code: String?) -> String? {
        switch code {
        case "unknown-period": "list them: seuil period list"
        case "too-early":
            "it closes by itself; closing earlier would choose whom to isolate"
        case "cell-not-published":
            "the names of tables and codes are those of the release's files in tables/"
        case "other-release":
            "name the period alone to speak of all of its releases: who is told depends on what is flagged"
        case "disk-full": "make room there, then give the same command again"
        case "period-damaged", "closing-failed", "erratum-failed": "the daemon's log says why"
        default: nil
        }
    }
}
