import SeuilCore

/// What became of the lines of one NDJSON stream.
struct StreamSummary: Sendable, Equatable, Encodable {
    struct Rejection: Sendable, Equatable, Encodable {
        /// From 1, empty lines counted.
        let line: Int
        let code: String
        let field: String?
    }

    /// How many rejections are told one by one.
    static let toldSingly = 100

    private(set) var accepted = 0
    private(set) var duplicates = 0
    private(set) var rejected = 0
    /// The first hundred.
    private(set) var rejections: [Rejection] = []
    /// How many of the others there are of each code.
    private(set) var further: [String: Int] = [:]

    mutating func accept() { accepted += 1 }

    mutating func repeated() { duplicates += 1 }

    mutating func reject(line: Int, _ refusal: Refusal) {
        rejected += 1
        let code = refusal.code.rawValue
        if rejections.count < StreamSummary.toldSingly {
            rejections.append(Rejection(line: line, code: code, field: refusal.field))
        } else {
            further[code, default: 0] += 1
        }
    }
}
