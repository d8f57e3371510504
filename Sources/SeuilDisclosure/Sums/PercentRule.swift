import SeuilCore

/// The p% rule: a sum gives its largest contributor away when the second largest, who can take their own part
/// away, could work out the largest part more closely than p percent of it.
///
/// The other way round it is given away too when the sum is so near to everybody's cap that each part is.
/// Source: Hundepool et al., *Statistical Disclosure Control* (2012), section 4.2, the p% rule.
struct PercentRule: Sendable {
    let percent: Int

    /// Whether `total`, of these largest contributions and of no more than `most` with everybody at the cap,
    /// gives the largest away. All in millionths.
    func isBroken(by total: Int, of largest: LargestContributions, most: Int) -> Bool {
        guard largest.first > 0 else { return false }
        return (total - largest.first - largest.second) * 100 < percent * largest.first
            || (most - total) * 100 < percent * largest.first
    }

    /// How far above `total` a reader must hold the sum possible, so that the rule is kept in what is left open.
    ///
    /// Source: as above, the upper protection level of the p% rule.
    func protection(of total: Int, _ largest: LargestContributions) -> Int {
        max(0, share(of: largest.first) - (total - largest.first - largest.second))
    }

    /// p percent of `amount`, rounded up.
    func share(of amount: Int) -> Int { (amount * percent + 99) / 100 }
}
