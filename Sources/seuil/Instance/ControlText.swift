/// The daemon's refusals in the tool's words.
enum ControlText {
    /// What a script is told.
    static func status(_ code: String?) -> CommandFailure.Status {
        switch code {
        case "too-early", "period-damaged", "too-many-connections": .temporary
        case "peer-not-allowed": .noPermission
        case "closing-failed", "erratum-failed": .software
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
        default: detail ?? "the daemon refused"
        }
    }

    /// What to do about it.
    static func hint(_ code: String?) -> String? {
        switch code {
        case "unknown-period": "list them: seuil period list"
        case "too-early":
            "it closes by itself; closing earlier would choose whom to isolate"
        case "cell-not-published":
            "the names of tables and codes are those of the release's files in tables/"
        case "period-damaged", "closing-failed", "erratum-failed": "the daemon's log says why"
        default: nil
        }
    }
}
