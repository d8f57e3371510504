/// Tries to work out from released files what they withhold.
///
/// It pools the releases of all audiences, and of all periods that share days, and asks of every withheld cell
/// what DESIGN section 8 guarantees. It shares no code with the part that protects: what one of the two
/// overlooks the other may see.
///
/// Not tried: what several withheld cells say jointly, apart from the sets that `GroupFinder` names; what three
/// or more categories have in common; knowledge from outside the releases; replaying the protector.
public struct Attack: Sendable {
    /// Releases of one site whose days overlap, by way of others if need be.
    private let campaigns: [[AttackedRelease]]

    /// An attack on all of `releases` together.
    ///
    /// - Throws: `AttackError.nothing` without any, `period` when one has a period that is none.
    public init(on releases: [AttackedRelease]) throws(AttackError) {
        guard !releases.isEmpty else { throw .nothing }
        var campaigns: [(days: Set<Int>, releases: [AttackedRelease])] = []
        for release in releases {
            guard let days = PeriodDays.days(of: release.period) else {
                throw .period(release.period)
            }
            var joined = (days: Set(days), releases: [release])
            campaigns.removeAll { other in
                guard other.releases[0].site == release.site,
                    !other.days.isDisjoint(with: joined.days)
                else { return false }
                joined = (joined.days.union(other.days), other.releases + joined.releases)
                return true
            }
            campaigns.append(joined)
        }
        self.campaigns = campaigns.sorted { ($0.days.min() ?? 0) < ($1.days.min() ?? 0) }
            .map(\.releases)
    }

    /// Attacks within `budget` and says what was found.
    ///
    /// - Parameters:
    ///   - narrowest: For how many withheld figures the exact interval is looked for, besides broken ones.
    ///   - progress: Called now and then, on this task.
    /// - Throws: `undeclared`, `differentRules`, `contradiction` when the releases make no sense together;
    ///   `cancelled`.
    public func run(
        budget: AttackBudget, narrowest: Int = 0,
        progress: (AttackProgress) -> Void = { _ in }
    ) throws(AttackError) -> Verdict {
        var verdict = Verdict()
        for releases in campaigns {
            let campaign = try Campaign(releases)
            verdict.add(try campaign.run(budget, narrowest: narrowest, progress: progress))
        }
        verdict.keepNarrowest(narrowest)
        return verdict
    }
}
