public import Foundation
public import SeuilCrypto

/// One period as its operator may see it: where it stands, never how many.
public struct PeriodStatus: Sendable, Equatable {
    public enum State: String, Sendable, Equatable, Codable {
        case open
        /// Takes no more visits; its release is being made.
        case closing
        /// Released; its keys and files are destroyed or about to be.
        case closed
        /// Its key was lost: nothing can ever be released of it.
        case noRelease = "no-release"
        /// Its files cannot be read now; nothing of it has been given up.
        case damaged
    }

    public let id: String
    public let state: State
    /// Opened when already past, as the policy allows: closed on command.
    public let isBackfilled: Bool
    public let policyVersion: Int
    public let policyDigest: Digest
    public let start: Date
    public let end: Date
    /// When its grace ends, the earliest that a live period may close; `nil` for a backfilled one and once closed.
    public let closesAt: Date?
    /// When its release files appear, once closed.
    public let publishAt: Date?
    /// Whether they stand in the outbox already; `nil` where nothing is released.
    public let isWritten: Bool?
    /// The audiences whose release holds no figure above zero, of a period that was closed since the start.
    ///
    /// Every reader of the release sees as much, and no more is said: neither which figures, nor why.
    public let silent: [String]
}

/// The room's health. No figure of visits is in it.
public struct RoomStatus: Sendable, Equatable {
    public struct PolicyInForce: Sendable, Equatable {
        public let name: String
        public let version: Int
        public let digest: Digest
    }
    /// The last policy that was refused since, and why: a text without any value.
    public struct PolicyRefused: Sendable, Equatable {
        public let at: Date
        public let reason: String
    }

    /// The site's random identifier.
    public let site: String
    /// `nil` when none is in force: new visits are then refused with `no-policy`.
    public let policy: PolicyInForce?
    public let refused: PolicyRefused?
    public let periods: [PeriodStatus]
    /// What needs a person, one sentence each.
    public let problems: [String]
}
