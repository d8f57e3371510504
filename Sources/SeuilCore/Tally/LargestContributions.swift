/// The two largest contributions to a sum, in millionths of its unit: what the p% rule looks at.
///
/// The largest is what nobody may work out closely; the second largest is whoever could come closest, for that
/// one can take their own contribution away.
public struct LargestContributions: Sendable, Equatable {
    public private(set) var first = 0
    /// No more than `first`; 0 while there is one contribution.
    public private(set) var second = 0

    public init() {}

    /// The two largest of `contributions`, none of them negative.
    public init(of contributions: some Sequence<Int>) {
        for contribution in contributions { add(contribution) }
    }

    /// Adds one contributor's whole contribution, not negative.
    public mutating func add(_ contribution: Int) {
        if contribution > first {
            (first, second) = (contribution, first)
        } else if contribution > second {
            second = contribution
        }
    }

    /// Adds the two largest of other contributors.
    public mutating func merge(_ other: LargestContributions) {
        add(other.first)
        add(other.second)
    }
}
