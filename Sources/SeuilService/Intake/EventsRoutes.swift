import NIOHTTP1
import SeuilCore
import SeuilCrypto

/// What the events socket answers. Nothing here ever tells whether a person was seen before.
struct EventsRoutes: Sendable {
    let room: CountingRoom
    let health: IntakeHealth
    let longestVisit: Int
    let http: HTTPLimits
    let stream: StreamLimits

    func answer(
        _ head: HTTPRequestHead, _ body: RequestBody
    ) async throws(BrokenRequest) -> Answer {
        switch head.path {
        case "/v1/visits":
            guard head.method == .POST else { return Problem.methodNotAllowed("POST").answer }
            return try await visits(head, body)
        case "/v1/form":
            guard head.method == .GET || head.method == .HEAD else {
                return Problem.methodNotAllowed("GET, HEAD").answer
            }
            return await form()
        default: return Problem.notFound.answer
        }
    }

    private func visits(
        _ head: HTTPRequestHead, _ body: RequestBody
    ) async throws(BrokenRequest) -> Answer {
        guard let mediaType = VisitMediaType(head.headers) else {
            health.refuse(Problem.Code.unsupportedMediaType.rawValue)
            return Problem(
                .unsupportedMediaType, .unsupportedMediaType,
                "Visits are application/json or application/x-ndjson, in UTF-8 and not compressed."
            ).answer
        }
        guard
            head.headers.contains(name: "content-length")
                || head.headers.contains(name: "transfer-encoding")
        else {
            health.refuse(Problem.Code.lengthRequired.rawValue)
            return Problem(
                .lengthRequired, .lengthRequired,
                "A body needs a Content-Length or to be sent in chunks."
            ).answer
        }
        switch mediaType {
        case .one: return try await visit(head, body)
        case .many:
            var stream = VisitStream(
                room: room, health: health, limits: stream, longestLine: longestVisit)
            do {
                return try await stream.record(body)
            } catch {
                guard var problem = Problem(error) else { throw error }
                problem.summary = stream.summary
                var answer = problem.answer
                answer.isLast = true
                return answer
            }
        }
    }

    private func visit(
        _ head: HTTPRequestHead, _ body: RequestBody
    ) async throws(BrokenRequest) -> Answer {
        let length = head.headers.first(name: "content-length").flatMap(Int.init) ?? 0
        guard length <= longestVisit,
            case .bytes(let pieces) = try await body.collect(
                atMost: longestVisit, within: http.body)
        else { return refuse(Refusal(.tooLong)) }
        switch await room.record(VisitBatch.joining(pieces)).first {
        case .counted:
            health.record([.counted])
            return Answer(.noContent)
        // The sender cannot tell it from the first time, and needs not.
        case .duplicate: return Answer(.noContent)
        case .refused(let refusal): return refuse(refusal)
        case nil: return refuse(Refusal(.storageFailed))
        }
    }

    private func refuse(_ refusal: Refusal) -> Answer {
        health.refuse(refusal.code.rawValue)
        return Problem(refusal).answer
    }

    private func form() async -> Answer {
        guard let policy = await room.policyInForce else {
            return Problem(Refusal(.noPolicy)).answer
        }
        return Answer(
            .ok, mediaType: "application/schema+json", body: VisitForm.schema(policy.policy))
    }
}

/// How visits are written in a body.
enum VisitMediaType {
    case one, many

    /// What `headers` say, if it is one of the two, uncompressed.
    init?(_ headers: HTTPHeaders) {
        let types = headers["content-type"]
        guard types.count == 1,
            headers["content-encoding"].allSatisfy({ $0.lowercased() == "identity" })
        else { return nil }
        let parts = types[0].split(separator: ";", omittingEmptySubsequences: false).map {
            $0.trimmed.lowercased()
        }
        guard parts.dropFirst().allSatisfy(VisitMediaType.isHarmless) else { return nil }
        switch parts[0] {
        case "application/json": self = .one
        case "application/x-ndjson": self = .many
        default: return nil
        }
    }

    /// JSON is UTF-8 in any case (RFC 8259, section 8.1); saying so is allowed.
    private static func isHarmless(_ parameter: String) -> Bool {
        parameter == "charset=utf-8" || parameter == "charset=\"utf-8\""
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    var trimmed: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}

extension HTTPRequestHead {
    /// The path that is asked for, without a query; RFC 9112, section 3.2.2 allows a whole address too.
    var path: Substring {
        var target = uri.prefix { $0 != "?" }
        if target.lowercased().hasPrefix("http://") {
            target = target.dropFirst("http://".count).drop { $0 != "/" }
        }
        return target
    }
}

extension VisitBatch {
    /// The one visit that `pieces` make together.
    static func joining(_ pieces: [SentBytes]) -> VisitBatch {
        let count = pieces.reduce(0) { $0 + $1.count }
        if pieces.count == 1 {
            // Safe: copied during the call.
            return unsafe pieces[0].withUnsafeBytes { bytes in
                unsafe VisitBatch(copying: bytes, objects: [0..<count])
            }
        }
        var joined: [UInt8] = []
        // All at once: an array that grows leaves copies of its content behind.
        joined.reserveCapacity(count)
        for piece in pieces {
            // Safe: copied during the call.
            unsafe piece.withUnsafeBytes { unsafe joined.append(contentsOf: $0) }
        }
        defer { wipe(&joined) }
        // Safe: copied during the call.
        return unsafe joined.withUnsafeBytes { bytes in
            unsafe VisitBatch(copying: bytes, objects: [0..<count])
        }
    }
}
