public import Foundation
public import SeuilCrypto

/// That other signers decide from now on. Signed by the quorum before, and by the one it names: a certificate that
/// nobody has the key of would lock the site for ever.
public struct QuorumStatement: Sendable, Hashable {
    public let log: LogName
    /// Counts a site's changes from 1.
    public let number: Int
    /// The statement before: the change before this one, or the founding. So it fits one place of one history.
    public let previous: Digest
    public let quorum: Quorum

    public init(log: LogName, number: Int, previous: Digest, quorum: Quorum) {
        self.log = log
        self.number = number
        self.previous = previous
        self.quorum = quorum
    }
}

extension QuorumStatement {
    /// The signers who have signed, enough of the quorum before and enough of this one.
    ///
    /// - Throws: ``ApprovalRefusal`` with the first reason.
    public func verify(
        _ signatures: [UInt8], after before: Quorum, at time: Date
    ) throws(ApprovalRefusal) -> Approval {
        let content = Statement.quorum(self).bytes
        return Approval(
            approved: try before.signatories(
                of: content, signatures, at: time
            ) { .notApproved($0.without(strangersFrom: quorum)) },
            accepted: try quorum.signatories(
                of: content, signatures, at: time
            ) { .notAccepted($0.without(strangersFrom: before)) })
    }
}
