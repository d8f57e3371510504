internal import SeuilCrypto

/// The members of an object while an entry is read.
///
/// It looks members up by name and takes no offence at others: the entry is written again afterwards, and only the
/// very same bytes are accepted.
struct LedgerFields {
    private let members: [(name: String, value: LedgerValue)]

    init?(_ value: LedgerValue?) {
        guard case .object(let members) = value else { return nil }
        self.members = members
    }

    func has(_ name: String) -> Bool { self[name] != nil }

    func text(_ name: String) -> String? {
        guard case .string(let text) = self[name] else { return nil }
        return text
    }

    func number(_ name: String) -> Int? {
        guard case .number(let number) = self[name] else { return nil }
        return number
    }

    func flag(_ name: String) -> Bool? {
        guard case .flag(let flag) = self[name] else { return nil }
        return flag
    }

    func digest(_ name: String) -> Digest? { text(name).flatMap { Digest(hex: $0) } }

    func time(_ name: String) -> LedgerTime? { text(name).flatMap { LedgerTime(text: $0) } }

    func period(_ name: String = "period") -> String? {
        text(name).flatMap { LedgerWords.days(ofPeriod: $0) == nil ? nil : $0 }
    }

    func object(_ name: String) -> LedgerFields? { LedgerFields(self[name]) }

    /// The objects of a list, each read by `read`; `nil` when one of them is something else.
    func objects<Element>(_ name: String, _ read: (LedgerFields) -> Element?) -> [Element]? {
        guard case .list(let values) = self[name] else { return nil }
        let elements = values.map { LedgerFields($0).flatMap(read) }
        return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
    }

    private subscript(name: String) -> LedgerValue? {
        members.first { $0.name == name }?.value
    }
}
