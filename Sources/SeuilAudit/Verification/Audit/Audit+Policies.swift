internal import Foundation
internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// An adopted policy whose files, signatures and rules have held.
struct AuditedPolicy {
    let verified: VerifiedPolicy
    let adopted: LedgerHistory.AdoptedPolicy
}

extension Audit {
    /// Every adopted policy: its files, its signatures at the ledger's time, and what it changed.
    mutating func readPolicies() {
        var previous: VerifiedPolicy?
        var isLooser = false
        for adopted in history.policies {
            guard let verified = policy(adopted) else {
                isLooser = true
                continue
            }
            report.policies += 1
            policies[adopted.adoption.policy] = AuditedPolicy(verified: verified, adopted: adopted)
            if let previous {
                let changes = PolicyDiff(from: previous, to: verified).changes
                    .filter { $0.direction == .looser }
                if !changes.isEmpty {
                    isLooser = true
                    find(
                        .policyLooser, .notice, "entry \(adopted.index)",
                        "version \(verified.policy.version) is looser than version "
                            + "\(previous.policy.version): "
                            + changes.map(\.place).joined(separator: ", "))
                }
            }
            previous = verified
        }
        // A signed policy that is kept back, tighter perhaps than the one in force, leaves no trace here.
        let isRead = isWhole && entries.count == report.size
        for expected in anchors.policies where !isAdopted(expected) {
            find(
                .policyNotAdopted, isRead ? .error : .warning, Audit.ledger(LedgerPaths.entries),
                isRead
                    ? "the policy \(expected.hex) was never adopted"
                    : "the policy \(expected.hex) was adopted by none of the entries that were looked at"
            )
        }
        report.neverLooser = !isLooser && !history.policies.isEmpty && isRead
    }

    private func isAdopted(_ policy: Digest) -> Bool {
        history.policies.contains { $0.adoption.policy == policy }
            || certain.values.contains {
                if case .policyAdopted(let adoption) = $0.event {
                    adoption.policy == policy
                } else {
                    false
                }
            }
    }

    private mutating func policy(_ adopted: LedgerHistory.AdoptedPolicy) -> VerifiedPolicy? {
        let adoption = adopted.adoption
        // What an earlier form of the ledger logged knew keys only.
        let deciding = adopted.isRestated ? nil : Set(adopted.quorum.members.map(\.certificate))
        guard let (files, certificates) = policyFiles(adoption, deciding: deciding) else {
            return nil
        }
        let quorum =
            (adopted.isRestated ? Quorum(adopted.quorum, byKeyAmong: certificates) : nil)
            ?? Quorum(adopted.quorum, known: self.certificates.union(certificates))
        let folder = Audit.ledger("\(LedgerPaths.policies)/\(adoption.policy.hex)")
        let verifier = PolicyVerifier(quorum: quorum)
        let verified: VerifiedPolicy
        do throws(PolicyRefusal) {
            verified = try verifier.verify(files, at: adopted.time.date, isAdopted: true)
        } catch {
            let (code, path) = Audit.place(of: error)
            let place = path.map { "\(folder)/\($0)" } ?? folder
            if case .tooFewSigners(let tooFew) = error {
                find(tooFew, code, at: adopted.index, place)
            } else {
                find(code, place, error.description)
            }
            return nil
        }
        let place = "entry \(adopted.index)"
        let judged =
            (try? verifier.judge(
                verified.signatures, of: verified.manifest, at: adopted.time.date)) ?? []
        name(judged, .notice, at: adopted.index, "\(folder)/\(PolicyFiles.signatures)")
        let signers = judged.filter(\.counts).compactMap(\.signature.certificate)
        var isAsLogged = findDifferences(adoption, signers, at: adopted.index)
        if verified.policy.version != adoption.version {
            isAsLogged = false
            find(
                .policyDiffersFromEntry, place,
                "the entry says version \(adoption.version), the policy version "
                    + "\(verified.policy.version)")
        }
        guard isAsLogged else { return nil }
        for signer in adoption.signers
        where adopted.quorum.member(signer.key, signer.certificate) == nil {
            find(
                .signerCertificateChanged, .warning, place,
                "a signer's certificate is another than at the founding; whether its dates are genuine "
                    + "cannot be seen here")
        }
        return verified
    }

    /// Names those who have signed otherwise than the entry says; whether there are none.
    ///
    /// - Parameter isDeciding: Whether somebody whom the entry names decides; who does not is named elsewhere.
    @discardableResult
    mutating func findDifferences(
        _ adoption: LedgerEvent.Adoption, _ signers: [Certificate], at index: Int,
        isDeciding: (LedgerEvent.Signer) -> Bool = { _ in true }
    ) -> Bool {
        var wrong: [String] = []
        for signer in adoption.signers
        where isDeciding(signer) && !signers.logged.contains(signer) {
            wrong.append("the entry names the key \(signer.key.hex), which has not signed")
        }
        let named = Set(adoption.signers.map(\.key))
        for signer in signers where !named.contains(signer.publicKeyFingerprint) {
            wrong.append(
                "\(signer.subjectCommonName ?? "somebody"), key \(signer.publicKeyFingerprint.hex), "
                    + "has signed, and the entry does not say so")
        }
        for text in wrong { find(.policyDiffersFromEntry, "entry \(index)", text) }
        return wrong.isEmpty
    }

    private static func place(of refusal: PolicyRefusal) -> (AuditFinding.Code, String?) {
        switch refusal {
        case .unsigned, .malformedSignatures, .tooFewSigners:
            (.policyNotSigned, PolicyFiles.signatures)
        case .malformedManifest, .unlistedFile, .unnamedFile, .altered, .missingFile:
            (.policyAltered, PolicyFiles.manifest)
        case .invalid, .recipientDecides, .expired, .notYetInForce, .lowerVersion,
            .sameVersionOtherContent:
            (.policyInvalid, PolicyFiles.policy)
        }
    }
}
