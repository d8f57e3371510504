import ArgumentParser
import Foundation
import SeuilClient

/// `seuil status`: how the daemon is.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show whether the daemon does its work, and where each period stands.",
        discussion: """
            It never shows how many visits there were: a live counter would be a way around the threshold.

            Exit codes: 0 its health is good, 1 something needs a person (a problem, a policy that was refused, or \
            none in force), 66 no such instance, 69 no daemon, 77 the socket may not be used.

            Examples:
              seuil status --instance /srv/seuil
              seuil status --socket /run/seuil/control.sock
            """)

    @OptionGroup var control: ControlSocketOption

    @Flag(help: "Answer in JSON, as the control socket does.")
    var json = false

    func run() async throws {
        let answer: (status: DaemonStatus, json: [UInt8])
        let path = try control.path()
        do throws(ControlError) {
            answer = try await ControlClient(socket: path).status()
        } catch {
            throw control.failure(error, at: path)
        }
        if json {
            Terminal.answer(String(decoding: answer.json, as: UTF8.self))
        } else {
            Terminal.answer(StatusText.text(answer.status))
        }
        if !answer.status.isGood { throw ExitCode(1) }
    }
}

extension DaemonStatus {
    /// Whether nothing needs a person.
    fileprivate var isGood: Bool { problems.isEmpty && policy != nil && policyRefused == nil }
}

/// The status in a person's words.
enum StatusText {
    static func text(_ status: DaemonStatus) -> String {
        var lines: [String] = []
        if let policy = status.policy {
            lines.append(
                "policy   \(policy.name), version \(policy.version), sha256 \(policy.sha256)")
        } else {
            lines.append("policy   none in force: new visits are refused")
        }
        if let refused = status.policyRefused {
            lines.append("refused  \(refused.reason) (\(refused.at.ISO8601Format()))")
        }
        lines += periods(status.periods).map { "period   \($0)" }
        lines += status.problems.map { "problem  \($0)" }
        lines.append("health   \(status.isGood ? "good" : "needs a person: see above")")
        return lines.joined(separator: "\n")
    }

    /// One line a period.
    static func periods(_ periods: [PeriodReport]) -> [String] {
        let width = periods.map(\.id.count).max() ?? 0
        return periods.map { period in
            let id = period.id.padding(toLength: width, withPad: " ", startingAt: 0)
            return "\(id)  \(period.state)\(when(period))"
        }
    }

    /// Whether the releases have appeared at `time`, or not yet.
    private static func appearance(_ period: PeriodReport, _ time: Date) -> String {
        if period.written != false { return "published" }
        return time > Date() ? "appears" : "not written yet, due"
    }

    private static func when(_ period: PeriodReport) -> String {
        switch period.state {
        case "open" where period.backfilled: "  to be closed on command"
        case "open": period.closesAt.map { "  closes \($0.ISO8601Format())" } ?? ""
        case "closed":
            period.publishAt.map { "  \(appearance(period, $0)) \($0.ISO8601Format())" } ?? ""
        default: ""
        }
    }
}
