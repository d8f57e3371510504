internal import Foundation
public import SeuilCrypto

/// Who has approved a statement, as of one moment.
public struct Approval: Sendable, Equatable {
    /// Signers of the quorum in force before; none for a founding.
    public let approved: [Certificate]
    /// Signers of the quorum that the statement names; none for a withdrawal.
    public let accepted: [Certificate]
}

/// Why a statement is not taken.
public enum ApprovalRefusal: Error, Sendable, Equatable {
    /// There are no signatures, or none that can be read.
    case unsigned
    /// It is about another site, or another log of this one.
    case otherSite
    /// It is a founding, and the site is founded.
    case founded
    /// It follows another change than the last.
    case otherPlace
    /// Too few of those who decide today.
    case notApproved(TooFewSignatures)
    /// Too few of those whom it names.
    case notAccepted(TooFewSignatures)
    /// The signers whom it names make no quorum.
    case quorum(QuorumFault)
    /// The audience's name is none.
    case malformed
}

extension ApprovalRefusal {
    /// Who is missing and every signature that is there, where that is the reason.
    public var tooFew: TooFewSignatures? {
        switch self {
        case .notApproved(let tooFew), .notAccepted(let tooFew): tooFew
        default: nil
        }
    }

    /// Those who must approve a change, in words.
    public static let approvers = "of those who decide until then"
    /// Those who must accept it.
    public static let accepters = "of those whom it names"

    /// Of which signers.
    public var whose: String? {
        switch self {
        case .notApproved: ApprovalRefusal.approvers
        case .notAccepted: ApprovalRefusal.accepters
        default: nil
        }
    }
}

extension Quorum {
    /// Those who have signed, when they are enough, by key; `refusal` otherwise.
    func signatories(
        of content: [UInt8], _ signatures: [UInt8], at time: Date,
        orRefuse refusal: (TooFewSignatures) -> ApprovalRefusal
    ) throws(ApprovalRefusal) -> [Certificate] {
        let judged = try judged(signatures, of: content, at: time)
        if let tooFew = TooFewSignatures(rule.shortfalls(of: judged.keys), judged) {
            throw refusal(tooFew)
        }
        return certificates.filter { judged.keys.contains($0.publicKeyFingerprint) }
    }

    func judged(
        _ signatures: [UInt8], of content: [UInt8], at time: Date
    ) throws(ApprovalRefusal) -> [QuorumSignature] {
        do throws(CryptoError) {
            return try judge(signatures, of: content, at: time)
        } catch {
            throw .unsigned
        }
    }
}

extension ApprovalRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unsigned: "it is not signed"
        case .otherSite: "it is about another site, or another log"
        case .founded: "the site is founded already"
        case .otherPlace: "it does not follow the last change of the quorum"
        case .notApproved(let tooFew), .notAccepted(let tooFew): tooFew.words(whose)
        case .quorum(let fault): fault.description
        case .malformed: "it is no statement"
        }
    }
}
