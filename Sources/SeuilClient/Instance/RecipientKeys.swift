internal import Foundation
internal import SeuilCore
internal import SeuilCrypto

/// Makes the key pairs of the recipients that a policy names and that have no certificate yet.
struct RecipientKeys {
    /// The certificates by their paths in the policy's folder.
    private(set) var certificates: [String: [UInt8]] = [:]
    /// For each audience, the keys that open its releases, by their paths in the instance.
    private(set) var keys: [String: [String]] = [:]

    /// Writes the private keys into `folder`; the certificates are for the policy's.
    init(
        of policy: Policy, present: PolicyFiles, validity: (from: Date, until: Date),
        into folder: PrivateFolder
    ) throws(NewInstanceError) {
        for audience in policy.audiences {
            for path in audience.recipients {
                let stem = String(path.dropFirst("recipients/".count).dropLast(".pem".count))
                guard present[path] == nil else { continue }
                let key = "\(InstanceFiles.recipients)/\(stem).key"
                keys[audience.name, default: []].append(key)
                guard certificates[path] == nil else { continue }
                let pair = try KeyPair(
                    named: stem, organisation: policy.controller.name, usage: .encryption,
                    validity: validity)
                try pair.writeKey(to: key, in: folder)
                certificates[path] = pair.certificate.pem
            }
        }
        try linkAudiences(folder)
    }

    /// Lets each audience's first key be found by the audience's name.
    private mutating func linkAudiences(_ folder: PrivateFolder) throws(NewInstanceError) {
        let made = Set(keys.values.joined())
        for (audience, paths) in keys {
            let name = "\(InstanceFiles.recipients)/\(audience).key"
            guard let first = paths.first, !made.contains(name) else { continue }
            try folder.link(name, to: String(first.dropFirst("\(InstanceFiles.recipients)/".count)))
            keys[audience]?[0] = name
        }
    }
}
