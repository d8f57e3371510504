internal import Foundation

/// Reads one visit under a policy and goes on after each refusal; the refusals stand in the daemon's order.
struct VisitReading {
    private let policy: Policy
    private let mappings: [DimensionMapping]
    private(set) var lines: [VisitExplanation.Line] = []
    private(set) var refusals: [Refusal] = []
    private(set) var period: Period?
    private(set) var isInForce = false
    private(set) var isIdentified = false

    init(policy: Policy) {
        self.policy = policy
        mappings = policy.dimensions.map { DimensionMapping($0, of: policy) }
    }

    mutating func read(_ visit: borrowing RawVisit, receivedAt receipt: Date) {
        var time = receipt
        do throws(Refusal) {
            time = try visit.time(receivedAt: receipt)
        } catch {
            refusals.append(error)
        }
        guard let calendar = PeriodCalendar(rule: policy.periods) else {
            preconditionFailure("a policy's time zone exists")
        }
        let period = calendar.period(containing: time)
        self.period = period
        isInForce = policy.inForce.contains(calendar.localDay(of: time))
        let clock = LocalClock(timeZone: calendar.timeZone, from: period.start, to: period.end)
        let moment = VisitMoment(
            hour: clock.hour(at: time), isoWeekday: clock.isoWeekday(at: time),
            dayNumber: clock.dayNumber(at: time), periodFirstDay: period.firstDay)
        readTime(visit, moment, calendar.timeZone)
        readMembers(of: visit, .visit, request: nil, moment, groupCheck: true)
        if visit.requestCount == 0,
            policy.members.contains(where: { $0.scope == .request && $0.isRequired })
        {
            refuse(Refusal(.missing, field: "requests"))
        }
        for request in 0..<max(1, visit.requestCount) {
            readMembers(of: visit, .request, request: request, moment, groupCheck: false)
        }
        isIdentified = isIdentified(visit)
    }

    private mutating func refuse(_ refusal: Refusal) { refusals.append(refusal) }

    private mutating func readTime(
        _ visit: borrowing RawVisit, _ moment: VisitMoment, _ zone: TimeZone
    ) {
        let dimensions = policy.dimensions.indices.filter { policy.dimensions[$0].source == .time }
        var outcomes: [VisitExplanation.Outcome] = []
        for index in dimensions {
            if let leaf = try? mappings[index].leaf(of: visit, request: nil, moment: moment) {
                outcomes.append(.code(dimension: index, entry: Int(leaf)))
            }
        }
        if let refusal = refusals.first { outcomes = [.refused(refusal.code)] }
        lines.append(
            VisitExplanation.Line(
                place: "at", label: OwnMember.at.label,
                value: visit.sentTime?.formatted(Date.ISO8601FormatStyle(timeZone: zone)),
                outcomes: outcomes))
    }

    /// Reads the members of one object: first the form of all, then what they become, as the daemon does.
    private mutating func readMembers(
        of visit: borrowing RawVisit, _ scope: Scope, request: Int?, _ moment: VisitMoment,
        groupCheck: Bool
    ) {
        let indices = policy.members.indices.filter { policy.members[$0].scope == scope }
        var faults: [Int: Refusal] = [:]
        for index in indices {
            guard let code = formFault(of: index, visit, request) else { continue }
            faults[index] = Refusal(code, field: place(index, request))
        }
        for index in indices { faults[index].map { refuse($0) } }
        if groupCheck, visit.groupSize > 1, isAnyIdentifierSent(visit) {
            refuse(Refusal(.groupWithIdentifier, field: "count"))
        }
        var outcomes: [Int: [VisitExplanation.Outcome]] = [:]
        var later: [Refusal] = []
        for index in policy.dimensions.indices where policy.dimensions[index].scope == scope {
            guard case .member(let member) = policy.dimensions[index].source,
                faults[member] == nil
            else { continue }
            do throws(Refusal) {
                let leaf = try mappings[index].leaf(of: visit, request: request, moment: moment)
                outcomes[member, default: []].append(.code(dimension: index, entry: Int(leaf)))
            } catch {
                outcomes[member, default: []].append(.refused(error.code))
                later.append(error)
            }
        }
        for index in policy.sums.indices where policy.sums[index].scope == scope {
            let member = policy.sums[index].member
            guard faults[member] == nil,
                let outcome = addition(to: index, visit, request)
            else { continue }
            outcomes[member, default: []].append(outcome)
            if case .refused(let code) = outcome {
                later.append(Refusal(code, field: place(member, request)))
            }
        }
        refusals += later
        for index in indices {
            let all = faults[index].map { [.refused($0.code)] } ?? outcomes[index] ?? []
            appendLine(index, visit, request, all)
        }
    }

