/// The members that one policy receives, laid out for the scanner: names as bytes, and where values go.
///
/// A visit's values stand in one row: the protocol's own, then a place for each declared visit member in the
/// policy's order, then for each request a place for each declared request member.
public struct VisitMembers: Sendable {
    /// One name that may stand in an object.
    struct Name: Sendable {
        let bytes: [UInt8]
        let text: String
        let target: Target

        init(_ text: String, _ target: Target) {
            bytes = Array(text.utf8)
            self.text = text
            self.target = target
        }

        /// Whether `written` is this name.
        func isWritten(_ written: UnsafeRawBufferPointer) -> Bool {
            // Safe: both are read within their own lengths.
            unsafe written.count == bytes.count && written.elementsEqual(bytes)
        }
    }
    /// Where the value of a name goes.
    enum Target: Sendable, Equatable {
        case requests
        /// A place in the row, counted from where its object's places begin.
        case place(Int, Member.Kind)
    }
    /// The places of the protocol's own members.
    enum OwnPlace { static let id = 0, time = 1, groupSize = 2, count = 3 }
    /// Where a declared member's values stand.
    struct Place: Sendable, Equatable {
        let scope: Scope
        let index: Int
    }

    /// The names of a visit's object, the protocol's own among them, and of a request's.
    let visit: [Name]
    let request: [Name]
    /// For each of `Policy.members`, its place.
    let places: [Place]
    let visitPlaceCount: Int
    let requestPlaceCount: Int
    /// Other names are passed over instead of being refused.
    let passesOverOthers: Bool

    /// The members that `policy` receives.
    public init(_ policy: Policy) { self.init(policy.members, passesOverOthers: false) }

    /// For reading `id` and `at` of a visit before it is known which period, and so which policy, it falls under.
    public static let outline = VisitMembers([], passesOverOthers: true)

    private init(_ members: [Member], passesOverOthers: Bool) {
        var visit = [
            Name("id", .place(OwnPlace.id, .code)), Name("at", .place(OwnPlace.time, .code)),
            Name("count", .place(OwnPlace.groupSize, .number)), Name("requests", .requests),
        ]
        var request: [Name] = []
        var counts = (visit: OwnPlace.count, request: 0)
        places = members.map { member in
            switch member.scope {
            case .visit:
                visit.append(Name(member.name, .place(counts.visit, member.kind)))
                counts.visit += 1
                return Place(scope: .visit, index: counts.visit - 1)
            case .request:
                request.append(Name(member.name, .place(counts.request, member.kind)))
                counts.request += 1
                return Place(scope: .request, index: counts.request - 1)
            }
        }
        self.visit = visit
        self.request = request
        visitPlaceCount = counts.visit
        requestPlaceCount = counts.request
        self.passesOverOthers = passesOverOthers
    }
}
