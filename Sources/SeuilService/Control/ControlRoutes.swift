import NIOHTTP1

/// What the control socket answers: health, and the three things that an operator may command.
struct ControlRoutes: Sendable {
    let room: CountingRoom
    let health: IntakeHealth
    let policy: PolicySource

    func answer(
        _ head: HTTPRequestHead, _ body: RequestBody
    ) async throws(BrokenRequest) -> Answer {
        let path = head.path
        switch path {
        case "/v1/status":
            return await reading(head) { .json(StatusReport(await room.status(), health.picture)) }
        case "/metrics":
            return await reading(head) {
                let report = StatusReport(await room.status(), health.picture)
                return Answer(
                    .ok, mediaType: Metrics.mediaType, body: Array(Metrics(report).text.utf8))
            }
        case "/v1/policy/reload":
            return await commanding(head) { await reloadPolicy() }
        case "/v1/errata":
            guard head.method == .POST else { return Problem.methodNotAllowed("POST").answer }
            return try await ErratumRoute(room: room).answer(body)
        default:
            guard let period = ControlRoutes.closedPeriod(path) else {
                return Problem.notFound.answer
            }
            return await commanding(head) { await close(period) }
        }
    }

    private func reading(_ head: HTTPRequestHead, _ answer: () async -> Answer) async -> Answer {
        guard head.method == .GET || head.method == .HEAD else {
            return Problem.methodNotAllowed("GET, HEAD").answer
        }
        return await answer()
    }

    private func commanding(
        _ head: HTTPRequestHead, _ answer: () async -> Answer
    ) async -> Answer {
        guard head.method == .POST else { return Problem.methodNotAllowed("POST").answer }
        return await answer()
    }

    /// ID of `/v1/periods/ID/close`.
    private static func closedPeriod(_ path: Substring) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "v1", parts[2] == "periods",
            parts[4] == "close", !parts[3].isEmpty, parts[3].utf8.count <= 10
        else { return nil }
        return String(parts[3])
    }

    private func close(_ id: String) async -> Answer {
        do throws(ClosingError) {
            try await room.closePeriod(id)
        } catch {
            return Problem(error).answer
        }
        let periods = StatusReport(await room.status(), health.picture).periods
        guard let period = periods.first(where: { $0.id == id }) else {
            return Problem(ClosingError.unknownPeriod).answer
        }
        return .json(period)
    }

    private func reloadPolicy() async -> Answer {
        if let reason = await policy.reload() {
            return Problem(.unprocessableEntity, .policyRefused, reason).answer
        }
        return .json(StatusReport(await room.status(), health.picture).policy)
    }
}

extension Problem {
    /// Why a period was not closed.
    init(_ error: ClosingError) {
        switch error {
        case .unknownPeriod:
            self.init(.notFound, .unknownPeriod, "There is no such period.")
        case .alreadyClosed:
            self.init(.conflict, .alreadyClosed, "The period is closed already.")
        case .tooEarly:
            self.init(
                .conflict, .tooEarly,
                "The period's grace has not ended. Closing earlier would choose whom to isolate.")
        case .clockWasSet:
            self.init(
                .serviceUnavailable, .tooEarly,
                "The clock was set lately: whether the period's grace has ended is not yet known.",
                retryAfter: 600)
        case .underWay:
            self.init(.conflict, .closingUnderWay, "The period is being closed.")
        case .noRelease:
            self.init(
                .conflict, .noRelease,
                "The period's key is lost: nothing can ever be released of it.")
        case .damaged:
            self.init(
                .serviceUnavailable, .periodDamaged,
                "The period's files cannot be read now; nothing of it has been given up.",
                retryAfter: 60)
        case .failed(let reason):
            self.init(
                .internalServerError, .closingFailed, "The release could not be made: \(reason).")
        case .vault(.diskFull):
            self.init(
                .insufficientStorage, .diskFull,
                "No space is left where the daemon keeps its state: the period is not released.")
        case .vault:
            self.init(
                .internalServerError, .closingFailed,
                "The vault could not do it; the daemon's log says why.")
        }
    }
}
