public import Foundation

/// What the daemon says of itself on its control socket: health and periods, never how many.
///
/// Members that a newer daemon adds are passed over.
public struct DaemonStatus: Sendable, Equatable, Decodable {
    /// The policy in force.
    public struct Policy: Sendable, Equatable, Decodable {
        public let name: String
        public let version: Int
        public let sha256: String
    }
    /// A policy that was refused, and why.
    public struct Refusal: Sendable, Equatable, Decodable {
        public let at: Date
        public let reason: String
    }

    /// The site's random identifier.
    public let site: String
    /// `nil` when none is in force, and new visits are refused.
    public let policy: Policy?
    public let policyRefused: Refusal?
    public let periods: [PeriodReport]
    /// What needs a person, one sentence each.
    public let problems: [String]

    /// Reads what the control socket answered; `nil` when it is no status.
    public init?(_ body: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let status = try? decoder.decode(DaemonStatus.self, from: Data(body)) else {
            return nil
        }
        self = status
    }
}

/// One period and where it stands.
public struct PeriodReport: Sendable, Equatable, Codable {
    public let id: String
    /// `open`, `closing`, `closed`, `no-release` or `damaged`.
    public let state: String
    public let backfilled: Bool
    public let policyVersion: Int
    public let start: Date
    public let end: Date
    /// When its grace ends; `nil` for a backfilled period, which is closed on command.
    public let closesAt: Date?
    /// When its releases appear, or appeared.
    public let publishAt: Date?
    /// Whether its releases stand in the outbox; `nil` until there are some, and from an older daemon.
    public let written: Bool?
    /// The audiences whose release holds no figure above zero, as far as the daemon has made it since its start.
    public let silent: [String]?
}
