import Foundation

/// How many, as a power of ten and no finer.
///
/// A live counter would be a way around the threshold: whoever reads it before and after a visit knows of the
/// visit. Source: DESIGN, section 5.
struct Magnitude: Sendable, Equatable, Encodable {
    /// At least so many: 0 or a power of ten.
    let atLeast: Int

    /// The magnitude of `count`, which is told as 0 below `least`.
    init(of count: Int, telling least: Int) {
        var power = 1
        while power <= count / 10 { power *= 10 }
        atLeast = count < max(1, least) ? 0 : power
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(atLeast)
    }
}

/// How long ago, no finer than an hour.
enum Recency: String, Sendable, Equatable, Encodable, CaseIterable {
    case withinTheHour = "within-the-hour"
    case withinTheDay = "within-the-day"
    case longAgo = "long-ago"
    /// Not since the daemon started.
    case never

    init(of instant: Date?, now: Date) {
        guard let instant else {
            self = .never
            return
        }
        switch now.timeIntervalSince(instant) {
        case ..<3_600: self = .withinTheHour
        case ..<86_400: self = .withinTheDay
        default: self = .longAgo
        }
    }
}
