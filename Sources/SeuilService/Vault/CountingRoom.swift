import Foundation
import GRDB
import Logging
public import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// The one place where visits are recorded, folded, and closed into releases.
///
/// Visits become codes and tokens here, and nothing else of them goes on. What is on disk and what is in memory
/// move together, in one lane: commits, folds, openings and the beginning of closings follow each other.
/// A period's life: opening, open, closing, released (or no release), destroyed; each step is a row of the site's
/// file, and on start the files are brought to what the rows say.
public actor CountingRoom {
    let layout: InstanceLayout
    let settings: RoomSettings
    let site: SiteFile
    let hostKey: HostKey
    let outbox: Outbox
    let ledgerFolder: LedgerFolder
    /// How many entries of the ledger the folder shows; `nil` until it has been looked at.
    var entriesShown: Int?
    let releaseMaker: ReleaseMaker
    /// Held until every file is closed.
    private var lock: StateLock?
    var isShutDown = false
    /// A write of which it is not known whether it happened. Nothing is written after it: a restart reads again.
    var fault: VaultError?
    /// The last write that found no room, until one finds some.
    var fullDisk: VaultError?

    /// The last policy adopted, whether it is in force today or not.
    var latestPolicy: VerifiedPolicy?
    var refusedPolicy: RoomStatus.PolicyRefused?
    /// Why statements that lie ready are not taken, by the names of their files.
    var refusedStatements: [String: String] = [:]
    /// The versions of all policies ever adopted.
    var versions: [Digest: Int] = [:]

    /// All periods that there ever were, by start.
    var rows: [PeriodRow] = []
    /// Those whose figures are at hand, by identifier.
    var counted: [String: CountedPeriod] = [:]
    /// Those open or closing whose files cannot be read.
    var losses: [String: PeriodLoss] = [:]

    var lane = Lane()
    var gathering = CommitGroup()
    /// The groups that hold events not yet known to be on disk.
    var pendingEvents: [EventToken: PendingEvent] = [:]
    var lastFold: Date

    var closingLane = Lane()
    /// Periods that a call is closing, and of these the one whose release is being made.
    var underWay: Set<String> = []
    var attempted: String?
    /// Why the last attempt at a period's release failed, and when it is tried again.
    var failures: [String: ClosingFailure] = [:]
    /// Live periods that had ended before this start: desks may still hold visits of them.
    var heldUntil: [String: Date] = [:]
    var outboxFailure: VaultError?
    /// The audiences that were told no figure above zero, by the period closed since the start.
    var silent: [String: [String]] = [:]
    var clockWatch = ClockWatch()

    /// An event on its way to the disk.
    struct PendingEvent {
        let group: CommitGroup
        let period: String
    }
    struct ClosingFailure {
        let reason: String
        let count: Int
        let retryAt: Date
    }

    /// Opens the instance at `layout`: takes its lock, checks the host key, and brings every period back to
    /// where its last answer left it.
    ///
    /// Call it before any socket is bound or unlinked: a second daemon must find out here.
    ///
    /// - Throws: ``VaultError/inUse(_:)`` when another daemon runs here; ``VaultError/wrongHostKey``;
    ///   ``VaultError/quorumDiffers``; ``VaultError/noSigners``; ``VaultError/foundingRefused(_:reason:)``;
    ///   ``VaultError/strangeFile(_:)``; ``VaultError/ledgerDiffers(_:)``; or what the file system said. A period
    ///   whose own files are damaged is no reason: the status tells.
    public static func open(
        at layout: InstanceLayout, settings: RoomSettings
    ) throws(VaultError) -> CountingRoom {
        try DurableFile.makeDirectory(layout.state)
        let lock = try StateLock(layout.lock)
        try DurableFile.makeDirectory(layout.periods)
        try DurableFile.makeDirectory(layout.outbox)
        let hostKey = try HostKey(readingFrom: layout.hostKey)
        let ledger = LedgerFolder(path: layout.ledger, crashPoint: settings.crashPoint)
        if !DurableFile.exists(layout.siteFile) {
            // A new site is founded only where nothing of another one stands.
            try PeriodFiles.checkNames(in: layout, known: [])
            try ledger.checkAbsent()
        }
        let site = try SiteFile(
            layout, hostKey: hostKey, configured: settings.quorum,
            certificate: settings.siteCertificate, seeded: settings.seeded, now: settings.clock())
        try PreparedFounding.discardSeed(at: layout, of: site)
        // Before anything is appended: what was published is never said in another way.
        try ledger.check(try site.ledgerRows())
        let identity: SiteIdentity
        do {
            identity = try SiteIdentity(
                name: settings.siteName, key: settings.siteCertificate.publicKeyFingerprint)
        } catch {
            throw .siteNameUnusable
        }
        let files = try PeriodFiles.recover(
            layout: layout, site: site, hostKey: hostKey, now: settings.clock())
        do throws(VaultError) {
            try site.recordStart(at: settings.clock())
        } catch {
            // Counting goes on where there is no room for this; every other entry is refused then.
            settings.logger.error("the start was not recorded", metadata: ["reason": "\(error)"])
        }
        return CountingRoom(
            layout: layout, settings: settings, site: site, hostKey: hostKey, lock: lock,
            releaseMaker: ReleaseMaker(
                site: identity, key: settings.siteKey, certificate: settings.siteCertificate,
                seeded: settings.seeded),
            recovered: files)
    }

    private init(
        layout: InstanceLayout, settings: RoomSettings, site: SiteFile,
        hostKey: consuming HostKey, lock: StateLock, releaseMaker: ReleaseMaker,
        recovered: sending PeriodFiles.Recovered
    ) {
        self.layout = layout
        self.settings = settings
        self.site = site
        self.hostKey = hostKey
        self.lock = lock
        self.releaseMaker = releaseMaker
        outbox = Outbox(path: layout.outbox, crashPoint: settings.crashPoint)
        ledgerFolder = LedgerFolder(path: layout.ledger, crashPoint: settings.crashPoint)
        latestPolicy = recovered.latestPolicy
        versions = recovered.versions
        rows = recovered.rows
        counted = recovered.counted
        losses = recovered.losses
        let now = settings.clock()
        lastFold = now
        for period in counted.values where !period.isBackfilled && period.takesVisits {
            guard now >= period.closesAt else { continue }
            let grace = period.closesAt.timeIntervalSince(period.period.end)
            heldUntil[period.id] = now.addingTimeInterval(min(grace, 86_400))
        }
        for (id, loss) in losses {
            settings.logger.error(
                "a period's files cannot be read",
                metadata: ["period": "\(id)", "reason": "\(loss)"])
        }
    }

    /// The policy under which a new period would open now; `nil` when none is in force.
    public var policyInForce: VerifiedPolicy? { policyInForce(at: settings.clock()) }

    func policyInForce(at now: Date) -> VerifiedPolicy? {
        guard let policy = latestPolicy, policy.isInForce(at: now) else { return nil }
        return policy
    }

    // MARK: The lane

    /// Waits for the lane; whoever has it calls ``leaveLane()``.
    func enterLane() async {
        if lane.takeIfFree() { return }
        await withCheckedContinuation { lane.wait($0) }
    }

    func leaveLane() { lane.leave() }

    /// Notes that a write went wrong: unless nothing of it can be on disk, nothing more is written.
    func note(_ error: VaultError) {
        if case .diskFull = error {
            fullDisk = error
            return
        }
        guard fault == nil else { return }
        fault = error
        settings.logger.critical(
            "a write is in doubt; nothing is recorded until a restart",
            metadata: ["reason": "\(error)"])
    }

    /// Folds, and closes every file; nothing may be called afterwards.
    ///
    /// A closing that is under way is given up and made again on the next start.
    public func shutdown() async {
        await enterLane()
        defer { leaveLane() }
        guard !isShutDown else { return }
        isShutDown = true
        await commitGathered()
        for period in counted.values { await fold(period) }
        // After a fault nothing is written, not even that the files are in good order: they are read as after a
        // crash.
        guard fault == nil else { return }
        // What is recorded and could not be written yet: nobody may look here again for a long time.
        publish()
        if let attempted { try? site.endAttempt(attempted) }
        for period in counted.values {
            do { try period.file.close() } catch { log(error, "a period's file does not close") }
        }
        do { try site.recordStop() } catch { log(error, "the stop was not recorded") }
        do { try site.close() } catch { log(error, "the site's file does not close") }
        counted = [:]
        lock = nil
    }

    func log(_ error: any Error, _ message: Logger.Message) {
        settings.logger.error(message, metadata: ["reason": "\(error)"])
    }
}

extension VerifiedPolicy {
    /// The days it is in force, in its own time zone, include the one of `instant`.
    func isInForce(at instant: Date) -> Bool {
        PeriodCalendar(rule: policy.periods)
            .map { policy.inForce.contains($0.localDay(of: instant)) } ?? false
    }
}
