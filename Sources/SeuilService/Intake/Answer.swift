import Foundation
import NIOCore
import NIOHTTP1

/// What a request is answered.
struct Answer: Sendable {
    var status: HTTPResponseStatus
    var mediaType: String?
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The answer is the connection's last.
    var isLast = false

    init(
        _ status: HTTPResponseStatus, mediaType: String? = nil, body: [UInt8] = [],
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.mediaType = mediaType
        self.body = body
        self.headers = headers
    }

    /// `value` as JSON, its members in alphabetical order.
    static func json(
        _ value: some Encodable, _ status: HTTPResponseStatus = .ok,
        mediaType: String = "application/json"
    ) -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        guard var body = try? encoder.encode(value) else {
            preconditionFailure("answers are made of strings and whole numbers")
        }
        body.append(UInt8(ascii: "\n"))
        return Answer(status, mediaType: mediaType, body: [UInt8](body))
    }

    /// The parts to write, for a request of `version` that may have asked for the head only.
    func parts(version: HTTPVersion, isHeadOnly: Bool, keepsConnection: Bool)
        -> [HTTPServerResponsePart]
    {
        var fields = HTTPHeaders()
        if let mediaType {
            fields.add(name: "content-type", value: mediaType)
            // Nothing that the daemon says is anyone else's to keep.
            fields.add(name: "cache-control", value: "no-store")
        }
        if status.mayHaveResponseBody {
            fields.add(name: "content-length", value: String(body.count))
        }
        for (name, value) in headers { fields.add(name: name, value: value) }
        if !keepsConnection {
            fields.add(name: "connection", value: "close")
        } else if !version.isPersistent {
            fields.add(name: "connection", value: "keep-alive")
        }
        var parts = [
            HTTPServerResponsePart.head(
                HTTPResponseHead(version: .http1_1, status: status, headers: fields))
        ]
        if !body.isEmpty, !isHeadOnly {
            parts.append(.body(.byteBuffer(ByteBuffer(bytes: body))))
        }
        parts.append(.end(nil))
        return parts
    }
}
