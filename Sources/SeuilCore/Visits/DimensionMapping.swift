/// How the values of one dimension are made from a visit: its transform with everything looked up once.
struct DimensionMapping {
    private enum Rule {
        case code(CodeLookup)
        case prefix(CodeLookup, count: Int)
        /// The leaf of each hour from 0, or of each weekday from Monday.
        case hour([Int32])
        case weekday([Int32])
        /// Cut points in completed years; and the leaf of each band.
        case ageBand(cuts: [Decimal6], leaves: [Int32])
        case numberBand(cuts: [Decimal6], leaves: [Int32])
    }

    private let rule: Rule
    private let member: Int?
    private let memberName: String
    private let unknown: Int32?
    private let other: Int32?

    init(_ dimension: Dimension, of policy: Policy) {
        let codelist = dimension.codelist
        func leaves(_ codes: [String]) -> [Int32] {
            codes.map { Int32(codelist.index(of: $0) ?? 0) }
        }
        var kind = Member.Kind.code
        switch dimension.source {
        case .member(let index):
            member = index
            memberName = policy.members[index].name
            kind = policy.members[index].kind
        case .time:
            member = nil
            memberName = "at"
        }
        switch dimension.transform {
        case .code: rule = .code(CodeLookup(codelist))
        case .prefix(let count): rule = .prefix(CodeLookup(codelist), count: count)
        case .time(.hour):
            rule = .hour(leaves((0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }))
        case .time(.weekday): rule = .weekday(leaves((1...7).map(String.init)))
        case .band(let cuts):
            let bands = codelist.leaves.filter {
                ![Codelist.unknownCode, Codelist.otherCode].contains(codelist.entries[$0].code)
            }.map(Int32.init)
            precondition(bands.count == cuts.count + 1, "a banding has one leaf a band")
            rule =
                kind == .date
                ? .ageBand(cuts: cuts, leaves: bands) : .numberBand(cuts: cuts, leaves: bands)
        }
        unknown = codelist.index(of: Codelist.unknownCode).map(Int32.init)
        other =
            dimension.acceptsOther
            ? codelist.index(of: Codelist.otherCode).map(Int32.init) : nil
    }

    /// The leaf that `visit` falls on, in its request number `request` for a request's dimension.
    ///
    /// - Throws: `missing`, `unknownCode`, `outOfRange`, `invalidDate`, with the member's name as field.
    func leaf(
        of visit: borrowing RawVisit, request: Int?, moment: VisitMoment
    ) throws(Refusal) -> Int32 {
        switch rule {
        case .hour(let leaves): return leaves[moment.hour]
        case .weekday(let leaves): return leaves[moment.isoWeekday - 1]
        default: break
        }
        guard let member else { throw refusal(.missing, request) }
        let value = visit.value(member: member, request: request)
        guard !value.isMissing else {
            guard let unknown else { throw refusal(.missing, request) }
            return unknown
        }
        // Safe: the visit outlives the call, and no byte is kept.
        let bytes = unsafe visit.bytes(of: value)
        switch rule {
        case .code(let lookup):
            return try listed(unsafe lookup.leaf(bytes), request)
        case .prefix(let lookup, let count):
            let prefix = unsafe DimensionMapping.prefix(of: bytes, characterCount: count)
            return try listed(unsafe lookup.leaf(prefix), request)
        case .ageBand(let cuts, let leaves):
            guard let birth = unsafe CalendarDate(iso: bytes) else {
                throw refusal(.invalidDate, request)
            }
            guard let age = moment.age(bornOn: birth) else { throw refusal(.outOfRange, request) }
            return leaves[
                DimensionMapping.band(of: Decimal6(millionths: Int64(age) * 1_000_000), cuts)]
        case .numberBand(let cuts, let leaves):
            guard let number = unsafe Decimal6(digits: bytes) else {
                throw refusal(.outOfRange, request)
            }
            return leaves[DimensionMapping.band(of: number, cuts)]
        case .hour, .weekday: throw refusal(.missing, request)
        }
    }

    private func listed(_ leaf: Int32?, _ request: Int?) throws(Refusal) -> Int32 {
        guard let found = leaf ?? other else { throw refusal(.unknownCode, request) }
        return found
    }

    private func refusal(_ code: Refusal.Code, _ request: Int?) -> Refusal {
        Refusal(code, field: request.map { "requests[\($0)].\(memberName)" } ?? memberName)
    }

    /// How many cut points lie at or below `number`.
    private static func band(of number: Decimal6, _ cuts: [Decimal6]) -> Int {
        cuts.count { $0 <= number }
    }

    /// The bytes of the first `characterCount` Unicode scalars.
    private static func prefix(
        of bytes: UnsafeRawBufferPointer, characterCount: Int
    ) -> UnsafeRawBufferPointer {
        var scalars = 0
        var end = 0
        // Safe: `end` never passes the count. A byte 10xxxxxx goes on with a scalar.
        while end < bytes.count {
            if unsafe bytes[end] & 0xC0 != 0x80 {
                if scalars == characterCount { break }
                scalars += 1
            }
            end += 1
        }
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[..<end])
    }
}
