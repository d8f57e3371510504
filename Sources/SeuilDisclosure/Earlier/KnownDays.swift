import Foundation
import SeuilCore

/// The days around a period of which earlier releases published what one cell counts.
///
/// Of any two periods one holds the other, or they have no day in common. So whatever can be worked out by adding
/// and taking away, of any of them, holds one of two smallest pieces, if it depends on the new figure at all: the
/// period's days outside every published period in it; and the days of the smallest published period around
/// it, outside this one and every other published period in it.
struct KnownDays {
    struct Figures {
        let days: Range<Date>
        /// For each measure what was published; `nil` where it was not shown.
        let figures: [Int?]
        /// No fewer people than this stand behind the figures unless they are 0.
        var leastPeople = 0

        /// How many people are known to have come.
        func people(_ position: Int) -> Int {
            figures[position] ?? (figures.contains { $0.map { $0 > 0 } ?? false } ? leastPeople : 0)
        }
    }

    private let measures: [Measure]
    /// The largest published periods within the period.
    private let inside: [Figures]
    /// The smallest published period around it.
    private let around: Figures?
    /// The largest published periods within that one and outside the period.
    private let beside: [Figures]
    /// Whether those inside leave no day over.
    private let isCovered: Bool

    init(_ known: [Figures], around period: Range<Date>, measures: [Measure]) {
        self.measures = measures
        inside = KnownDays.largest(known.filter { $0.days.isWithin(period) })
        around = known.filter { period.isWithin($0.days) }
            .min { KnownDays.length($0.days) < KnownDays.length($1.days) }
        let days = around?.days
        beside = KnownDays.largest(
            known.filter { figures in
                days.map { figures.days.isWithin($0) && figures.days != $0 } ?? false
                    && !figures.days.overlaps(period)
            })
        let covered = inside.reduce(0) { $0 + KnownDays.length($1.days) }
        isCovered = covered == KnownDays.length(period)
    }

    private static func length(_ days: Range<Date>) -> TimeInterval {
        days.upperBound.timeIntervalSince(days.lowerBound)
    }

    private static func largest(_ known: [Figures]) -> [Figures] {
        known.filter { one in
            !known.contains { $0.days != one.days && one.days.isWithin($0.days) }
        }
    }

    /// The sum of a measure over periods without a day in common; `nil` where one did not show it.
    private static func sum(_ known: [Figures], _ position: Int) -> Int? {
        known.reduce(0) { sum, known in
            guard let sum, let figure = known.figures[position] else { return nil }
            return sum + figure
        }
    }

    /// What a new figure leaves over of others: known as exactly as they are.
    struct Rest {
        /// For each measure that adds up over days, the difference; `nil` where it is not known.
        let counts: [Int?]
        /// No fewer people than this came, 0 when nothing is known.
        let people: Int

        var isOfNobody: Bool { counts.allSatisfy { $0 == nil || $0 == 0 } }

        /// Whether it surely stands for as many as any published cell. A difference below nothing tells that
        /// something was counted otherwise, and how much.
        func holds(_ threshold: Threshold, _ measures: [Measure]) -> Bool {
            if counts.contains(where: { $0.map { $0 < 0 } ?? false }) { return false }
            switch threshold {
            case .people(let least): return people >= least
            case .visits(let least):
                return zip(measures, counts).contains { measure, count in
                    measure == .visits && count.map { $0 >= least } ?? false
                }
            }
        }
    }

    /// What could be worked out if `truth` were published, as far as the cell `shows` it: first what the period
    /// has outside others, then what others have outside the period.
    func rests(of truth: [Int], shows: [Bool]) -> [Rest] {
        let isZero = truth[0] == 0
        // What is not shown is not taken away, but it tells how many people a difference stands for.
        let shown = truth.indices.map { position in
            shows[position] || isZero || measures[position] == .visitors ? truth[position] : nil
        }
        let rest = rest(of: shown, without: inside)
        guard let around else { return [rest] }
        let own = Figures(days: around.days, figures: shown)
        return [rest, self.rest(of: around.figures, without: [own] + beside)]
    }

    private func rest(of total: [Int?], without parts: [Figures]) -> Rest {
        let differences = measures.indices.map { position -> Int? in
            guard let total = total[position], let sum = KnownDays.sum(parts, position) else {
                return nil
            }
            return total - sum
        }
        let people = measures.firstIndex(of: .visitors).flatMap { differences[$0] } ?? 0
        return Rest(
            counts: zip(measures, differences).map { $0 == .visitors ? nil : $1 },
            people: people)
    }

    /// For each measure, what earlier figures leave possible for the cell; `truth` is always possible.
    func ranges(around truth: [Int]) -> [ClosedRange<Int>] {
        measures.indices.map { position in
            let total = around?.figures[position]
            var least: Int
            var greatest: Int
            if measures[position] == .visitors {
                least = inside.map { $0.people(position) }.max() ?? 0
                greatest = total ?? Int.max
            } else {
                least = inside.compactMap { $0.figures[position] }.reduce(0, +)
                let others = beside.compactMap { $0.figures[position] }.reduce(0, +)
                greatest = total.map { $0 - others } ?? Int.max
            }
            if isCovered, let sum = KnownDays.sum(inside, position) {
                greatest = min(greatest, sum)
            }
            least = min(least, truth[position])
            greatest = max(greatest, truth[position])
            return least...greatest
        }
    }
}
