public import SeuilCrypto

/// The members of an object while an entry or a statement is read.
///
/// It looks members up by name and takes no offence at others: what was read is written again afterwards, and only
/// the very same bytes are accepted.
public struct LedgerFields {
    private let members: [(name: String, value: LedgerValue)]

    /// The members of `value`, when it is an object.
    public init?(_ value: LedgerValue?) {
        guard case .object(let members) = value else { return nil }
        self.members = members
    }

    public func text(_ name: String) -> String? {
        guard case .string(let text) = self[name] else { return nil }
        return text
    }

    public func number(_ name: String) -> Int? {
        guard case .number(let number) = self[name] else { return nil }
        return number
    }

    public func flag(_ name: String) -> Bool? {
        guard case .flag(let flag) = self[name] else { return nil }
        return flag
    }

    public func digest(_ name: String) -> Digest? { text(name).flatMap { Digest(hex: $0) } }

    public func object(_ name: String) -> LedgerFields? { LedgerFields(self[name]) }

    /// The objects of a list, each read by `read`; `nil` when one of them is something else.
    public func objects<Element>(
        _ name: String, _ read: (LedgerFields) -> Element?
    ) -> [Element]? {
        guard case .list(let values) = self[name] else { return nil }
        let elements = values.map { LedgerFields($0).flatMap(read) }
        return elements.contains { $0 == nil } ? nil : elements.compactMap { $0 }
    }

    /// The strings of a list, none when the member is not there; `nil` when one of them is something else.
    public func texts(_ name: String) -> [String]? {
        guard let value = self[name] else { return [] }
        guard case .list(let values) = value else { return nil }
        let texts = values.map { value -> String? in
            if case .string(let text) = value { text } else { nil }
        }
        return texts.contains { $0 == nil } ? nil : texts.compactMap { $0 }
    }

    private subscript(name: String) -> LedgerValue? {
        members.first { $0.name == name }?.value
    }
}
