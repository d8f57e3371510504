import Foundation

/// `Vectors/refusals.json`; its `about` explains the format.
struct RefusalFile: Decodable {
    struct Setting: Decodable {
        let policy: String
        let backfillFrom: String
        /// The limits of a daemon that waits, and of one that soon finds a sender slow.
        let patient: String
        let impatient: String
    }

    let instance: Setting
    let valid: String
    let cases: [RefusalCase]

    static func read() throws -> RefusalFile {
        let file = Command.top.appendingPathComponent("Tests/EndToEndTests/Vectors/refusals.json")
        return try JSONDecoder().decode(RefusalFile.self, from: Data(contentsOf: file))
    }
}

/// A request, and what a running daemon must answer.
struct RefusalCase: Decodable {
    enum How: String, Decodable { case raw, slow, connections }
    enum Socket: String, Decodable { case events, control }
    /// What a slow sender goes on with.
    struct Dribble: Decodable {
        let text: String
        let times: Int
        let every: String

        /// `every`, which is written as a number of milliseconds.
        var interval: TimeInterval? {
            every.hasSuffix("ms") ? TimeInterval(every.dropLast(2)).map { $0 / 1000 } : nil
        }
    }
    /// A request that comes first.
    struct Before: Decodable {
        let socket: Socket?
        let method: String?
        let path: String?
        let headers: [Text]?
        let body: Text?
        let status: Int
    }

    let name: String
    let how: How?
    let socket: Socket?
    let method: String?
    let path: String?
    let headers: [Text]?
    let body: Text?
    let raw: Text?
    let ends: Bool?
    let dribble: Dribble?
    let times: Int?
    let before: [Before]?

    let status: Int
    let code: String?
    let field: String?
    let answerHeaders: [String: String]?
    let answer: [String: JSONValue]?
    let open: Bool
}

extension RefusalCase {
    /// A text that is sent: written out, or made of parts, so that ten megabytes need no ten megabytes of file.
    struct Text: Decodable {
        enum Part {
            case text(String)
            case bytes([UInt8])
            case repeated(String, times: Int)
        }
        private enum Key: CodingKey { case hex, `repeat`, times, prefix }

        let parts: [Part]

        init(_ parts: [Part]) { self.parts = parts }

        /// What is sent.
        var bytes: [UInt8] {
            var bytes: [UInt8] = []
            for part in parts {
                switch part {
                case .text(let text): bytes.append(contentsOf: Array(text.utf8))
                case .bytes(let more): bytes.append(contentsOf: more)
                case .repeated(let text, let times):
                    // As one text: byte by byte, ten megabytes take many seconds without optimisation.
                    bytes.append(contentsOf: Array(String(repeating: text, count: times).utf8))
                }
            }
            return bytes
        }

        /// What is sent as text, its repetitions cut short.
        var sample: String {
            parts.map { part in
                switch part {
                case .text(let text): text
                case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
                case .repeated(let text, let times):
                    String(repeating: text, count: min(times, 8))
                }
            }.joined()
        }

        init(from decoder: any Decoder) throws {
            if var list = try? decoder.unkeyedContainer() {
                var parts: [Part] = []
                while !list.isAtEnd { parts += try list.decode(Text.self).parts }
                self.parts = parts
            } else if let text = try? decoder.singleValueContainer().decode(String.self) {
                parts = [.text(text)]
            } else {
                let part = try decoder.container(keyedBy: Key.self)
                if let hex = try part.decodeIfPresent(String.self, forKey: .hex) {
                    parts = [.bytes(Text.bytes(hex: hex))]
                } else {
                    let prefix = try part.decodeIfPresent(String.self, forKey: .prefix) ?? ""
                    parts = [
                        .text(prefix),
                        .repeated(
                            try part.decode(String.self, forKey: .repeat),
                            times: try part.decode(Int.self, forKey: .times)),
                    ]
                }
            }
        }

        private static func bytes(hex: String) -> [UInt8] {
            let digits = hex.compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        }
    }
}
