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
    ///
    /// - Parameter place: The option by which this tool finds the daemon.
    static func hint(_ code: String?, _ place: String) -> String {
        switch code {
        case "unknown-period": "list them: seuil period list \(place)"
        case "already-closed": "its releases are in the outbox: seuil period list \(place)"
        case "not-released":
            "an erratum speaks of a release: name a period that is closed, of seuil period list \(place)"
        case "no-release": "the ledger says so for good; nothing is left to be done"
        case "peer-not-allowed":
            "run it as a user, or in a group, that 'sockets' in seuild.yaml lets in"
        case "text-refused": "write the text anew, in words, without figures"
        case "too-many-connections": "give the command again in a minute"
        case "too-early":
            "it closes by itself; closing earlier would choose whom to isolate"
        case "cell-not-published":
            "the names of tables and codes are those of the opened release's files, tables/NAME.csv"
        case "other-release":
            "name the period alone to speak of all of its releases: who is told depends on what is flagged"
        case "disk-full": "make room there, then give the same command again"
        case "period-damaged":
            "the daemon's log says why; once it can read them, give the same command again"
        case "closing-failed", "erratum-failed": "the daemon's log says why"
        default: "the daemon's log may say more; its state: seuil status \(place)"
        }
    }
}
