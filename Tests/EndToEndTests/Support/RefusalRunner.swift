import Foundation

/// Sends the cases of `Vectors/refusals.json` to one daemon and says in words where an answer is another one.
final class RefusalRunner {
    let instance: Instance
    let valid: String
    let sent: SentValues
    /// Every value that was sent so far.
    private(set) var values: Set<String> = []

    init(_ instance: Instance, valid: String) throws {
        self.instance = instance
        self.valid = valid
        sent = try SentValues(formOf: instance)
    }

    /// What differs from what `refusal` expects; empty when nothing does.
    func run(_ refusal: RefusalCase) throws -> [String] {
        let filling = Filling(now: Date())
        var differences: [String] = []
        for before in refusal.before ?? [] {
            let request = transfer(
                before.socket, before.method, before.path, before.headers, before.body, filling)
            let status = try Curl.send([request]).first?.answer.status ?? 0
            if status != before.status {
                differences.append("a request before it: \(status), not \(before.status)")
            }
        }
        switch refusal.how {
        case nil: differences += try runByCurl(refusal, filling)
        case .raw, .slow: differences += try runByHand(refusal, filling)
        case .connections: differences += try runWithManyConnections(refusal)
        }
        return differences
    }

    /// A request by curl, and the next ones in the same run, so that it shows whether the connection stayed.
    private func runByCurl(_ refusal: RefusalCase, _ filling: Filling) throws -> [String] {
        var transfers = [
            transfer(
                refusal.socket, refusal.method, refusal.path, refusal.headers, refusal.body, filling
            )
        ]
        if refusal.socket == .control {
            transfers.append(
                Curl.Transfer(
                    socket: instance.control, method: "GET", path: "/v1/status", headers: []))
        }
        transfers.append(nextVisit)
        let outcomes = try Curl.send(transfers)
        var differences = check(outcomes[0].answer, refusal)
        if outcomes[1].isNewConnection == refusal.open {
            differences.append(
                refusal.open ? "the connection did not stay open" : "the connection stayed open")
        }
        if refusal.socket == .control, outcomes[1].answer.status != 200 {
            differences.append("the status after it: \(outcomes[1].answer.status)")
        }
        return differences + checkNext(outcomes.last?.answer)
    }

    /// A request written to a socket as it is.
    private func runByHand(_ refusal: RefusalCase, _ filling: Filling) throws -> [String] {
        guard let raw = refusal.raw.map(filling.fill) else { return ["there is nothing to send"] }
        values.formUnion(sent.values(in: raw.sample))
        let connection = try PlainSocket(instance.events)
        try connection.send(raw.bytes)
        if refusal.ends == true { connection.endSending() }
        var answer: WireAnswer?
        if let dribble = refusal.dribble {
            guard let interval = dribble.interval else { return ["the interval is not in ms"] }
            for _ in 0..<dribble.times where answer == nil {
                answer = try connection.answer(within: interval)
                if answer == nil { try connection.send(Array(dribble.text.utf8)) }
            }
        }
        answer = try answer ?? connection.answer(within: patience)
        guard let answer else { return ["there was no answer"] }
        var differences = check(answer, refusal)
        guard refusal.open else {
            if try !connection.isEnded(within: patience) {
                differences.append("the connection went on")
            }
            return try differences + checkNextOnNewConnection()
        }
        let head = "POST /v1/visits HTTP/1.1\r\nhost: seuil\r\ncontent-type: application/json\r\n"
        try connection.send(
            Array("\(head)content-length: \(valid.utf8.count)\r\n\r\n\(valid)".utf8))
        return try differences + checkNext(connection.answer(within: patience))
    }

