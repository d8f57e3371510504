public import SeuilCore
internal import SeuilCrypto

/// Who will decide over a new instance's policies.
public enum NewSigners: Sendable {
    /// One signer, whose key is made with the instance: for a first try, and for whoever moves the key away at once.
    case own
    /// People who have keys of their own, which this machine never sees.
    case others(Quorum)

    /// The part of `seuild.yaml` that names them.
    var yaml: String {
        guard case .others(let quorum) = self else {
            return "trust: { signers: \(InstanceFiles.signers), required: 1 }"
        }
        let signers = zip(paths, quorum.signers).map { path, signer in
            "    - { role: \(signer.role), certificate: \(path) }"
        }
        let numbers =
            quorum.rule.minimums.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value)" } + ["\(Role.all): \(quorum.rule.total)"]
        return
            (["trust:", "  signers:"] + signers + [
                "  required: { \(numbers.joined(separator: ", ")) }"
            ]).joined(separator: "\n")
    }

    /// Where their certificates are written, each in its place.
    var paths: [String] {
        guard case .others(let quorum) = self else { return [InstanceFiles.signers] }
        var counts: [Role: Int] = [:]
        return quorum.signers.map { signer in
            counts[signer.role, default: 0] += 1
            let count = counts[signer.role] ?? 1
            return "\(InstanceFiles.statements)/\(signer.role)\(count > 1 ? "-\(count)" : "").pem"
        }
    }
}
