public import Foundation
internal import SeuilCrypto

/// A period that takes visits: the policy it counts under, and its keys at work.
///
/// The one place where a sender's values become codes and tokens. One thread's at a time, as its keyed hashes
/// and its working memory are.
public final class OpenPeriod {
    public let policy: VerifiedPolicy
    public let period: Period
    /// Where this period's figures stand.
    public let shape: TallyShape
    /// What a visit of this period may hold, for its scanner.
    public let members: VisitMembers

    private let clock: LocalClock
    private let dimensions: [DimensionMapping]
    private let visitorHash: VisitorHash?
    private let eventHash: KeyedHash
    let counting: CellCounting

    /// Opens `period` under `policy`.
    ///
    /// - Precondition: The policy's time zone exists, as its parser has made sure.
    public init(policy: VerifiedPolicy, period: Period, keys: borrowing PeriodKeys) {
        let rules = policy.policy
        guard let calendar = PeriodCalendar(rule: rules.periods) else {
            preconditionFailure("a policy's time zone exists")
        }
        self.policy = policy
        self.period = period
        shape = TallyShape(policy: policy, period: period)
        members = VisitMembers(rules)
        clock = LocalClock(timeZone: calendar.timeZone, from: period.start, to: period.end)
        dimensions = rules.dimensions.map { DimensionMapping($0, of: rules) }
        if let rule = rules.visitor {
            visitorHash = VisitorHash(rule: rule, members: rules.members, key: keys.visitor)
        } else {
            visitorHash = nil
        }
        eventHash = KeyedHash(key: keys.event)
        counting = CellCounting(shape: shape, cellKey: keys.cell)
    }

    /// What stands for the event `id` in this period: it tells a repetition, and nothing else.
    public func eventToken(for id: EventID) -> EventToken {
        let message = (id.high.bigEndian, id.low.bigEndian)
        var code: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        // Safe: two words are 16 initialised bytes, four are room for the 32 of a code.
        unsafe withUnsafeBytes(of: message) { message in
            unsafe withUnsafeMutableBytes(of: &code) { code in
                unsafe eventHash.code(for: message, into: code)
            }
        }
        return EventToken(
            high: UInt64(bigEndian: code.0), low: UInt64(bigEndian: code.1))
    }

    /// What remains of `visit`: codes, capped numbers and tokens.
    ///
    /// - Parameters:
    ///   - id: The visit's own `id`, or a random one where it has none.
    ///   - receipt: The time of receipt, at which a visit without `at` counts.
    /// - Precondition: It was scanned with this period's `members`.
    /// - Throws: Why it is refused: `inTheFuture`; `periodClosed` for a time outside this period; `missing`,
    ///   `unknownCode`, `outOfRange`, `invalidDate` or `groupWithIdentifier`, and the member.
    public func count(
        _ visit: borrowing RawVisit, id: EventID, receivedAt receipt: Date
    ) throws(Refusal) -> CountedVisit {
        precondition(
            visit.declaredCount == policy.policy.members.count,
            "a visit is scanned with the members of its period's policy")
        let time = try visit.time(receivedAt: receipt)
        guard time >= period.start, time < period.end else {
            throw Refusal(.periodClosed, field: "at")
        }
        try check(visit, .visit, request: nil)
        if visit.groupSize > 1, visitorHash?.isAnySent(in: visit) == true {
            throw Refusal(.groupWithIdentifier, field: "count")
        }
        let moment = VisitMoment(
            hour: clock.hour(at: time), isoWeekday: clock.isoWeekday(at: time),
            dayNumber: clock.dayNumber(at: time), periodFirstDay: period.firstDay)
        let codes = try codes(of: visit, .visit, request: nil, moment)
        let sums = try sums(of: visit, .visit, request: nil)
        if visit.requestCount == 0 && needsRequest { throw Refusal(.missing, field: "requests") }
        var requests: [CountedVisit.Request] = []
        // A visit without a word on requests carries one of which nothing is known.
        for request in 0..<max(1, visit.requestCount) {
            try check(visit, .request, request: request)
            requests.append(
                CountedVisit.Request(
                    codes: try self.codes(of: visit, .request, request: request, moment),
                    sums: try self.sums(of: visit, .request, request: request)))
        }
        return CountedVisit(
            event: eventToken(for: id), weight: visit.groupSize, codes: codes, sums: sums,
            requests: requests,
            visitor: visit.groupSize == 1 ? visitorHash?.pseudonym(of: visit) : nil)
    }

    private var needsRequest: Bool {
        policy.policy.members.contains { $0.scope == .request && $0.isRequired }
    }

    /// Checks that what is required is there, and that dates and numbers are ones.
    private func check(
        _ visit: borrowing RawVisit, _ scope: Scope, request: Int?
    ) throws(Refusal) {
        let all = policy.policy.members
        for index in all.indices where all[index].scope == scope {
            let value = visit.value(member: index, request: request)
            let kind = all[index].kind
            if value.isMissing && all[index].isRequired {
                throw Refusal(.missing, field: field(index, request))
            }
            if value.isMissing || value.kind == .dropped { continue }
            // Safe: the visit outlives the call.
            if kind == .date, unsafe CalendarDate(iso: visit.bytes(of: value)) == nil {
                throw Refusal(.invalidDate, field: field(index, request))
            }
            if kind == .number, unsafe Decimal6(digits: visit.bytes(of: value)) == nil {
                throw Refusal(.outOfRange, field: field(index, request))
            }
        }
    }

    /// For each dimension of `scope` its leaf, and -1 for the others.
    private func codes(
        of visit: borrowing RawVisit, _ scope: Scope, request: Int?, _ moment: VisitMoment
    ) throws(Refusal) -> [Int32] {
        var codes = [Int32](repeating: -1, count: dimensions.count)
        for index in dimensions.indices where policy.policy.dimensions[index].scope == scope {
            codes[index] = try dimensions[index].leaf(of: visit, request: request, moment: moment)
        }
        return codes
    }

    /// For each sum of `scope` the number sent, cut at the sum's cap, in millionths.
    private func sums(
        of visit: borrowing RawVisit, _ scope: Scope, request: Int?
    ) throws(Refusal) -> [Int64] {
        let rules = policy.policy.sums
        var sums = [Int64](repeating: 0, count: rules.count)
        for index in rules.indices where rules[index].scope == scope {
            let value = visit.value(member: rules[index].member, request: request)
            if value.isMissing { continue }
            // Safe: the visit outlives the call.
            guard let number = unsafe Decimal6(digits: visit.bytes(of: value)),
                number.millionths >= 0
            else { throw Refusal(.outOfRange, field: field(rules[index].member, request)) }
            let (cap, overflow) = Int64(rules[index].cap).multipliedReportingOverflow(
                by: 1_000_000)
            sums[index] = overflow ? number.millionths : min(number.millionths, cap)
        }
        return sums
    }

    private func field(_ member: Int, _ request: Int?) -> String {
        let name = policy.policy.members[member].name
        return request.map { "requests[\($0)].\(name)" } ?? name
    }
}
