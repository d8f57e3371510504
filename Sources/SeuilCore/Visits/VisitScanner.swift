/// Reads one visit: one JSON object, in one pass, taking nothing but what the policy receives.
///
/// Strict where JSON readers differ: no duplicate member, no lone surrogate, no invalid UTF-8, no U+0000 even
/// escaped, nothing before or behind the object but white space. That the text is well formed comes first: a
/// visit that is both malformed and wrong is `malformed`.
/// Source: RFC 8259; RFC 3629 for UTF-8.
public struct VisitScanner: Sendable {
    private let members: VisitMembers
    private let limits: VisitLimits

    /// - Parameter members: What the policy receives, or `.outline`.
    public init(members: VisitMembers, limits: VisitLimits) {
        self.members = members
        self.limits = limits
    }

    /// Scans `bytes`, which must stay in place and unchanged while the visit lives.
    ///
    /// - Throws: The first thing that is wrong, in the order of the text.
    public func scan(_ bytes: UnsafeRawBufferPointer) throws(Refusal) -> RawVisit {
        // Positions are kept in 32 bits.
        guard bytes.count <= min(limits.byteCount, Int(Int32.max)) else {
            throw Refusal(.tooLong)
        }
        var scan = unsafe VisitScan(reader: JSONReader(bytes, limits: limits), members: members)
        return try scan.visit()
    }
}

/// One scan on its way.
private struct VisitScan {
    private var reader: JSONReader
    private let members: VisitMembers
    private var values: [RawVisit.Value]
    /// The content of strings that hold escapes, these resolved.
    private var unescaped: WipedBuffer?
    private var hasRequests = false
    private var requestCount = 0
    /// The first refusal that is not about form; it waits until the form is known to be right.
    private var refusal: Refusal?

    init(reader: JSONReader, members: VisitMembers) {
        self.reader = reader
        self.members = members
        values = []
        values.reserveCapacity(members.visitPlaceCount + 2 * members.requestPlaceCount)
        appendPlaces(members.visitPlaceCount)
    }

    mutating func visit() throws(Refusal) -> RawVisit {
        reader.skipSpace()
        guard reader.next == UInt8(ascii: "{") else {
            try reader.skipValue(depth: 1)
            try reader.finish()
            throw Refusal(.notAnObject)
        }
        try object(members.visit, depth: 1, firstPlace: 0, request: nil)
        try reader.finish()
        if let refusal { throw refusal }
        return unsafe try RawVisit(
            requestCount: requestCount, members: members, values: values, limits: reader.limits,
            source: reader.source, unescaped: unescaped)
    }

    private mutating func appendPlaces(_ count: Int) {
        for _ in 0..<count { values.append(RawVisit.Value()) }
    }

    private mutating func refuse(_ code: Refusal.Code, _ field: String) {
        if refusal == nil { refusal = Refusal(code, field: field) }
    }

    /// `name` as a problem report writes it: request members with the number of their request.
    private func field(_ name: String, _ request: Int?) -> String {
        request.map { "requests[\($0)].\(name)" } ?? name
    }

    /// Reads the object that stands here, whose values have their places from `firstPlace` on.
    private mutating func object(
        _ names: [VisitMembers.Name], depth: Int, firstPlace: Int, request: Int?
    ) throws(Refusal) {
        try reader.open("{", depth: depth)
        var count = 0
        var likely = 0
        while try reader.nextMember(&count) {
            let written = try reader.string(keepingIn: &unescaped)
            // Safe: compared at once, before the reader moves on.
            let index = unsafe VisitScan.index(
                of: RawVisit.bytes(of: written, source: reader.source, unescaped: unescaped),
                in: names, from: likely)
            try reader.colon()
            guard let index else {
                if !members.passesOverOthers {
                    refuse(.unknownMember, field("member \(count)", request))
                }
                try reader.skipValue(depth: depth + 1)
                continue
            }
            // Tools send members in one order, which is mostly the declared one.
            likely = index + 1
            switch names[index].target {
            case .requests: try requests(depth: depth + 1)
            case .place(let place, let kind):
                try value(
                    kind, at: firstPlace + place, of: names[index].text, request: request,
                    depth: depth + 1)
            }
        }
    }

    /// The index of the name written as `bytes`, searched from `start` on and around.
    private static func index(
        of bytes: UnsafeRawBufferPointer, in names: [VisitMembers.Name], from start: Int
    ) -> Int? {
        for index in names.indices[min(start, names.count)...]
        where unsafe names[index].isWritten(bytes) { return index }
        for index in names.indices.prefix(start) where unsafe names[index].isWritten(bytes) {
            return index
        }
        return nil
    }

    private mutating func value(
        _ kind: Member.Kind, at place: Int, of name: String, request: Int?, depth: Int
    ) throws(Refusal) {
        if values[place].kind != .absent { refuse(.duplicateMember, field(name, request)) }
        let isString = kind != .number
        switch reader.next {
        case _ where kind == .dropped:
            try reader.skipValue(depth: depth)
            values[place].kind = .dropped
        case UInt8(ascii: "n"):
            try reader.literal("null")
            values[place].kind = .null
        case UInt8(ascii: "\"") where isString:
            values[place] = try reader.string(keepingIn: &unescaped)
            // A form's empty text field says nothing.
            if kind == .text && values[place].count == 0 { values[place].kind = .null }
        case UInt8(ascii: "-") where !isString, 0x30...0x39 where !isString:
            values[place] = try reader.number()
        default:
            try reader.skipValue(depth: depth)
            refuse(.wrongType, field(name, request))
        }
    }

    private mutating func requests(depth: Int) throws(Refusal) {
        if hasRequests { refuse(.duplicateMember, "requests") }
        switch reader.next {
        case UInt8(ascii: "n"):
            try reader.literal("null")
            hasRequests = true
            return
        case UInt8(ascii: "[") where !hasRequests: hasRequests = true
        default:
            try reader.skipValue(depth: depth)
            refuse(.wrongType, "requests")
            return
        }
        try reader.open("[", depth: depth)
        while try reader.nextElement(&requestCount) {
            guard requestCount <= reader.limits.requestCount else {
                throw Refusal(.tooManyRequests)
            }
            let request = requestCount - 1
            guard reader.next == UInt8(ascii: "{") else {
                try reader.skipValue(depth: depth + 1)
                refuse(.wrongType, "requests[\(request)]")
                continue
            }
            let firstPlace = values.count
            appendPlaces(members.requestPlaceCount)
            try object(
                members.request, depth: depth + 1, firstPlace: firstPlace, request: request)
        }
        if requestCount == 0 { refuse(.missing, "requests") }
    }
}
