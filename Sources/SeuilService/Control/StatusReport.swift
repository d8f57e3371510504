import Foundation
import SeuilCrypto

/// What `GET /v1/status` says: whether the daemon does its work, and where each period stands. Never how many.
struct StatusReport: Sendable, Equatable, Encodable {
    struct PolicyInForce: Sendable, Equatable, Encodable {
        let name: String
        let version: Int
        let sha256: String
    }
    struct PolicyRefused: Sendable, Equatable, Encodable {
        let at: Date
        let reason: String
    }
    struct OnePeriod: Sendable, Equatable, Encodable {
        let id: String
        let state: PeriodStatus.State
        let backfilled: Bool
        let policyVersion: Int
        let start: Date
        let end: Date
        /// When its grace ends; absent for a backfilled period.
        let closesAt: Date?
        let publishAt: Date?
        /// Whether its releases stand in the outbox; absent until there are some.
        let written: Bool?
        /// The audiences whose release holds no figure above zero; absent when there is none.
        let silent: [String]?
    }

    let site: String
    /// Absent when none is in force: new visits are then refused.
    let policy: PolicyInForce?
    let policyRefused: PolicyRefused?
    let periods: [OnePeriod]
    let intake: IntakeHealth.Picture
    /// What needs a person.
    let problems: [String]

    init(_ room: RoomStatus, _ intake: IntakeHealth.Picture) {
        site = room.site
        policy = room.policy.map {
            PolicyInForce(name: $0.name, version: $0.version, sha256: $0.digest.hex)
        }
        policyRefused = room.refused.map { PolicyRefused(at: $0.at, reason: $0.reason) }
        periods = room.periods.map { period in
            OnePeriod(
                id: period.id, state: period.state, backfilled: period.isBackfilled,
                policyVersion: period.policyVersion, start: period.start, end: period.end,
                closesAt: period.closesAt, publishAt: period.publishAt,
                written: period.isWritten, silent: period.silent.isEmpty ? nil : period.silent)
        }
        self.intake = intake
        problems = room.problems
    }
}
