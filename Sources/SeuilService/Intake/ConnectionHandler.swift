import NIOCore
import NIOHTTP1

/// Turns one connection's HTTP parts into `RequestPart`s, and watches over its time.
///
/// Body bytes leave NIO's buffers here. What a sender may make the connection wait for is finite: the head by a
/// deadline from its first byte, everything else by the idle handler before this one. A connection that has
/// nothing under way closes when the server winds down; one that was given its last answer closes soon after,
/// read dry meanwhile so that the sender gets to see the answer.
/// Source: RFC 9112, section 9.6 on closing in stages.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = RequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a connection is read dry after its last answer.
    static let linger = TimeAmount.seconds(1)

    private let headLimit: TimeAmount
    private let pause: TimeAmount
    /// Requests whose head has come, and those fully answered.
    private var requestCount = 0
    private var answerCount = 0
    /// Between the head and the end of a request.
    private var isReceiving = false
    /// Whether a reading is asked for: otherwise it is we who are slow, not the sender.
    private var isReading = false
    private var isBroken = false
    private var isWindingDown = false
    /// What the reading under way has brought.
    private var hasBroughtPart = false
    private var hasBroughtBody = false
    private var headTimer: Scheduled<Void>?
    private var pauseTimer: Scheduled<Void>?

    init(headLimit: TimeAmount, pause: TimeAmount) {
        self.headLimit = headLimit
        self.pause = pause
    }

    private var isIdle: Bool { requestCount == answerCount && !isReceiving }

    // MARK: Coming in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = ConnectionHandler.unwrapInboundIn(data)
        hasBroughtPart = true
        switch part {
        case .head(let head):
            headTimer?.cancel()
            headTimer = nil
            if isBroken { return }
            requestCount += 1
            isReceiving = true
            context.fireChannelRead(ConnectionHandler.wrapInboundOut(.head(head)))
        case .body(let buffer):
            let bytes = SentBytes(takingFrom: buffer)
            if isBroken { return }
            hasBroughtBody = true
            context.fireChannelRead(ConnectionHandler.wrapInboundOut(.body(bytes)))
        case .end:
            if isBroken { return }
            isReceiving = false
            context.fireChannelRead(ConnectionHandler.wrapInboundOut(.end))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if !hasBroughtPart, !isBroken, !isReceiving, headTimer == nil {
            // Bytes that end no head: the beginning of one.
            headTimer = later(headLimit, context) { handler, context in
                handler.headTimer = nil
                handler.fail(.tooSlow, context)
            }
        }
        if hasBroughtBody, isReceiving { watchForPause(context) }
        hasBroughtPart = false
        hasBroughtBody = false
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: fail(.headersTooLarge, context)
        case HTTPParserError.invalidVersion: fail(.versionUnsupported, context)
        case HTTPParserError.invalidEOFState: fail(.truncated, context)
        case is HTTPParserError: fail(.malformed, context)
        // The socket itself failed: there is nobody to tell.
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is IdleStateHandler.IdleStateEvent:
            if isIdle && headTimer == nil {
                context.close(promise: nil)
            } else if isReceiving && isReading {
                fail(.tooSlow, context)
            } else if !context.channel.isWritable {
                // Nobody takes the answers.
                context.close(promise: nil)
            }
        case is ChannelShouldQuiesceEvent:
            isWindingDown = true
            if isIdle { context.close(promise: nil) }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        headTimer?.cancel()
        pauseTimer?.cancel()
    }

    private func fail(_ reason: BrokenRequest, _ context: ChannelHandlerContext) {
        guard !isBroken else { return }
        isBroken = true
        context.fireChannelRead(ConnectionHandler.wrapInboundOut(.broken(reason)))
        // What is fired outside a reading is delivered by this.
        context.fireChannelReadComplete()
    }

    private func watchForPause(_ context: ChannelHandlerContext) {
        pauseTimer?.cancel()
        pauseTimer = later(pause, context) { handler, context in
            guard handler.isReceiving, !handler.isBroken else { return }
            context.fireChannelRead(ConnectionHandler.wrapInboundOut(.pause))
            context.fireChannelReadComplete()
        }
    }

    private func later(
        _ time: TimeAmount, _ context: ChannelHandlerContext,
        _ act: @escaping (ConnectionHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: time) { act(self, context) }
    }

    // MARK: Going out

    func read(context: ChannelHandlerContext) {
        isReading = true
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = ConnectionHandler.unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        answerCount += 1
        guard isWindingDown, isIdle else {
            context.write(data, promise: promise)
            return
        }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.write(data, promise: written)
    }

    func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        if case .output = mode {
            isBroken = true
            headTimer?.cancel()
            headTimer = later(ConnectionHandler.linger, context) { _, context in
                context.close(promise: nil)
            }
        }
        context.close(mode: mode, promise: promise)
    }
}
