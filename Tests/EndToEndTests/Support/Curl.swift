import Foundation

/// An answer as it came over the wire.
struct WireAnswer {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    /// The body, if it is JSON.
    var json: JSONValue? { try? JSONDecoder().decode(JSONValue.self, from: Data(body)) }

    /// All of it as text, to be searched.
    var text: String {
        headers.map { "\($0): \($1)\n" }.joined() + String(decoding: body, as: UTF8.self)
    }

    /// The fields of a head, without its first line.
    static func fields(_ lines: some Sequence<Substring>) -> [String: String] {
        var fields: [String: String] = [:]
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return fields
    }
}

/// The real `curl`, for several requests in one run, so that it can keep its connection between them.
enum Curl {
    struct Transfer {
        var socket: String
        var method = "POST"
        var path = "/v1/visits"
        var headers = ["content-type: application/json"]
        var body: [UInt8]?
    }
    struct Outcome {
        let answer: WireAnswer
        /// Whether a connection was made for it, instead of going on with the last one.
        let isNewConnection: Bool
    }

    /// Sends `transfers` one after the other. The status is 0 where no answer came.
    static func send(_ transfers: [Transfer]) throws -> [Outcome] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ kind: String, _ index: Int) -> URL {
            folder.appendingPathComponent("\(kind)-\(index)")
        }
        var arguments: [String] = []
        for (index, transfer) in transfers.enumerated() {
            if index > 0 { arguments.append("--next") }
            arguments += [
                "-s", "-m", "\(Int(patience))", "--unix-socket", transfer.socket, "-X",
                transfer.method,
                "-D", file("head", index).path, "-o", file("answer", index).path,
                "-w", "%{http_code} %{num_connects}\n",
            ]
            for header in transfer.headers { arguments += ["-H", header] }
            if let body = transfer.body {
                try Data(body).write(to: file("body", index))
                arguments += ["--data-binary", "@" + file("body", index).path]
            }
            arguments.append("http://seuil\(transfer.path)")
        }
        let lines = try Command.run("curl", arguments).text.split(separator: "\n")
        return transfers.indices.map { index in
            let numbers = index < lines.count ? lines[index].split(separator: " ") : []
            let head = (try? String(contentsOf: file("head", index), encoding: .utf8)) ?? ""
            // A provisional answer has a head of its own before the last one.
            let last =
                head.replacingOccurrences(of: "\r", with: "").split(
                    separator: "\n\n", omittingEmptySubsequences: true
                ).last ?? ""
            return Outcome(
                answer: WireAnswer(
                    status: numbers.first.flatMap { Int($0) } ?? 0,
                    headers: WireAnswer.fields(last.split(separator: "\n").dropFirst()),
                    body: [UInt8]((try? Data(contentsOf: file("answer", index))) ?? Data())),
                isNewConnection: numbers.last != "0")
        }
    }
}
