import SeuilCore

/// One NDJSON stream of visits on its way into the counting room, a group of lines at a time.
///
/// A line that is refused is reported and the stream goes on. Only when visits cannot be counted at all, for a
/// reason that may pass, does it end early: what was accepted until then is durable, and sending all of it
/// again finds those as duplicates.
struct VisitStream {
    private let room: CountingRoom
    private let health: IntakeHealth
    private let limits: StreamLimits
    private let lines: LineSplitter
    private(set) var summary = StreamSummary()

    init(room: CountingRoom, health: IntakeHealth, limits: StreamLimits, longestLine: Int) {
        self.room = room
        self.health = health
        self.limits = limits
        lines = LineSplitter(longestLine: longestLine, gathering: limits.byteCount)
    }

    /// Records the lines of `body`, to its end.
    ///
    /// - Throws: Why the body came to no end. Whole lines that had come by then may have been counted.
    mutating func record(_ body: RequestBody) async throws(BrokenRequest) -> Answer {
        while let piece = try await body.next() {
            switch piece {
            case .pause:
                if let problem = await commit() { return problem }
            case .bytes(let bytes):
                var offset = 0
                while offset < bytes.count {
                    offset = unsafe bytes.withUnsafeBytes { unsafe lines.add($0, from: offset) }
                    if lines.isFull || lines.lines.count >= limits.lineCount {
                        if let problem = await commit() { return problem }
                    }
                }
            }
        }
        lines.finish()
        if let problem = await commit() { return problem }
        return .json(summary)
    }

    /// Counts the lines gathered so far; an answer when that is not possible now.
    private mutating func commit() async -> Answer? {
        for line in lines.tooLong { reject(line, Refusal(.tooLong)) }
        let gathered = lines.lines
        guard !gathered.isEmpty else {
            lines.clear()
            return nil
        }
        // Safe: copied during the call.
        let batch = unsafe lines.withUnsafeBytes { bytes in
            unsafe VisitBatch(
                copying: bytes, objects: gathered.map(\.range), requiringIDs: true)
        }
        lines.clear()
        let outcomes = await room.record(batch)
        var temporary: Refusal?
        for (line, outcome) in zip(gathered, outcomes) {
            switch outcome {
            case .counted: summary.accept()
            case .duplicate: summary.repeated()
            case .refused(let refusal):
                reject(line.number, refusal)
                if refusal.code.isTemporary { temporary = refusal }
            }
        }
        health.record(outcomes)
        guard let temporary else { return nil }
        var problem = Problem(temporary)
        problem.summary = summary
        var answer = problem.answer
        answer.isLast = true
        return answer
    }

    private mutating func reject(_ line: Int, _ refusal: Refusal) {
        summary.reject(line: line, refusal)
        if refusal.code == .tooLong { health.refuse(refusal.code.rawValue) }
    }
}
