import Foundation

/// What the `{{…}}` of one case stand for.
struct Filling {
    private let stable = UUID().uuidString.lowercased()
    private let now: Date

    init(now: Date) { self.now = now }

    /// `text` as it is to be sent.
    func fill(_ text: RefusalCase.Text) -> RefusalCase.Text {
        RefusalCase.Text(
            text.parts.map { part in
                if case .text(let text) = part { .text(fill(text)) } else { part }
            })
    }

    func fill(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        var filled = text.replacingOccurrences(of: "{{id1}}", with: stable)
            .replacingOccurrences(of: "{{soon}}", with: soon)
            .replacingOccurrences(of: "{{period}}", with: period)
        while let place = filled.range(of: "{{id}}") {
            filled.replaceSubrange(place, with: UUID().uuidString.lowercased())
        }
        return filled
    }

    private var soon: String {
        ISO8601DateFormatter().string(from: now.addingTimeInterval(600))
    }

    /// The month that it is in the policy's time zone.
    private var period: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Paris") ?? .gmt
        let day = calendar.dateComponents([.year, .month], from: now)
        return String(format: "%04d-%02d", day.year ?? 0, day.month ?? 0)
    }
}
