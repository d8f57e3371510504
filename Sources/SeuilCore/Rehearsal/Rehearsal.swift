internal import Foundation
internal import SeuilCrypto

/// Counts invented visits in memory under a policy that nobody has signed, as a daemon would count real ones.
///
/// A way to see what a design would publish. Its figures are a ``RehearsedTally``, which is no `ClosedTally`: no
/// release can be made of them, and of the figures of a release none of what is told of them. Keys are random,
/// in memory, and end with it.
public final class Rehearsal {
    public let period: Period
    private let open: OpenPeriod
    private let scanner: VisitScanner
    private var tally: Tally
    private var events = Tally.EventSet()
    private var waiting: [CountedVisit] = []

    /// How many visits are counted together.
    private static let batchSize = 1_000

    /// A rehearsal of `period` under `policy`.
    public init(_ policy: Policy, period: Period, limits: VisitLimits = VisitLimits()) {
        let keys = PeriodKeys(
            master: SecretBytes(copying: SecureRandom.bytes(SealedBox.keyByteCount)),
            site: "rehearsal",
            period: period.id)
        self.period = period
        open = OpenPeriod(policy: VerifiedPolicy(unsigned: policy), period: period, keys: keys)
        scanner = VisitScanner(members: open.members, limits: limits)
        tally = Tally(open.shape)
    }

    /// Counts one visit, a JSON object; `false` for a repetition.
    ///
    /// Unlike in a stream an `id` may be missing; without `at` the visit counts at noon of the period's first day.
    ///
    /// - Throws: why a daemon would refuse it; `periodClosed` for one outside the period.
    public func count(_ line: some Collection<UInt8>) throws(Refusal) -> Bool {
        let bytes = Array(line)
        let counted: Result<CountedVisit, Refusal> = unsafe bytes.withUnsafeBytes { bytes in
            do throws(Refusal) {
                // Safe: the bytes stay in place during the call, at whose end the visit has ended.
                return .success(try map(try unsafe scanner.scan(bytes)))
            } catch {
                return .failure(error)
            }
        }
        let visit = try counted.get()
        guard events.insert(visit.event) else { return false }
        waiting.append(visit)
        if waiting.count >= Rehearsal.batchSize { add() }
        return true
    }

    /// The figures of all that was counted.
    public func close() -> RehearsedTally {
        add()
        let closed = tally.close()
        return RehearsedTally(
            policy: open.policy.policy, period: period, tables: closed.tables,
            counting: closed.counting)
    }

    /// The period of `calendar` that the first visit with a readable time lies in; `nil` when none has one.
    public static func period(
        of lines: some Sequence<some Collection<UInt8>>, in calendar: PeriodCalendar
    ) -> Period? {
        let scanner = VisitScanner(members: .outline, limits: VisitLimits())
        for line in lines {
            let bytes = Array(line)
            let time = unsafe bytes.withUnsafeBytes { bytes in
                // Safe: as above.
                (try? unsafe scanner.scan(bytes))?.sentTime
            }
            if let time { return calendar.period(containing: time) }
        }
        return nil
    }

    private func map(_ visit: consuming RawVisit) throws(Refusal) -> CountedVisit {
        guard let id = visit.eventID ?? EventID(SecureRandom.uuid()) else {
            throw Refusal(.invalidId, field: "id")
        }
        let receipt =
            visit.sentTime == nil ? period.start.addingTimeInterval(12 * 3600) : period.end
        return try open.count(visit, id: id, receivedAt: receipt)
    }

    private func add() {
        tally.add(TallyDelta(counting: waiting, in: open))
        waiting = []
    }
}

/// The figures of invented visits, with the policy that they were tried under: never of a release.
///
/// Only a ``Rehearsal`` makes one, so that what tells reasons cannot be asked about people who came.
public struct RehearsedTally: Sendable, Equatable {
    public let policy: Policy
    public let period: Period
    /// One per table of the policy, in its order.
    public let tables: [TableFigures]
    public let counting: Counting

    init(policy: Policy, period: Period, tables: [TableFigures], counting: Counting) {
        self.policy = policy
        self.period = period
        self.tables = tables
        self.counting = counting
    }
}

extension VerifiedPolicy {
    /// `policy` where a verified one is asked for, within a rehearsal, which lets it out nowhere.
    fileprivate init(unsigned policy: Policy) {
        self.init(
            policy: policy, digest: Digest.sha256([]), manifest: [], signatures: [], recipients: [])
    }
}
