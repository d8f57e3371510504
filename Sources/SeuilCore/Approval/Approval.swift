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
    case notApproved(QuorumShortfall)
    /// Too few of those whom it names.
    case notAccepted(QuorumShortfall)
    /// The signers whom it names make no quorum.
    case quorum(QuorumFault)
    /// The audience's name is none.
    case malformed
}

extension Quorum {
    /// Those who have signed, as ``signers(of:signatures:at:)`` finds them.
    func signatories(
        of content: [UInt8], _ signatures: [UInt8], at time: Date
    ) throws(ApprovalRefusal) -> [Certificate] {
        do throws(CryptoError) {
            return try signers(of: content, signatures: signatures, at: time)
        } catch {
            throw .unsigned
        }
    }

    /// What is missing when these have signed.
    public func shortfall(of signed: [Certificate]) -> QuorumShortfall? {
        rule.shortfall(of: Set(signed.map(\.publicKeyFingerprint)))
    }
}

extension ApprovalRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unsigned: "it is not signed"
        case .otherSite: "it is about another site, or another log"
        case .founded: "the site is founded already"
        case .otherPlace: "it does not follow the last change of the quorum"
        case .notApproved(let shortfall): "\(shortfall), of those who decide until then"
        case .notAccepted(let shortfall): "\(shortfall), of those whom it names"
        case .quorum(let fault): fault.description
        case .malformed: "it is no statement"
        }
    }
}
