/// Some visits as NDJSON, each with its id, held until the daemon has acknowledged all of them.
public struct VisitBatch: Sendable, Equatable {
    /// The file they come from, as messages name it.
    public var file: String
    /// One visit a line.
    public var bytes: [UInt8] = []
    /// For each line of `bytes`, the line of `file` it was made from.
    public var origins: [Int] = []

    public init(file: String) { self.file = file }

    /// How many visits there are.
    public var count: Int { origins.count }

    /// When a batch is sent: what it holds in memory and what is sent again after a failure are bounded.
    static let fullCount = 8_192
    static let fullByteCount = 1 << 20

    var isFull: Bool {
        count >= VisitBatch.fullCount || bytes.count >= VisitBatch.fullByteCount
    }
}
