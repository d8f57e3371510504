import Foundation
import SeuilCore
import SeuilCrypto
import SystemPackage

/// A period whose figures are at hand: its keys, its file, and its tally in memory.
///
/// The tally in memory is at every moment what the file holds: a delta is added after its commit and never before.
/// One thread's at a time: the counting room's.
final class CountedPeriod {
    let openPeriod: OpenPeriod
    let isBackfilled: Bool
    /// When its grace ends.
    let closesAt: Date
    let keyFile: PeriodKeyFile
    let file: PeriodFile
    /// The instants it spans.
    let span: Range<Date>
    /// Those of them that visits are taken for: of a live period, while its policy was in force.
    let taken: Range<Date>
    /// Visits come in; `false` once closing has begun, while repetitions are still known.
    var takesVisits: Bool
    private(set) var tally: Tally
    private(set) var events: Tally.EventSet
    /// Bytes of deltas that wait for the next fold.
    private(set) var deltaByteCount = 0

    private let master: SecretBytes
    private var foldKey: SecretBytes
    private var generation: Int64
    private var deltaCount: Int64 = 0
    /// The generation whose key still has to be erased, and its deltas in the log with it.
    private var debt: Int64?

    var period: Period { openPeriod.period }
    var policy: VerifiedPolicy { openPeriod.policy }
    var id: String { period.id }

    /// Makes the key file and the file of a new period, both on disk when this returns.
    static func create(
        _ period: Period, policy: VerifiedPolicy, isBackfilled: Bool, site: [UInt8],
        layout: InstanceLayout, hostKey: borrowing HostKey, seeded: SeededSecrets? = nil,
        crashPoint: (CrashPoint) -> Void
    ) throws(VaultError) -> CountedPeriod {
        let place = SealedPlace(site: site, period: period.id, policy: policy.digest)
        let keyFile = PeriodKeyFile(path: layout.keyFile(period.id), place: place)
        let master = try keyFile.create(hostKey: hostKey, seeded: seeded)
        crashPoint(.keyFileWritten)
        let foldKey: SecretBytes
        do throws(KeyLoss) {
            foldKey = try keyFile.foldKey(generation: 1, master: master)
        } catch {
            throw .altered(keyFile.path, what: "fold key")
        }
        let keys = PeriodKeys(
            master: master, site: SiteFile.name(of: site), period: period.id)
        let openPeriod = OpenPeriod(policy: policy, period: period, keys: keys)
        let tally = Tally(openPeriod.shape)
        let events = Tally.EventSet()
        let path = layout.periodFile(period.id)
        let snapshot = try PeriodSeal(place: place, generation: 1, foldKey: foldKey, path: path)
            .seal(tally, events)
        let file = try PeriodFile.create(path, snapshot: snapshot)
        crashPoint(.periodFileWritten)
        return CountedPeriod(
            openPeriod: openPeriod, isBackfilled: isBackfilled, takesVisits: true,
            keyFile: keyFile, file: file, master: master, foldKey: foldKey, generation: 1,
            tally: tally, events: events)
    }

    /// Brings back a period from its files: the snapshot, and the deltas since, in their order.
    ///
    /// What does not authenticate is never skipped. The other key slot is erased only once everything has been
    /// read: until then it might be the one that is needed.
    static func load(
        _ period: Period, policy: VerifiedPolicy, row: PeriodRow, site: [UInt8],
        layout: InstanceLayout, hostKey: borrowing HostKey
    ) throws(PeriodLoss) -> CountedPeriod {
        let place = SealedPlace(site: site, period: period.id, policy: policy.digest)
        let keyFile = PeriodKeyFile(path: layout.keyFile(period.id), place: place)
        let master: SecretBytes
        do { master = try keyFile.master(hostKey: hostKey) } catch { throw .key(error) }
        do {
            let path = layout.periodFile(period.id)
            let file = try PeriodFile.open(path)
            let contents = try file.contents()
            let generation = contents.snapshot.generation
            let foldKey: SecretBytes
            do {
                foldKey = try keyFile.foldKey(generation: generation, master: master)
            } catch {
                throw VaultError.altered(path, what: "snapshot, which is of another generation")
            }
            let keys = PeriodKeys(
                master: master, site: SiteFile.name(of: site), period: period.id)
            let openPeriod = OpenPeriod(policy: policy, period: period, keys: keys)
            let seal = PeriodSeal(
                place: place, generation: generation, foldKey: foldKey, path: path)
            let (tally, events) = try seal.replay(contents, for: openPeriod.shape)
            try keyFile.eraseFoldKey(generation: generation + 1)
            let counted = CountedPeriod(
                openPeriod: openPeriod, isBackfilled: row.isBackfilled,
                takesVisits: row.state == .open, keyFile: keyFile, file: file, master: master,
                foldKey: foldKey, generation: generation, tally: tally, events: events)
            counted.deltaCount = Int64(contents.deltas.count)
            counted.deltaByteCount = contents.deltas.reduce(0) { $0 + $1.count }
            return counted
        } catch {
            throw .file(.database(layout.periodFile(period.id), error))
        }
    }

