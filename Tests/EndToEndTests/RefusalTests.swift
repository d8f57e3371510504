import Foundation
import Testing

/// Every refusal of the protocol, against a real daemon; the next visit counts all the same.
@Suite("Refusals", .serialized)
struct RefusalTests {
    @Test("Every request of the refusals file is answered as it says, and the next visit counts")
    func refusals() throws {
        let file = try RefusalFile.read()
        let instance = try Instance(policy: file.instance.policy) { policy in
            policy.replacing(
                "grace: 3d }",
                with: "grace: 3d, backfill: { from: \(file.instance.backfillFrom) } }")
        }
        defer { instance.remove() }
        let configuration = instance.home.appendingPathComponent("seuild.yaml")
        let text = try String(contentsOf: configuration, encoding: .utf8)
        try Data((text + "limits: \(file.instance.limits)\n").utf8).write(to: configuration)
        try instance.start()
        #expect(file.cases.count > 100)
        for refusal in file.cases {
            let run = Run(refusal: refusal, valid: file.valid, instance: instance)
            try run.perform()
        }
        try instance.stop()
    }
}

/// One case on its way.
private struct Run {
    let refusal: RefusalFile.Case
    let valid: String
    let instance: Instance
    private let placeholders = Placeholders()
    private var name: Comment { Comment(rawValue: refusal.name) }

    init(refusal: RefusalFile.Case, valid: String, instance: Instance) {
        self.refusal = refusal
        self.valid = valid
        self.instance = instance
    }

    func perform() throws {
        for request in refusal.before ?? [] {
            let (answers, _) = try curl([request])
            #expect(answers.first?.status == request.status, name)
        }
        if refusal.how == nil { try viaCurl() } else { try viaSocket() }
    }

    // MARK: curl

    private struct Answer {
        let status: Int
        let isNewConnection: Bool
        let headers: String
        let body: String
    }

    /// The case, and then a visit that counts, over the same connection if curl is left one.
    private func viaCurl() throws {
        let (answers, _) = try curl([refusal.request, next(on: refusal.request.socket)])
        try #require(answers.count == 2, name)
        #expect(answers[0].status == refusal.request.status, name)
        for (header, value) in refusal.answerHeaders ?? [:] {
            #expect(
                answers[0].headers.lowercased().contains("\(header): \(value)".lowercased()), name)
        }
        check(answers[0].body)
        #expect(answers[1].status / 100 == 2, name)
        #expect(answers[1].isNewConnection != refusal.open, name)
    }

    /// A request that must succeed: a visit, or on the control socket the status.
    private func next(on socket: String?) -> RefusalFile.Request {
        socket == "control"
            ? RefusalFile.Request(
                socket: socket, method: "GET", path: "/v1/status", headers: [], body: nil,
                status: 200)
            : RefusalFile.Request(
                socket: nil, method: nil, path: nil, headers: nil, body: Body(text: valid),
                status: 204)
    }

    private func curl(_ requests: [RefusalFile.Request]) throws -> ([Answer], CommandResult) {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-refusal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ kind: String, _ index: Int) -> URL {
            folder.appendingPathComponent("\(kind)\(index)")
        }
        var arguments: [String] = []
        for (index, request) in requests.enumerated() {
            if index > 0 { arguments.append("--next") }
            arguments += [
                "-s", "-m", "60", "--unix-socket",
                request.socket == "control" ? instance.control : instance.events,
                "-X", request.method ?? "POST", "-o", file("body", index).path,
                "-D", file("head", index).path, "-w", "%{http_code} %{num_connects}\n",
            ]
            for field in request.headers ?? [.plain("content-type: application/json")] {
                arguments += ["-H", field.text]
            }
            if let body = request.body {
                try Data(body.bytes(placeholders)).write(to: file("sent", index))
                arguments += ["--data-binary", "@\(file("sent", index).path)"]
            }
            arguments.append(
                "http://seuil" + placeholders.fill(request.path ?? "/v1/visits"))
        }
        let result = try Command.run("curl", arguments)
        let answers = result.text.split(separator: "\n").enumerated().map { index, line in
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            func text(_ kind: String) -> String {
                (try? String(contentsOf: file(kind, index), encoding: .utf8)) ?? ""
            }
            return Answer(
                status: numbers.first ?? 0, isNewConnection: numbers.last != 0,
                headers: text("head"), body: text("body"))
        }
        return (answers, result)
    }

    // MARK: Bytes as they are

    private func viaSocket() throws {
        var held: [RawSocket] = []
        for _ in 0..<(refusal.how == "connections" ? refusal.times ?? 0 : 0) {
            let socket = try RawSocket(instance.events, patience: 1)
            // One that has not been served would not count yet.
            socket.send(
                "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: text/plain\r\n"
                    + "content-length: 0\r\n\r\n")
            held.append(socket)
        }
        // They are accepted in their order, long before the idle time is over.
        if !held.isEmpty { usleep(500_000) }
        let socket = try RawSocket(instance.events, patience: 5)
        if let raw = refusal.raw { socket.send(placeholders.fill(raw)) }
        if refusal.ends == true { socket.finish() }
        if let dribble = refusal.dribble, let pause = Double(dribble.every.dropLast(2)) {
            for _ in 0..<dribble.times {
                socket.send(dribble.text)
                usleep(UInt32(pause * 1_000))
            }
        }
        let (answer, isEnded) = socket.read()
        held = []
        let parts = answer.components(separatedBy: "\r\n\r\n")
        let status = parts[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        #expect(status == refusal.request.status, name)
        check(parts.dropFirst().joined(separator: "\r\n\r\n"))
        // An idle connection ends too, but without a word and only after its time.
        #expect(isEnded || refusal.open, name)
        try eventually { try curl([next(on: nil)]).0.first?.status == 204 }
    }

    /// Places of connections that were held are free once the daemon has seen them go.
    private func eventually(_ isTrue: () throws -> Bool) throws {
        for _ in 0..<50 {
            if try isTrue() { return }
            usleep(100_000)
        }
        Issue.record("\(refusal.name): the next visit does not count")
    }

    /// Compares the JSON `body` with what the file expects.
    private func check(_ body: String) {
        guard
            let found = try? JSONDecoder().decode([String: JSONValue].self, from: Data(body.utf8))
        else {
            Issue.record("\(refusal.name): the answer is no JSON object")
            return
        }
        if let code = refusal.code {
            #expect(found["code"] == .text(code), name)
            #expect(found["field"] == refusal.field.map { .text($0) }, name)
        }
        for (member, value) in refusal.answer ?? [:] { #expect(found[member] == value, name) }
    }
}
