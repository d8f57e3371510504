import Foundation

/// The status as Prometheus reads it, just as coarse.
///
/// Everything is a gauge: a magnitude is no counter, and must not be turned into a rate.
/// Source: Prometheus text exposition format, version 0.0.4.
struct Metrics {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    init(_ report: StatusReport) {
        add(
            "seuil_policy_in_force", "Whether a policy is in force.",
            [([], report.policy == nil ? 0 : 1)])
        add(
            "seuil_policy_version", "The version of the policy in force.",
            report.policy.map { [([("policy", $0.name)], $0.version)] } ?? [])
        add(
            "seuil_policy_refused", "Whether a policy was refused since the last was adopted.",
            [([], report.policyRefused == nil ? 0 : 1)])
        add(
            "seuil_periods", "Periods by state.",
            Dictionary(grouping: report.periods, by: \.state.rawValue)
                .sorted { $0.key < $1.key }
                .map { ([("state", $0.key)], $0.value.count) })
        add(
            "seuil_period_closes_at_seconds", "When a live period's grace ends, as Unix time.",
            report.periods.compactMap { period in
                guard period.state == .open, let time = period.closesAt else { return nil }
                return ([("period", period.id)], Int(time.timeIntervalSince1970))
            })
        add(
            "seuil_problems", "Things that need a person; the status says which.",
            [([], report.problems.count)])
        add(
            "seuil_accepted_visits_magnitude",
            "Visits accepted since the start, as a power of ten; 0 below 100.",
            [([], report.intake.accepted.atLeast)])
        add(
            "seuil_last_accepted", "When a visit was last accepted, coarsely.",
            Recency.allCases.map {
                ([("recency", $0.rawValue)], $0 == report.intake.lastAccepted ? 1 : 0)
            })
        add(
            "seuil_refusals_magnitude",
            "Refusals since the start by code, as a power of ten.",
            report.intake.refused.sorted { $0.key < $1.key }
                .map { ([("code", $0.key)], $0.value.atLeast) })
    }

    private mutating func add(
        _ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Int)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
        for (labels, value) in samples {
            let written = labels.map { "\($0.0)=\"\(Metrics.escaped($0.1))\"" }
                .joined(separator: ",")
            text += written.isEmpty ? "\(name) \(value)\n" : "\(name){\(written)} \(value)\n"
        }
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