    private init(
        openPeriod: OpenPeriod, isBackfilled: Bool, takesVisits: Bool, keyFile: PeriodKeyFile,
        file: PeriodFile, master: consuming SecretBytes, foldKey: consuming SecretBytes,
        generation: Int64, tally: Tally, events: Tally.EventSet
    ) {
        let grace = openPeriod.policy.policy.periods.grace
        self.openPeriod = openPeriod
        self.isBackfilled = isBackfilled
        closesAt = openPeriod.period.end.addingTimeInterval(
            TimeInterval(grace.components.seconds))
        span = openPeriod.period.start..<openPeriod.period.end
        taken =
            isBackfilled ? span : span.clamped(to: openPeriod.policy.policy.inForceSpan)
        self.takesVisits = takesVisits
        self.keyFile = keyFile
        self.file = file
        self.master = master
        self.foldKey = foldKey
        self.generation = generation
        self.tally = tally
        self.events = events
    }

    // MARK: Recording

    /// Commits a sealed delta, and then adds it to the tally.
    nonisolated(nonsending) func commit(_ delta: TallyDelta) async throws(VaultError) {
        let sequence = deltaCount + 1
        let box = try seal.seal(delta, sequence: sequence, for: openPeriod.shape)
        try await file.append(box, sequence: sequence, generation: generation)
        deltaCount += 1
        deltaByteCount += box.count
        tally.add(delta)
        events.insert(eventsOf: delta)
    }

    // MARK: Folding

    /// Whether there is anything to fold or to erase.
    var needsFold: Bool { deltaCount > 0 || debt != nil }

    /// Puts the tally in the place of its deltas, under a fresh key, and erases the old one.
    ///
    /// The order is what makes a crash harmless: the new key is on disk before anything is sealed under it, and
    /// the old one is erased after nothing is sealed under it any more. The commit is the point at which the
    /// period moves on; what comes after it is a debt, paid before the next fold.
    nonisolated(nonsending) func fold(
        crashPoint: (CrashPoint) -> Void
    ) async throws(VaultError) {
        try payDebt(crashPoint: crashPoint)
        guard deltaCount > 0 else { return }
        let next = generation + 1
        let nextKey = try keyFile.makeFoldKey(generation: next, master: master)
        crashPoint(.foldKeyWritten)
        let snapshot = try PeriodSeal(
            place: keyFile.place, generation: next, foldKey: nextKey, path: file.path
        ).seal(tally, events)
        try await file.fold(into: snapshot, deltaCount: deltaCount)
        debt = generation
        generation = next
        foldKey = nextKey
        deltaCount = 0
        deltaByteCount = 0
        crashPoint(.snapshotCommitted)
        try payDebt(crashPoint: crashPoint)
    }

    private func payDebt(crashPoint: (CrashPoint) -> Void) throws(VaultError) {
        guard let debt else { return }
        try file.truncateLog()
        crashPoint(.logTruncated)
        try keyFile.eraseFoldKey(generation: debt)
        self.debt = nil
        crashPoint(.foldKeyErased)
    }

    private var seal: PeriodSeal {
        PeriodSeal(
            place: keyFile.place, generation: generation, foldKey: foldKey, path: file.path)
    }

    // MARK: Closing

    /// The figures as the file holds them, read again from the disk.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` unless they are those in memory, to the byte.
    func closedTally() throws(VaultError) -> ClosedTally {
        let (stored, storedEvents) = try seal.replay(
            file.contents(), for: openPeriod.shape)
        guard stored == tally, storedEvents == events else {
            throw .altered(file.path, what: "figures, which differ from those in memory")
        }
        return stored.close()
    }

    /// The secret order in which disclosure control withholds: the same at every attempt.
    func disclosureSeed(site: [UInt8]) -> SecretBytes {
        PeriodKeys(master: master, site: SiteFile.name(of: site), period: id).disclosure.copy()
    }
}

/// Why a period's figures are not at hand.
enum PeriodLoss: Error {
    case key(KeyLoss)
    case file(VaultError)

    /// Whether the key is gone for good: the host key is the right one, and nothing opens.
    var isFinal: Bool {
        switch self {
        case .key(let loss): loss.isFinal
        case .file: false
        }
    }
}