    /// Holds as many connections as there may be, each of them served, and asks for one more.
    private func runWithManyConnections(_ refusal: RefusalCase) throws -> [String] {
        let request = Array("GET /v1/nothing HTTP/1.1\r\nhost: seuil\r\n\r\n".utf8)
        var held: [PlainSocket] = []
        for _ in 0..<(refusal.times ?? 0) { held.append(try PlainSocket(instance.events)) }
        for connection in held { try connection.send(request) }
        for connection in held where try connection.answer(within: patience)?.status != 404 {
            return ["a connection below the limit was not served"]
        }
        var differences = check(try Curl.send([nextVisit])[0].answer, refusal)
        for connection in held.prefix(3) {
            try connection.send(request)
            if try connection.answer(within: patience)?.status != 404 {
                differences.append("a connection below the limit was not served any more")
            }
        }
        held.removeAll()
        // The daemon notices one by one that they are gone; a sender comes back after a 503.
        _ = try waits { try Curl.send([nextVisit])[0].answer.status != 503 }
        return try differences + checkNextOnNewConnection()
    }

    // MARK: Answers

    private func check(_ answer: WireAnswer, _ refusal: RefusalCase) -> [String] {
        var differences = checkSilence(answer)
        if answer.status != refusal.status {
            differences.append("status \(answer.status), not \(refusal.status)")
        }
        let json = answer.json
        if refusal.status >= 400 {
            differences += checkProblem(answer, json)
            let expected = [("code", refusal.code), ("field", refusal.field)]
            for (name, value) in expected where json?[name] != value.map(JSONValue.string) {
                differences.append("\(name) \(describe(json?[name])), not \(value ?? "none")")
            }
        }
        for (name, value) in refusal.answerHeaders ?? [:] where answer.headers[name] != value {
            differences.append("header \(name): \(answer.headers[name] ?? "none"), not \(value)")
        }
        for (name, value) in refusal.answer ?? [:] where json?[name] != value {
            differences.append("\(name) \(describe(json?[name])), not \(describe(value))")
        }
        return differences
    }

    /// What holds of every problem. Source: RFC 9457; RFC 9110, section 10.2.3.
    private func checkProblem(_ answer: WireAnswer, _ json: JSONValue?) -> [String] {
        var differences: [String] = []
        if answer.headers["content-type"] != "application/problem+json" {
            differences.append("content type \(answer.headers["content-type"] ?? "none")")
        }
        if json?["status"] != .number(Double(answer.status)) {
            differences.append("the problem says status \(describe(json?["status"]))")
        }
        if answer.status == 503, answer.headers["retry-after"].flatMap({ Int($0) }) == nil {
            differences.append("a 503 without retry-after")
        }
        return differences
    }

    /// That no value that was ever sent stands in `answer`.
    private func checkSilence(_ answer: WireAnswer) -> [String] {
        let text = answer.text
        return values.filter(text.contains).map { "the answer contains \($0)" }
    }

    private func checkNext(_ answer: WireAnswer?) -> [String] {
        answer?.status == 204 ? [] : ["the next visit: status \(answer?.status ?? 0), not 204"]
    }

    private func checkNextOnNewConnection() throws -> [String] {
        checkNext(try Curl.send([nextVisit]).first?.answer)
    }

    private func describe(_ value: JSONValue?) -> String { value.map { "\($0)" } ?? "none" }

    // MARK: Requests

    var nextVisit: Curl.Transfer {
        Curl.Transfer(socket: instance.events, body: Array(valid.utf8))
    }

    private func transfer(
        _ socket: RefusalCase.Socket?, _ method: String?, _ path: String?,
        _ headers: [RefusalCase.Text]?, _ body: RefusalCase.Text?, _ filling: Filling
    ) -> Curl.Transfer {
        var transfer = Curl.Transfer(
            socket: socket == .control ? instance.control : instance.events)
        if let method { transfer.method = method }
        if let path { transfer.path = filling.fill(path) }
        if let headers {
            transfer.headers = headers.map {
                String(decoding: filling.fill($0).bytes, as: UTF8.self)
            }
        }
        if let body = body.map(filling.fill) {
            transfer.body = body.bytes
            values.formUnion(sent.values(in: body.sample))
        }
        return transfer
    }
}
