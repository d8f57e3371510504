internal import Foundation
public import SeuilCrypto

/// The verdict over an audit folder.
public struct AuditReport: Sendable {
    /// What the findings come to.
    public enum Outcome: String, Sendable, Codable {
        /// No error, and something from outside vouches for the ledger.
        case sound
        /// No error, but nothing from outside: whoever made the folder may have made all of it.
        case unanchored
        /// There are errors.
        case broken
    }

    /// Errors first, then by place.
    public internal(set) var findings: [AuditFinding] = []
    /// The log's name.
    public internal(set) var origin: String?
    /// How many entries the checkpoint counts, and the root over them.
    public internal(set) var size = 0
    public internal(set) var root: Digest?
    /// How many checkpoints from outside the ledger agrees with.
    public internal(set) var outsideCheckpoints = 0
    /// Kept checkpoints that name the log's key, but the signature does not hold: the auditor's own files are damaged.
    public internal(set) var unusable: [String] = []
    /// Whether the log's key was given from outside.
    public internal(set) var isKeyTrusted = false
    /// Whether signers whom the auditor knows have signed this log's founding, or a change of its quorum.
    public internal(set) var isVouchedFor = false
    /// The entries that changed who decides, and those that withdrew a recipient.
    public internal(set) var quorumChanges: [Int] = []
    public internal(set) var withdrawals: [Int] = []
    public internal(set) var policies = 0
    public internal(set) var periods = 0
    public internal(set) var releases = 0
    /// How many errata are there as the ledger names them, and how many were opened.
    public internal(set) var errata = 0
    public internal(set) var openedErrata = 0
    /// How many releases were opened with a recipient's key.
    public internal(set) var opened = 0
    /// How many of the opened releases came out the same, byte for byte, when made again from their policy.
    public internal(set) var recomputed = 0
    /// Whether no adopted policy is looser than the one before it.
    public internal(set) var neverLooser = false

    public var outcome: Outcome {
        if findings.contains(where: { $0.severity == .error }) { return .broken }
        return isKeyTrusted || isVouchedFor || outsideCheckpoints > 0 ? .sound : .unanchored
    }

    mutating func sort() {
        let order = AuditFinding.Severity.allCases
        findings = Set(findings).sorted { left, right in
            let (first, second) = (
                order.firstIndex(of: left.severity) ?? 0, order.firstIndex(of: right.severity) ?? 0
            )
            let places = AuditReport.order(left.place)
                .compare(AuditReport.order(right.place), options: .numeric)
            guard first == second, places == .orderedSame else {
                return (first, places.rawValue) < (second, 0)
            }
            return (left.place, left.code.rawValue, left.text)
                < (right.place, right.code.rawValue, right.text)
        }
    }

    /// Entry 6 before entry 10, and entries 4 to 5 before both.
    private static func order(_ place: String) -> String {
        place.hasPrefix("entries ") ? "entry " + place.dropFirst(8) : place
    }
}
