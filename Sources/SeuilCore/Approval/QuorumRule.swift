public import SeuilCrypto

/// Which keys may sign, each in one role, and how many of each role and of all must.
///
/// A key stands in it once, so counting needs no choice: whoever counts in whatever order comes to the same. What
/// could be met in one order and not in another, or never, is no rule.
public struct QuorumRule: Sendable, Hashable {
    /// The most members.
    public static let memberLimit = 64

    /// A key, in the one role that it has, under the one certificate that was shown for it.
    public struct Member: Sendable, Hashable {
        public let role: Role
        /// SHA-256 of the SubjectPublicKeyInfo.
        public let key: Digest
        /// SHA-256 of the whole certificate: another one for the same key, with other dates, is not the member's.
        public let certificate: Digest

        public init(role: Role, key: Digest, certificate: Digest) {
            self.role = role
            self.key = key
            self.certificate = certificate
        }
    }

    /// Sorted by key.
    public let members: [Member]
    /// How many of a role must sign, at least one; roles without a minimum are not in it.
    public let minimums: [Role: Int]
    /// How many must sign in all.
    public let total: Int

    /// - Parameter total: Without it, as many as the roles ask for together, at least one.
    /// - Throws: ``QuorumFault`` for what could never be met, or could be read in two ways.
    public init(
        members: [Member], minimums: [Role: Int] = [:], total: Int? = nil
    ) throws(QuorumFault) {
        guard !members.isEmpty else { throw .noSigners }
        guard members.count <= QuorumRule.memberLimit else { throw .tooMany(members.count) }
        let sorted = members.sorted { $0.key < $1.key }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.key == next.key {
            throw .keyTwice(one.key)
        }
        for (role, minimum) in minimums.sorted(by: { $0.key < $1.key }) {
            let count = members.count { $0.role == role }
            guard count > 0 else { throw .unknownRole(role) }
            guard (1...count).contains(minimum) else {
                throw .minimum(role, minimum, most: count)
            }
        }
        let together = minimums.values.reduce(0, +)
        let total = total ?? max(1, together)
        guard (max(1, together)...members.count).contains(total) else {
            throw .total(total, least: max(1, together), most: members.count)
        }
        self.members = sorted
        self.minimums = minimums
        self.total = total
    }

    /// The member of that key and certificate.
    public func member(_ key: Digest, _ certificate: Digest) -> Member? {
        members.first { $0.key == key && $0.certificate == certificate }
    }

    /// What is missing when these keys have signed; `nil` when it is enough.
    public func shortfall(of keys: Set<Digest>) -> QuorumShortfall? {
        shortfalls(of: keys).first
    }

    /// Everything that is missing when these keys have signed: of each role, and of all where they would still be
    /// too few with those.
    public func shortfalls(of keys: Set<Digest>) -> [QuorumShortfall] {
        let signed = members.filter { keys.contains($0.key) }
        var shortfalls: [QuorumShortfall] = []
        for (role, minimum) in minimums.sorted(by: { $0.key < $1.key }) {
            let have = signed.count { $0.role == role }
            if have < minimum {
                shortfalls.append(QuorumShortfall(role: role, have: have, need: minimum))
            }
        }
        let missing = shortfalls.map { $0.need - $0.have }.reduce(0, +)
        if signed.count + missing < total {
            shortfalls.append(QuorumShortfall(role: nil, have: signed.count, need: total))
        }
        return shortfalls
    }
}

/// Signatures that are missing.
public struct QuorumShortfall: Sendable, Equatable, CustomStringConvertible {
    /// Of which role; `nil` of all together.
    public let role: Role?
    public let have: Int
    public let need: Int

    public init(role: Role?, have: Int, need: Int) {
        self.role = role
        self.have = have
        self.need = need
    }

    public var description: String {
        guard let role else { return "\(have) of the \(need) needed signers have signed" }
        return "\(have) of the \(need) needed signers with the role \(role) have signed"
    }
}

/// Why signers and numbers make no quorum.
public enum QuorumFault: Error, Sendable, Equatable {
    case noSigners
    case tooMany(Int)
    /// A key occurs twice, in one role or in two: whoever holds it would count twice.
    case keyTwice(Digest)
    /// A number for a role that nobody has.
    case unknownRole(Role)
    case minimum(Role, Int, most: Int)
    case total(Int, least: Int, most: Int)
    /// A certificate that may not sign.
    case cannotSign(Digest)
    /// The key that signs releases, which whoever runs the site's machine holds.
    case siteKey
}

extension QuorumFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSigners: "there are no signers"
        case .tooMany(let count):
            "there are \(count) signers, of at most \(QuorumRule.memberLimit)"
        case .keyTwice(let key): "the key \(key.hex) occurs twice among the signers"
        case .unknownRole(let role): "no signer has the role \(role)"
        case .minimum(let role, let number, let most):
            "\(number) signers with the role \(role) are asked for, of \(most)"
        case .total(let number, let least, let most):
            "\(number) signers are asked for in all; it can be \(least) to \(most)"
        case .cannotSign(let key): "the certificate of the key \(key.hex) may not sign"
        case .siteKey: "the site's own key is among the signers"
        }
    }
}
