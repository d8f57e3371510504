/// How many must sign, as entries and statements write it: `"required":2`, and `"roles"` where roles have a number of
/// their own.
public struct QuorumNumbers {
    public let minimums: [Role: Int]
    public let total: Int

    /// Reads the two members; `nil` when they are not there, or name a role twice.
    public init?(_ fields: LedgerFields) {
        guard let total = fields.number("required") else { return nil }
        var minimums: [Role: Int] = [:]
        let roles = fields.objects("roles") { fields -> (Role, Int)? in
            guard let role = fields.text("role").flatMap({ Role($0) }),
                let number = fields.number("required")
            else { return nil }
            return (role, number)
        }
        for (role, number) in roles ?? [] {
            guard minimums.updateValue(number, forKey: role) == nil else { return nil }
        }
        self.minimums = minimums
        self.total = total
    }
}

extension QuorumRule {
    /// The numbers as members of an entry or a statement.
    public var numbers: [(name: String, value: LedgerValue)] {
        let roles = minimums.sorted { $0.key < $1.key }.map { role, number in
            LedgerValue.object([("role", .string(role.name)), ("required", .number(number))])
        }
        return [("required", .number(total))] + (roles.isEmpty ? [] : [("roles", .list(roles))])
    }
}
