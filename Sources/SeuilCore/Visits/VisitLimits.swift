/// How much one visit may be, so that no sender can make a visit cost more than a visit.
///
/// The defaults are those of the protocol; a configuration may change them.
public struct VisitLimits: Sendable, Equatable {
    /// The longest visit, in bytes.
    public var byteCount: Int
    /// The most members of any one object.
    public var memberCount: Int
    /// How many objects and arrays may stand within each other; at most 64.
    public var depth: Int
    /// The most requests of one visit.
    public var requestCount: Int
    /// The largest `count`: people together in one visit.
    public var groupSize: Int

    public init(
        byteCount: Int = 64 * 1024, memberCount: Int = 64, depth: Int = 8, requestCount: Int = 32,
        groupSize: Int = 10_000
    ) {
        self.byteCount = byteCount
        self.memberCount = memberCount
        self.depth = min(depth, 64)
        self.requestCount = requestCount
        self.groupSize = groupSize
    }
}
