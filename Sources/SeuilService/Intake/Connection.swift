import NIOCore
import NIOHTTP1

/// One connection's requests, one after the other, in the task that serves it.
final class Connection {
    /// Answers one request.
    typealias Handler =
        @Sendable (HTTPRequestHead, RequestBody) async throws(BrokenRequest) -> Answer

    private var parts: NIOAsyncChannelInboundStream<RequestPart>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    private let limits: HTTPLimits

    init(
        _ inbound: NIOAsyncChannelInboundStream<RequestPart>,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>, limits: HTTPLimits
    ) {
        parts = inbound.makeAsyncIterator()
        self.outbound = outbound
        self.limits = limits
    }

    /// Answers requests until the connection ends, or may not go on.
    ///
    /// - Parameter isWindingDown: Asked before each answer: whether it is to be the last.
    func serve(_ handler: Handler, isWindingDown: @Sendable () -> Bool) async throws {
        while let part = await next() {
            switch part {
            case .head(let head):
                let isToContinue = try await answer(head, handler, isWindingDown)
                if !isToContinue { return try await leave() }
            case .broken(let reason):
                if let problem = Problem(reason) { try await refuse(with: problem) }
                return
            case .body, .pause, .end: continue
            }
        }
    }

    /// Says `problem`, whatever is asked, and leaves.
    func refuse(with problem: Problem) async throws {
        let answer = problem.answer
        try await outbound.write(
            contentsOf: answer.parts(version: .http1_1, isHeadOnly: false, keepsConnection: false))
        try await leave()
    }

    /// Answers the request of `head`; whether another may follow on this connection.
    private func answer(
        _ head: HTTPRequestHead, _ handler: Handler, _ isWindingDown: @Sendable () -> Bool
    ) async throws -> Bool {
        let body = RequestBody(self, head: head)
        var answer: Answer
        if let flaw = Connection.flaw(in: head) {
            answer = flaw.answer
        } else {
            do throws(BrokenRequest) {
                answer = try await handler(head, body)
            } catch {
                guard let problem = Problem(error) else { return false }
                answer = problem.answer
                answer.isLast = true
            }
        }
        var keepsConnection = head.isKeepAlive && !answer.isLast && !isWindingDown()
        if keepsConnection {
            keepsConnection = await body.drain(atMost: limits.drainByteCount)
        }
        // The decoder stops after a request that would change the protocol.
        if head.method == .CONNECT || head.headers.contains(name: "upgrade") {
            keepsConnection = false
        }
        try await outbound.write(
            contentsOf: answer.parts(
                version: head.version, isHeadOnly: head.method == .HEAD,
                keepsConnection: keepsConnection))
        return keepsConnection
    }

    /// What every request is refused for, wherever it goes.
    private static func flaw(in head: HTTPRequestHead) -> Problem? {
        if head.version.isPersistent, head.headers["host"].count != 1 {
            return Problem(.badRequest, .malformedRequest, "A request has one Host field.")
        }
        if head.headers.contains(name: "expect"), !head.asksToContinue {
            return Problem(
                .expectationFailed, .expectationFailed, "Only 100-continue can be expected.")
        }
        return nil
    }

    func askToContinue() async throws(BrokenRequest) {
        do {
            try await outbound.write(
                .head(HTTPResponseHead(version: .http1_1, status: .continue)))
        } catch {
            throw .disconnected
        }
    }

    func next() async -> RequestPart? {
        // An error of the channel means that nobody is there any more.
        try? await parts.next()
    }

    /// Ends our side, and reads what the sender still sends until it has seen the answer and hangs up, or the
    /// handler's time for it is over: closing at once would take the answer away from a sender still sending.
    private func leave() async throws {
        outbound.finish()
        while await next() != nil {}
    }
}
