public import Foundation
public import SeuilCore

/// The one place where visits are recorded, folded, and closed into releases.
public actor CountingRoom {
    /// Opens the instance at `layout`: takes its lock, checks the host key, and brings every period back to
    /// where its last answer left it.
    ///
    /// Call it before any socket is bound or unlinked: a second daemon must find out here.
    public static func open(at layout: InstanceLayout, settings: RoomSettings)
        throws(VaultError) -> CountingRoom

    /// The policy under which a new period would open now; `nil` when none is in force.
    public var policyInForce: VerifiedPolicy? { get }

    /// Verifies and adopts the policy that `files` hold; adopting the same again changes nothing.
    public func adopt(_ files: PolicyFiles) async throws(AdoptionError)

    /// Records a call's visits and answers, in their order, once all that is counted has been flushed.
    public func record(_ visits: VisitBatch) async -> [RecordOutcome]

    public func periods() -> [PeriodStatus]
    public func status() -> RoomStatus

    /// Closes a backfilled period, or a live one whose grace has ended; its files appear at once.
    public func closePeriod(_ id: String) async throws(ClosingError)

    /// Folds every period that has deltas.
    public func fold() async
    /// Does what has become due: opens the current period, folds, closes, publishes.
    public func tick() async
    /// Folds, and closes every file; nothing may be called afterwards.
    public func shutdown() async
}
