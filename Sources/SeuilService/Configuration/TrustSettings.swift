public import SeuilCore
public import SystemPackage

/// Whom a configuration names to decide over policies, and where signed statements are laid.
///
/// It founds a site at most. Afterwards the ledger says who decides, and only those who did can change it.
public struct TrustSettings: Sendable, Equatable {
    /// A PEM file of certificates, and the role in which they sign.
    public struct Signers: Sendable, Equatable {
        public var role: Role
        public var certificates: FilePath

        public init(role: Role, certificates: FilePath) {
            self.role = role
            self.certificates = certificates
        }
    }

    public var signers: [Signers]
    /// How many of a role must sign.
    public var minimums: [Role: Int]
    /// How many must sign in all; `nil` for as many as the roles ask for.
    public var total: Int?
    /// The folder of signed statements.
    public var statements: FilePath
}

extension ConfigurationParser {
    /// `trust`: a file of certificates and a number, or signers in roles and how many of each.
    func trust(_ node: YAMLNode?) -> TrustSettings {
        let trust = reader.mapping(node, "trust", allowed: ["signers", "required", "statements"])
        let signers = trust?["signers"].map(signers)
        let (minimums, total) = required(trust?["required"], of: signers)
        return TrustSettings(
            signers: signers ?? [
                .init(role: .signer, certificates: path(nil, "signers", "trust/signers.pem"))
            ], minimums: minimums, total: total,
            statements: path(trust?["statements"], "statements", "trust"))
    }

    private func signers(_ node: YAMLNode) -> [TrustSettings.Signers] {
        guard case .sequence = node.content else {
            return [
                .init(role: .signer, certificates: path(node, "signers", "trust/signers.pem"))
            ]
        }
        return (reader.list(node, "signers") ?? []).compactMap { node in
            let signer = reader.mapping(
                node, "a signer", allowed: ["role", "certificate"],
                required: ["role", "certificate"])
            guard let signer, let file = signer["certificate"], let role = role(signer["role"])
            else { return nil }
            return .init(role: role, certificates: path(file, "certificate", ""))
        }
    }

    private func role(_ node: YAMLNode?) -> Role? {
        guard let node, let name = reader.string(node, "role") else { return nil }
        guard let role = Role(name) else {
            reader.error(
                "a role is a small letter and up to 31 small letters, digits and hyphens, and not 'all'",
                at: node.span)
            return nil
        }
        return role
    }

    /// A number of all signers, or one for each role and, under `all`, of all.
    private func required(
        _ node: YAMLNode?, of signers: [TrustSettings.Signers]?
    ) -> (minimums: [Role: Int], total: Int?) {
        let limits = 1...QuorumRule.memberLimit
        guard let node, case .mapping = node.content,
            let numbers = reader.mapping(node, "required")
        else { return ([:], reader.integer(node, "required", in: limits) ?? 1) }
        var minimums: [Role: Int] = [:]
        for entry in numbers.entries where entry.key != Role.all {
            let known = signers?.first { $0.role.name == entry.key }
            guard let role = known?.role else {
                reader.error("no signer has the role '\(entry.key)'", at: entry.keySpan)
                continue
            }
            minimums[role] = reader.integer(entry.value, entry.key, in: limits)
        }
        return (minimums, reader.integer(numbers[Role.all], Role.all, in: limits))
    }
}
