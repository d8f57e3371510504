internal import Foundation

/// The daemon's account of one batch.
struct BatchAnswer: Decodable {
    struct Rejection: Decodable {
        /// Counted from 1 within the batch.
        let line: Int
        let code: String
        let field: String?
    }

    let accepted: Int
    let duplicates: Int
    let rejected: Int
    /// The first hundred.
    let rejections: [Rejection]
    /// Counts by code of those that are not listed.
    let further: [String: Int]?
}

/// A problem as RFC 9457 writes it.
struct ProblemAnswer: Decodable {
    let code: String?
    let detail: String?
    /// What had become of a stream's visits when it ended before its end.
    let accepted: Int?
    let duplicates: Int?

    init?(_ body: [UInt8]) {
        guard let problem = try? JSONDecoder().decode(ProblemAnswer.self, from: Data(body)) else {
            return nil
        }
        self = problem
    }
}

extension EmitReport {
    /// Takes in the daemon's answer to `batch`.
    ///
    /// - Throws: `EmitError` when the answer is no success, or leaves a visit unaccounted for.
    mutating func add(_ answer: HTTPAnswer, to batch: VisitBatch) throws(EmitError) {
        guard answer.status != 503 else {
            let problem = ProblemAnswer(answer.body)
            noteUnfinished(problem, batch)
            throw .unavailable(retryAfter: answer.retryAfter, code: problem?.code)
        }
        guard answer.status == 200 else {
            throw .refused(status: answer.status, code: ProblemAnswer(answer.body)?.code)
        }
        guard
            let account = try? JSONDecoder().decode(BatchAnswer.self, from: Data(answer.body)),
            account.accepted + account.duplicates + account.rejected == batch.count,
            account.rejections.allSatisfy({ (1...batch.count).contains($0.line) })
        else { throw .strangeAnswer }
        // What this run had counted before the batch was broken off is met again as a duplicate.
        let own = min(unfinished.accepted, account.duplicates)
        accepted += account.accepted + own
        duplicates += account.duplicates - own
        unfinished = Unfinished()
        byteCount += batch.bytes.count
        for rejection in account.rejections {
            reject(
                Rejection(code: rejection.code, field: rejection.field),
                at: "\(batch.file):\(batch.origins[rejection.line - 1])")
        }
        for (code, count) in account.further ?? [:] {
            reject(Rejection(code: code, field: nil), count: count, at: nil)
        }
    }

    /// Notes how far a batch came that is to be sent again as a whole.
    private mutating func noteUnfinished(_ problem: ProblemAnswer?, _ batch: VisitBatch) {
        guard let new = problem?.accepted, let old = problem?.duplicates, new >= 0, old >= 0,
            new + old <= batch.count
        else { return }
        unfinished.accepted += new
        unfinished.acknowledged = max(unfinished.acknowledged, new + old)
    }
}
