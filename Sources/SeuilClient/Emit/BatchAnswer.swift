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
        guard answer.status != 503 else { throw .unavailable(retryAfter: answer.retryAfter) }
        guard answer.status == 200 else {
            throw .refused(status: answer.status, code: ProblemAnswer(answer.body)?.code)
        }
        guard
            let account = try? JSONDecoder().decode(BatchAnswer.self, from: Data(answer.body)),
            account.accepted + account.duplicates + account.rejected == batch.count,
            account.rejections.allSatisfy({ (1...batch.count).contains($0.line) })
        else { throw .strangeAnswer }
        accepted += account.accepted
        duplicates += account.duplicates
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
}
