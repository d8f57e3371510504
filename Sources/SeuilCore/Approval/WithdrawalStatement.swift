public import Foundation
public import SeuilCrypto

/// That a recipient's key gets no further release. One signer is enough: it only ever makes less known.
///
/// It has no number, since it holds for ever: said again, it says nothing new.
public struct WithdrawalStatement: Sendable, Hashable {
    public let log: LogName
    /// Of which audience; `nil` of every one.
    public let audience: String?
    /// SHA-256 of the recipient's SubjectPublicKeyInfo.
    public let key: Digest

    public init(log: LogName, audience: String?, key: Digest) {
        self.log = log
        self.audience = audience
        self.key = key
    }
}

extension WithdrawalStatement {
    /// The signer who has signed, the first by key where there are several.
    ///
    /// - Throws: ``ApprovalRefusal/unsigned``, ``ApprovalRefusal/notApproved(_:)``.
    public func verify(
        _ signatures: [UInt8], under quorum: Quorum, at time: Date
    ) throws(ApprovalRefusal) -> Approval {
        let judged = try quorum.judged(
            signatures, of: Statement.withdrawal(self).bytes, at: time)
        let keys = judged.keys
        guard
            let first = quorum.certificates.first(where: { keys.contains($0.publicKeyFingerprint) })
        else {
            throw .notApproved(.nobody(judged))
        }
        return Approval(approved: [first], accepted: [])
    }
}
