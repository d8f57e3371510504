public import Foundation
public import Logging
public import SeuilCore
public import SeuilCrypto

/// Who the site is, whom it trusts, and its finite limits.
///
/// Nothing here can widen what a policy lets be learnt.
public struct RoomSettings: Sendable {
    /// The site's name, as releases show it.
    public var siteName: String
    /// Signs releases.
    public var siteKey: PrivateKey
    public var siteCertificate: Certificate
    /// Who may sign policies, and how many of them must, where the configuration says so. Read when a site is founded
    /// without a signed founding; the ledger has it from then on.
    public var quorum: Quorum?
    public var limits: VisitLimits
    /// How long a delta may stand before it is folded into the snapshot and erased with its key.
    public var foldInterval: Duration
    /// How many bytes of deltas a period's file may hold before they are folded early.
    public var foldByteCount: Int
    /// How many periods may be open at once; each costs descriptors and memory.
    public var maximumOpenPeriods: Int
    public var logger: Logger
    /// The time. Handed in, so that nothing here knows a clock.
    public var clock: @Sendable () -> Date
    /// How long the machine has run, which setting the time does not change.
    public var uptime: @Sendable () -> Duration
    /// Where a rehearsal's secrets come from; `nil` for a site.
    public var seeded: SeededSecrets?
    /// Called at each boundary where a crash leaves another state on disk; empty but in tests.
    var crashPoint: @Sendable (CrashPoint) -> Void = { _ in }

    public init(
        siteName: String, siteKey: PrivateKey, siteCertificate: Certificate,
        quorum: Quorum?, limits: VisitLimits,
        foldInterval: Duration = .seconds(300), foldByteCount: Int = 16 << 20,
        maximumOpenPeriods: Int = 128, logger: Logger,
        clock: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = RoomSettings.systemUptime
    ) {
        self.siteName = siteName
        self.siteKey = siteKey
        self.siteCertificate = siteCertificate
        self.quorum = quorum
        self.limits = limits
        self.foldInterval = foldInterval
        self.foldByteCount = foldByteCount
        self.maximumOpenPeriods = maximumOpenPeriods
        self.logger = logger
        self.clock = clock
        self.uptime = uptime
    }

    /// The uptime as the system counts it, suspension included.
    public static let systemUptime: @Sendable () -> Duration = {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }()
}
