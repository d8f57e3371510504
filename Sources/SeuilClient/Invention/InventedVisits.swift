internal import Foundation
public import SeuilCore

/// Visits that nobody made, in the form that a policy receives: for trying its design.
///
/// Each person has their own codes where the policy says so, some codes are commoner than others, a few values
/// are missing, and some people come often. It is a plausible desk, and no desk in particular.
public struct InventedVisits {
    private let policy: Policy
    private let period: Period
    private let people: Int
    private var dice: Dice
    private let seed: UInt64

    /// - Parameters:
    ///   - people: how many there are to come.
    ///   - seed: what repeats the same visits.
    public init(policy: Policy, period: Period, people: Int, seed: UInt64) {
        self.policy = policy
        self.period = period
        self.people = max(1, people)
        self.seed = seed
        dice = Dice(seed: seed)
    }

    /// The next visit, one JSON object.
    public mutating func next() -> String {
        let person = dice.uneven(people)
        var members = ["\"id\":\"\(id())\"", "\"at\":\"\(time())\""]
        members += values(of: .visit, person: person)
        if policy.members.contains(where: { $0.scope == .request && $0.kind != .dropped }) {
            let count = dice.once(in: 4) ? 2 : 1
            let requests = (0..<count).map { _ in
                "{" + values(of: .request, person: person).joined(separator: ",") + "}"
            }
            members.append("\"requests\":[\(requests.joined(separator: ","))]")
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private mutating func id() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &dice) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let ends = [0, 8, 12, 16, 20, 32]
        return zip(ends, ends.dropFirst()).map { digits.dropFirst($0).prefix($1 - $0) }
            .joined(separator: "-")
    }

    /// A moment of the period, at an hour when a desk is open.
    private mutating func time() -> String {
        let days = max(1, Int(period.end.timeIntervalSince(period.start) / 86_400))
        let day = Int.random(in: 0..<days, using: &dice)
        let minute = Int.random(in: 9 * 60..<18 * 60, using: &dice)
        return period.start.addingTimeInterval(Double(day * 86_400 + minute * 60))
            .ISO8601Format()
    }

    /// The members of one object, in the policy's order.
    private mutating func values(of scope: Scope, person: Int) -> [String] {
        var values: [String] = []
        for (index, member) in policy.members.enumerated()
        where member.scope == scope && member.kind != .dropped {
            let isHashed = policy.visitor?.hashed.contains(index) ?? false
            let dimension = policy.dimensions.first { $0.source == .member(index) }
            // What is a person's own is drawn from who they are, so that it is the same each time.
            let isOwn = isHashed || dimension?.isPerPerson == true
            var own = Dice(seed: seed &+ UInt64(person) &* 1_000_003 &+ UInt64(index))
            if !member.isRequired {
                let isMissing = isOwn && !isHashed ? own.once(in: 20) : dice.once(in: 20)
                if isMissing { continue }
            }
            let value =
                isOwn
                ? self.value(of: member, dimension, index, person, &own)
                : self.value(of: member, dimension, index, person, &dice)
            values.append("\"\(member.name)\":\(value)")
        }
        return values
    }

    private func value(
        of member: Member, _ dimension: SeuilCore.Dimension?, _ index: Int, _ person: Int,
        _ dice: inout Dice
    ) -> String {
        switch member.kind {
        case .code, .text:
            guard let dimension else { return "\"Person \(person)\"" }
            return "\"\(code(of: dimension, &dice))\""
        case .date:
            let age = 16 + dice.uneven(75)
            let year = max(1, period.firstDay.year - age)
            let month = Int.random(in: 1...12, using: &dice)
            let day = Int.random(in: 1...28, using: &dice)
            return
                "\"\(String(year + 10_000).dropFirst())-\(String(month + 100).dropFirst())-\(String(day + 100).dropFirst())\""
        case .number: return String(number(dimension, index, &dice))
        case .dropped: return "null"
        }
    }

    /// A code that a tool may send, the first of the list more often.
    private func code(of dimension: SeuilCore.Dimension, _ dice: inout Dice) -> String {
        let list = dimension.codelist
        let codes = list.leaves.map { list.entries[$0].code }.filter { !$0.hasPrefix("_") }
        return codes.isEmpty ? "" : codes[dice.uneven(codes.count)]
    }

    /// A whole number over all bands, or up to the cap, the small ones more often.
    private func number(
        _ dimension: SeuilCore.Dimension?, _ index: Int, _ dice: inout Dice
    ) -> Int {
        if case .band(let cuts)? = dimension?.transform, let first = cuts.first,
            let last = cuts.last
        {
            let low = Int(first.millionths / 1_000_000)
            let high = Int(last.millionths / 1_000_000)
            let least = min(low, max(0, low - max(1, (high - low) / 4)))
            return least + dice.uneven(high - least + max(2, (high - low) / 2))
        }
        let cap = policy.sums.first { $0.member == index }?.cap ?? 100
        return dice.uneven(cap + 1)
    }
}
