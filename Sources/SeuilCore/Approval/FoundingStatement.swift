public import Foundation
public import SeuilCrypto

/// That a site begins: its log, the certificate of its releases, and who decides over its policies.
///
/// Signed by the quorum that it names. Without it, whoever runs the machine could found the site anew under the same
/// signers, and show them their own older policies in force.
public struct FoundingStatement: Sendable, Hashable {
    public let log: LogName
    /// Signs the site's releases.
    public let certificate: Certificate
    public let quorum: Quorum
    /// The log that this one follows, where the site had one.
    public let earlier: EarlierLog?

    public init(
        log: LogName, certificate: Certificate, quorum: Quorum, earlier: EarlierLog? = nil
    ) {
        self.log = log
        self.certificate = certificate
        self.quorum = quorum
        self.earlier = earlier
    }
}

extension FoundingStatement {
    /// The signers who have signed, enough of them.
    ///
    /// - Throws: ``ApprovalRefusal/unsigned``, ``ApprovalRefusal/notAccepted(_:)``.
    public func verify(
        _ signatures: [UInt8], at time: Date
    ) throws(ApprovalRefusal) -> Approval {
        let content = Statement.founding(self).bytes
        return Approval(
            approved: [],
            accepted: try quorum.signatories(
                of: content, signatures, at: time, orRefuse: ApprovalRefusal.notAccepted))
    }
}