    private mutating func appendLine(
        _ index: Int, _ visit: borrowing RawVisit, _ request: Int?,
        _ found: [VisitExplanation.Outcome]
    ) {
        let value = visit.value(member: index, request: request)
        var outcomes = found
        switch value.kind {
        case .dropped: outcomes = [.dropped]
        case .absent, .null: if outcomes.isEmpty { return }
        case .string, .number:
            if policy.visitor?.hashed.contains(index) == true,
                !outcomes.contains(where: \.isRefusal)
            {
                outcomes.insert(.hashed(form: form(of: index, visit)), at: 0)
            }
        }
        lines.append(
            VisitExplanation.Line(
                place: place(index, request), label: policy.label(ofMember: index),
                value: text(of: value, visit), outcomes: outcomes))
    }

    private func formFault(
        of index: Int, _ visit: borrowing RawVisit, _ request: Int?
    ) -> Refusal.Code? {
        let member = policy.members[index]
        let value = visit.value(member: index, request: request)
        if value.isMissing { return member.isRequired ? .missing : nil }
        // Safe: the visit outlives the call, and its bytes are read during it only.
        switch member.kind {
        case .date:
            return unsafe CalendarDate(iso: visit.bytes(of: value)) == nil ? .invalidDate : nil
        case .number:
            return unsafe Decimal6(digits: visit.bytes(of: value)) == nil ? .outOfRange : nil
        case .text, .code, .dropped: return nil
        }
    }

    private func addition(
        to index: Int, _ visit: borrowing RawVisit, _ request: Int?
    ) -> VisitExplanation.Outcome? {
        let sum = policy.sums[index]
        let value = visit.value(member: sum.member, request: request)
        guard !value.isMissing else { return nil }
        // Safe: as above.
        guard let number = unsafe Decimal6(digits: visit.bytes(of: value)), number.millionths >= 0
        else { return .refused(.outOfRange) }
        let (cap, overflow) = Int64(sum.cap).multipliedReportingOverflow(by: 1_000_000)
        let isCapped = !overflow && number.millionths > cap
        return .added(
            sum: index, amount: isCapped ? Decimal6(millionths: cap) : number, isCapped: isCapped)
    }
}

// MARK: Who, and what was written

extension VisitReading {
    private func place(_ member: Int, _ request: Int?) -> String {
        let name = policy.members[member].name
        return request.map { "requests[\($0)].\(name)" } ?? name
    }

    private func isAnyIdentifierSent(_ visit: borrowing RawVisit) -> Bool {
        for member in policy.visitor?.hashed ?? []
        where !visit.value(member: member, request: nil).isMissing { return true }
        return false
    }

    /// Whether all that a person is told apart by is there.
    private func isIdentified(_ visit: borrowing RawVisit) -> Bool {
        guard let visitor = policy.visitor, visit.groupSize == 1 else { return false }
        for member in visitor.hashed where form(of: member, visit) == nil { return false }
        return true
    }

    /// What would be hashed of `member`; `nil` when it is missing or holds no letter.
    private func form(of member: Int, _ visit: borrowing RawVisit) -> String? {
        let value = visit.value(member: member, request: nil)
        guard let written = text(of: value, visit) else { return nil }
        guard policy.members[member].kind == .text, policy.visitor?.normalisation == .name else {
            return written.isEmpty ? nil : written
        }
        let normal = WipedBuffer(byteCount: 512)
        // Safe: the visit outlives the call, and the buffer is read within it.
        unsafe NameNormaliser.append(visit.bytes(of: value), to: normal)
        return normal.count == 0 ? nil : unsafe String(decoding: normal.bytes, as: UTF8.self)
    }

    private func text(of value: RawVisit.Value, _ visit: borrowing RawVisit) -> String? {
        guard value.kind == .string || value.kind == .number else { return nil }
        // Safe: copied out at once, for the asker's own eyes.
        return unsafe String(decoding: visit.bytes(of: value), as: UTF8.self)
    }
}

extension VisitExplanation.Outcome {
    /// Whether this is why the visit is refused.
    public var isRefusal: Bool { if case .refused = self { true } else { false } }
}
