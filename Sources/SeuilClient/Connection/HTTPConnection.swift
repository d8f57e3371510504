internal import NIOCore
internal import NIOHTTP1

/// One connection to the daemon, kept open from request to request.
public struct HTTPConnection {
    typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// More is no answer of the daemon's.
    static let longestAnswer = 4 << 20

    private var answers: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private let requests: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>

    init(
        answers: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator,
        requests: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) {
        self.answers = answers
        self.requests = requests
    }

    /// Sends `request` and waits for its answer.
    ///
    /// The daemon may answer and close before it has read everything; its answer then counts, not the failure to
    /// send the rest.
    /// - Throws: `ConnectionError`.
    public mutating func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        var failure: ConnectionError?
        do {
            try await requests.write(contentsOf: parts(of: request))
        } catch {
            failure = ConnectionError(error)
        }
        do {
            return try await answer()
        } catch {
            throw failure ?? ConnectionError(error)
        }
    }

    private func parts(of request: HTTPRequest) -> [HTTPClientRequestPart] {
        var head = HTTPRequestHead(
            version: .http1_1, method: .init(rawValue: request.method.rawValue), uri: request.path)
        head.headers.add(name: "host", value: "seuil")
        if let mediaType = request.mediaType {
            head.headers.add(name: "content-type", value: mediaType)
        }
        if request.method == .post {
            head.headers.add(name: "content-length", value: String(request.body.count))
        }
        var parts = [HTTPClientRequestPart.head(head)]
        if !request.body.isEmpty {
            parts.append(.body(.byteBuffer(ByteBuffer(bytes: request.body))))
        }
        parts.append(.end(nil))
        return parts
    }

    private mutating func answer() async throws -> HTTPAnswer {
        var answer: HTTPAnswer?
        while let part = try await answers.next() {
            switch part {
            case .head(let head):
                // 1xx answers come before the one that counts.
                guard head.status.code >= 200 else { continue }
                answer = HTTPAnswer(
                    status: Int(head.status.code),
                    retryAfter: head.headers["retry-after"].first.flatMap(Int.init)
                        .map { .seconds(max(0, min($0, 3_600))) })
            case .body(let buffer):
                guard let count = answer?.body.count,
                    count + buffer.readableBytes <= HTTPConnection.longestAnswer
                else { throw ConnectionError.malformedAnswer }
                answer?.body.append(contentsOf: buffer.readableBytesView)
            case .end:
                if let answer { return answer }
            }
        }
        throw ConnectionError.lost
    }
}

extension ConnectionError {
    /// What happened to a connection that had been made.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as ConnectionError: error
            case let error as IOError: ConnectionError(errno: error.errnoCode)
            case is HTTPParserError: .malformedAnswer
            default: .lost
            }
    }
}
