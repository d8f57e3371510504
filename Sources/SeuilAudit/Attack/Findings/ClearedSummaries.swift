public import SeuilRelease

/// Summaries of one period, one an audience, whose rendered files an attack could not break.
///
/// Only the attack makes them, and only they are sealed: what is sent out has been read, as files, by something
/// that knows no more than its readers.
public struct ClearedSummaries: Sendable {
    /// One summary and its files.
    public struct Cleared: Sendable {
        public let summary: Summary
        public let rendered: RenderedSummary
    }

    /// In the order in which the summaries were handed over.
    public let all: [Cleared]

    init(_ all: [Cleared]) { self.all = all }

    /// What became of summaries that were attacked.
    public enum Outcome: Sendable {
        case cleared(ClearedSummaries)
        /// Nothing may be sent out; the verdict names the tables to withhold.
        case refused(Verdict)
    }

    /// Renders `summaries` and attacks the files, all audiences together.
    ///
    /// - Parameter earlier: What earlier releases of every audience published; those of periods that share no day
    ///   are not looked at.
    /// - Throws: `rendering` when files cannot be written out, `attack` when they make no sense together or the
    ///   task was cancelled.
    public static func clearing(
        _ summaries: [Summary], beside earlier: [ReleasedFigures] = [],
        budget: AttackBudget = .closing
    ) throws(ClearingError) -> Outcome {
        var all: [Cleared] = []
        for summary in summaries {
            do throws(SummaryError) {
                all.append(Cleared(summary: summary, rendered: try summary.render()))
            } catch {
                throw .rendering(error)
            }
        }
        do throws(AttackError) {
            let releases = try all.map { cleared throws(AttackError) in
                try AttackedRelease(files: cleared.rendered.files)
            }
            let before = earlier.map { AttackedRelease($0, beside: releases) }.filter { other in
                releases.contains { other.sharesDays(with: $0) && other.period != $0.period }
            }
            let verdict = try Attack(on: before + releases).run(budget: budget)
            // Sets too many to be asked about are no evidence; the proof has covered their cells.
            return verdict.isUnbroken ? .cleared(ClearedSummaries(all)) : .refused(verdict)
        } catch {
            throw .attack(error)
        }
    }
}

/// Why summaries could not be attacked.
public enum ClearingError: Error, Sendable, Equatable {
    case rendering(SummaryError)
    case attack(AttackError)
}
