/// What becomes of the value of one member: the closed set of what a policy can do with it.
public enum Fate: Sendable, Equatable {
    /// Part of the keyed hash that counts a person once.
    case hashed
    /// Cut to its first characters, the hour or the weekday; an index into `Policy.dimensions`.
    case truncated(dimension: Int)
    /// Replaced by the band that it falls in.
    case banded(dimension: Int)
    /// A code of a closed list.
    case coded(dimension: Int)
    /// Added up, each time cut at a cap; an index into `Policy.sums`.
    case summed(sum: Int)
    /// Read and forgotten at once.
    case dropped

    /// The word for scripts: `hashed`, `truncated`, `banded`, `coded`, `summed`, `dropped`.
    public var word: String {
        switch self {
        case .hashed: "hashed"
        case .truncated: "truncated"
        case .banded: "banded"
        case .coded: "coded"
        case .summed: "summed"
        case .dropped: "dropped"
        }
    }
}

extension Policy {
    /// What becomes of member number `index`, in the order: who, what, how much.
    public func fates(ofMember index: Int) -> [Fate] {
        guard members[index].kind != .dropped else { return [.dropped] }
        var fates: [Fate] = []
        if visitor?.hashed.contains(index) == true { fates.append(.hashed) }
        fates += self.fates(of: .member(index))
        for (place, sum) in sums.enumerated() where sum.member == index {
            fates.append(.summed(sum: place))
        }
        return fates
    }

    /// What becomes of a visit's time.
    public var fatesOfTime: [Fate] { fates(of: .time) }

    private func fates(of source: Dimension.Source) -> [Fate] {
        dimensions.indices.filter { dimensions[$0].source == source }.map { place in
            switch dimensions[place].transform {
            case .code: .coded(dimension: place)
            case .prefix, .time: .truncated(dimension: place)
            case .band: .banded(dimension: place)
            }
        }
    }

    /// How members are called: by the label of what they become where they have none of their own.
    public func label(ofMember index: Int) -> LocalizedText {
        let member = members[index]
        guard member.label == LocalizedText(member.name) else { return member.label }
        let dimension = dimensions.first { $0.source == .member(index) }
        let sum = sums.first { $0.member == index }
        return dimension?.label ?? sum?.label ?? member.label
    }
}
