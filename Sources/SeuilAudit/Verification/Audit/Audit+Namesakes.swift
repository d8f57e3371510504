internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Which entry names a file of this digest, in words that go on after a colon; empty when none does.
    ///
    /// A file that stands in another's place was moved there, and is not altered.
    func namesake(of digest: Digest) -> String {
        let known =
            certain.isEmpty
            ? Array(entries.enumerated().map { ($0.offset, $0.element) })
            : certain.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        for (index, entry) in known {
            if let what = entry.event.file(of: digest, at: index) { return ": \(what)" }
        }
        return ""
    }
}

extension LedgerEvent {
    /// What the file of that digest is that entry `index` names.
    fileprivate func file(of digest: Digest, at index: Int) -> String? {
        func file(_ signed: Signed?, _ what: String) -> String? {
            if digest == signed?.statement { return "it is the \(what) that entry \(index) names" }
            return digest == signed?.signatures
                ? "they are those under the \(what) that entry \(index) names" : nil
        }
        switch self {
        case .founded(let founding): return file(founding.signed, "founding")
        case .quorumChanged(let change): return file(change.signed, "change of the quorum")
        case .recipientWithdrawn(let withdrawal): return file(withdrawal.signed, "withdrawal")
        case .policyAdopted(let adoption):
            return file(
                Signed(statement: adoption.policy, signatures: adoption.signatures),
                "manifest of version \(adoption.version)")
        case .released(let publication):
            return publication.releases.first { $0.sealed == digest }.map {
                "it is the release that entry \(index) names, of \(publication.period) for '\($0.audience)'"
            }
        case .erratum(let erratum):
            return erratum.audiences.first { $0.sealed == digest }.map {
                "it is the erratum that entry \(index) names, of \(erratum.period) for '\($0.audience)'"
            }
        default: return nil
        }
    }
}
