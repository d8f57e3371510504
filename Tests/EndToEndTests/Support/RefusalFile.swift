import Foundation

/// `Vectors/refusals.json`: requests, and what a running daemon answers. The file itself says how it is read.
struct RefusalFile: Decodable {
    struct InstanceNeeds: Decodable {
        let policy: String
        let backfillFrom: String
        let limits: String
    }
    struct Request: Decodable {
        let socket: String?
        let method: String?
        let path: String?
        let headers: [HeaderField]?
        let body: Body?
        let status: Int
    }
    struct Dribble: Decodable {
        let text: String
        let times: Int
        let every: String
    }
    struct Case: Decodable {
        let name: String
        let how: String?
        let raw: String?
        let ends: Bool?
        let dribble: Dribble?
        let times: Int?
        let before: [Request]?
        let code: String?
        let field: String?
        let answerHeaders: [String: String]?
        let answer: [String: JSONValue]?
        let open: Bool
        /// What curl sends, where it is curl that sends.
        let request: Request

        private enum CodingKeys: CodingKey {
            case name, how, raw, ends, dribble, times, before, code, field, answerHeaders, answer,
                open
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            how = try values.decodeIfPresent(String.self, forKey: .how)
            raw = try values.decodeIfPresent(String.self, forKey: .raw)
            ends = try values.decodeIfPresent(Bool.self, forKey: .ends)
            dribble = try values.decodeIfPresent(Dribble.self, forKey: .dribble)
            times = try values.decodeIfPresent(Int.self, forKey: .times)
            before = try values.decodeIfPresent([Request].self, forKey: .before)
            code = try values.decodeIfPresent(String.self, forKey: .code)
            field = try values.decodeIfPresent(String.self, forKey: .field)
            answerHeaders = try values.decodeIfPresent(
                [String: String].self, forKey: .answerHeaders)
            answer = try values.decodeIfPresent([String: JSONValue].self, forKey: .answer)
            open = try values.decode(Bool.self, forKey: .open)
            request = try Request(from: decoder)
        }

    }

    let instance: InstanceNeeds
    let valid: String
    let cases: [Case]

    static func read() throws -> RefusalFile {
        let url = Command.top.appendingPathComponent("Tests/EndToEndTests/Vectors/refusals.json")
        return try JSONDecoder().decode(RefusalFile.self, from: Data(contentsOf: url))
    }
}

/// A header field: as it is, or with a long value.
enum HeaderField: Decodable {
    case plain(String)
    case long(prefix: String, repeated: String, times: Int)

    private enum CodingKeys: String, CodingKey { case prefix, repeated = "repeat", times }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = .plain(text)
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self = .long(
            prefix: try values.decode(String.self, forKey: .prefix),
            repeated: try values.decode(String.self, forKey: .repeated),
            times: try values.decode(Int.self, forKey: .times))
    }

    var text: String {
        switch self {
        case .plain(let text): text
        case .long(let prefix, let repeated, let times):
            prefix + String(repeating: repeated, count: times)
        }
    }
}

/// A body: one text, or parts of it.
struct Body: Decodable {
    private struct Part: Decodable {
        let hex: String?
        let repeated: String?
        let times: Int?

        private enum CodingKeys: String, CodingKey { case hex, times, repeated = "repeat" }
    }
    private enum Piece {
        case text(String)
        case part(Part)
    }
    private let pieces: [Piece]

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            pieces = [.text(text)]
            return
        }
        var list = try decoder.unkeyedContainer()
        var pieces: [Piece] = []
        while !list.isAtEnd {
            if let text = try? list.decode(String.self) {
                pieces.append(.text(text))
            } else {
                pieces.append(.part(try list.decode(Part.self)))
            }
        }
        self.pieces = pieces
    }

    /// A body of `text` alone.
    init(text: String) { pieces = [.text(text)] }

    /// The bytes, placeholders filled in.
    func bytes(_ placeholders: Placeholders) -> [UInt8] {
        pieces.flatMap { piece -> [UInt8] in
            switch piece {
            case .text(let text): return Array(placeholders.fill(text).utf8)
            case .part(let part):
                if let hex = part.hex {
                    let digits = Array(hex)
                    return stride(from: 0, to: digits.count, by: 2).map {
                        UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
                    }
                }
                return Array(String(repeating: part.repeated ?? "", count: part.times ?? 0).utf8)
            }
        }
    }
}

/// What stands for the `{{…}}` of a case.
struct Placeholders {
    private let stable = UUID().uuidString.lowercased()
    private let now = Date()

    func fill(_ text: String) -> String {
        var text = text
        while let place = text.range(of: "{{id}}") {
            text.replaceSubrange(place, with: UUID().uuidString.lowercased())
        }
        let month = now.formatted(
            .verbatim(
                "\(year: .defaultDigits)-\(month: .twoDigits)",
                timeZone: TimeZone(identifier: "Europe/Paris") ?? .gmt,
                calendar: Calendar(identifier: .gregorian)))
        return
            text
            .replacingOccurrences(of: "{{id1}}", with: stable)
            .replacingOccurrences(of: "{{soon}}", with: (now + 600).formatted(.iso8601))
            .replacingOccurrences(of: "{{period}}", with: month)
    }
}

/// Any JSON value, for comparing.
enum JSONValue: Decodable, Equatable {
    case number(Int), text(String), list([JSONValue]), object([String: JSONValue]), other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else if let object = try? value.decode([String: JSONValue].self) {
            self = .object(object)
        } else {
            self = .other
        }
    }
}
