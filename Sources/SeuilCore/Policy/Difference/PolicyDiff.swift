internal import SeuilCrypto

/// What changed from one policy to another, each change classed as tighter, looser or neutral.
///
/// Looser is what lets more be asked, kept, worked out or read, by more people or for longer. What widens in one
/// way and narrows in another counts as looser, and so does what cannot be compared: nothing looser may pass as
/// anything else. Neutral is what bears on none of these, words among it; a program cannot tell whether a new
/// purpose is a wider one, so a text that changed is there to be read.
public struct PolicyDiff: Sendable, Equatable {
    /// Where a change leads.
    public enum Direction: String, Sendable, Equatable, Codable, CaseIterable {
        case looser, tighter, neutral
    }

    /// One change.
    public struct Change: Sendable, Equatable {
        public var direction: Direction
        /// Where it stands in the policy, its keys joined by points: `tables.reasons.by`.
        public var place: String
        /// What changed, a sentence.
        public var text: LocalizedText

        public init(_ direction: Direction, _ place: String, _ text: LocalizedText) {
            self.direction = direction
            self.place = place
            self.text = text
        }
    }

    /// In the policy's own order; empty when the two say the same.
    public let changes: [Change]

    /// Whether any change is looser.
    public var isLooser: Bool { changes.contains { $0.direction == .looser } }

    /// The changes from `old` to `new`; recipients are told apart by the names of their files.
    public init(from old: Policy, to new: Policy) {
        self.init(
            PolicyComparison(
                old: PolicyComparison.Side(old, certificates: []),
                new: PolicyComparison.Side(new, certificates: [])))
    }

    /// The changes from `old` to `new`; recipients are told apart by their keys where both were read.
    public init(from old: ParsedPolicy, to new: ParsedPolicy) {
        self.init(
            PolicyComparison(
                old: PolicyComparison.Side(old.policy, certificates: old.recipients),
                new: PolicyComparison.Side(new.policy, certificates: new.recipients)))
    }

    /// The changes from `old` to `new`; recipients are told apart by their keys.
    public init(from old: VerifiedPolicy, to new: VerifiedPolicy) {
        self.init(
            PolicyComparison(
                old: PolicyComparison.Side(old.policy, certificates: old.recipients),
                new: PolicyComparison.Side(new.policy, certificates: new.recipients)))
    }

    private init(_ comparison: PolicyComparison) {
        var comparison = comparison
        comparison.run()
        changes = comparison.changes
    }
}

/// One comparison on its way: two policies, and the changes found so far.
struct PolicyComparison {
    /// One of the two policies.
    struct Side {
        let policy: Policy
        /// The recipients' keys, in the order of `policy.audiences`; empty where they were not read.
        private let keys: [[String]]

        init(_ policy: Policy, certificates: [[Certificate]]) {
            self.policy = policy
            keys = certificates.map { $0.map(\.publicKeyFingerprint.hex) }
        }

        /// The keys of audience number `index`, one a recipient, or `nil`.
        func keys(ofAudience index: Int) -> [String]? {
            guard keys.count == policy.audiences.count,
                keys[index].count == policy.audiences[index].recipients.count
            else { return nil }
            return keys[index]
        }

        func memberName(_ index: Int) -> String { policy.members[index].name }
        func dimension(_ index: Int) -> Dimension { policy.dimensions[index] }
    }

    let old: Side
    let new: Side
    private(set) var changes: [PolicyDiff.Change] = []

    init(old: Side, new: Side) {
        self.old = old
        self.new = new
    }

    mutating func run() {
        compareFrame()
        comparePeriods()
        compareReceived()
        compareKept()
        compareTables()
        compareProtection()
        compareAudiences()
        if changes.isEmpty, old.policy != new.policy {
            add(
                .looser, "policy",
                LocalizedText(
                    fr:
                        "Les deux politiques diffèrent d'une façon que ce programme ne sait pas nommer.",
                    en: "The two policies differ in a way that this program cannot name."))
        }
    }

    mutating func add(
        _ direction: PolicyDiff.Direction, _ place: String, _ text: LocalizedText
    ) {
        changes.append(PolicyDiff.Change(direction, place, text))
    }

    mutating func add(
        _ direction: PolicyDiff.Direction, _ place: String, fr: String, en: String
    ) {
        add(direction, place, LocalizedText(fr: fr, en: en))
    }

    /// Records that a text changed, which a person has to read.
    mutating func compareText(
        _ place: String, _ old: LocalizedText, _ new: LocalizedText, _ what: LocalizedText
    ) {
        guard old != new else { return }
        add(
            .neutral, place,
            fr: "\(what.fr) : \(old.quoted.fr) devient \(new.quoted.fr).",
            en: "\(what.en): \(old.quoted.en) becomes \(new.quoted.en).")
    }
}

/// The elements of two lists, matched by name.
struct NamePairs<Element> {
    let gone: [Element]
    let both: [(old: Element, new: Element)]
    let come: [Element]
    /// Whether what is in both stands in another order.
    let isReordered: Bool

    init(_ old: [Element], _ new: [Element], name: (Element) -> String) {
        let oldNames = old.map(name)
        let newNames = new.map(name)
        let known = Dictionary(zip(newNames, new)) { first, _ in first }
        let before = Set(oldNames)
        gone = zip(oldNames, old).filter { known[$0.0] == nil }.map(\.1)
        both = zip(oldNames, old).compactMap { pair in known[pair.0].map { (pair.1, $0) } }
        come = zip(newNames, new).filter { !before.contains($0.0) }.map(\.1)
        isReordered =
            oldNames.filter { known[$0] != nil } != newNames.filter(before.contains)
    }
}
