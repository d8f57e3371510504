import Foundation
import Testing

/// No identifier reaches disk, a log, an error, an answer or a metric: shown by planting recognisable ones.
@Suite("Canaries", .serialized)
struct CanaryTests {
    /// Values that occur nowhere else: if one is found in a file, it came from a visit.
    private static let names = ["Zorglubine Quetzalier", "Wxyvka Brontofloque"]
    private static let dates = ["1923-11-07", "1931-02-27"]
    private static let postcodes = ["38qzx917", "69vwk283"]
    private static let ids = [
        "c0ffee11-ca9a-4123-8a5a-5eu1lcanary1", "7b1d5c0e-4a33-4e9b-9a57-3f6a0c9e11d7",
    ]
    private static let uuid = "7b1d5c0e-4a33-4e9b-9a57-3f6a0c9e11d7"
    private static let note = "remarque-canari-5517"
    /// Amounts that a sum is made of, and the millionths that they are kept in.
    private static let amounts = ["137.531246", "2718.281829"]
    private static let millionths = ["137531246", "2718281829"]

    @Test("No canary is found in any file, log, error, answer or metric, after a stop and a crash")
    func nothingRemains() throws {
        let instance = try Instance(policy: "pimms-accueil-people", editing: Self.takingPostcodes)
        defer { instance.remove() }
        var answers: [String] = []
        try instance.start()
        for (index, name) in Self.names.enumerated() {
            answers.append(try send(instance, name: name, index: index))
        }
        answers += try refusals(instance)
        answers += try readings(instance)
        try search(instance, answers)
        instance.kill()
        try search(instance, answers)
        try instance.start()
        answers.append(try send(instance, name: Self.names[0], index: 0))
        try instance.stop()
        try search(instance, answers)
        try instance.start()
        _ = try instance.closeAndOpen("2021-03", audience: "elus")
        answers += try readings(instance)
        try instance.stop()
        try search(instance, answers)
    }

    /// The shipped policy, which also truncates a postcode and opens past periods.
    private static func takingPostcodes(_ policy: String) -> String {
        policy
            .replacingOccurrences(
                of: "grace: 3d", with: "grace: 3d, backfill: { from: 2020-01-01 }"
            )
            .replacingOccurrences(
                of: "    note: dropped", with: "    postcode: text\n    note: dropped"
            )
            .replacingOccurrences(
                of: "\nkeeps:\n",
                with: """

                    keeps:
                      department: { truncate: postcode, keep: 2, codes: [38, 69], other: true }

                    """
            )
            .replacingOccurrences(
                of: "\ntables:\n",
                with: """

                    tables:
                      departments: { by: [department], show: [visits, visitors], for: [elus] }

                    """)
    }

    /// Sends one visit full of canaries, in a period that can be closed on command.
    private func send(_ instance: Instance, name: String, index: Int) throws
        -> String
    {
        let form = try Visits.leafCodes(of: instance)
        let body = """
            {"id":"\(UUID().uuidString.lowercased())","at":"2021-03-09T10:00:00+01:00",\
            "name":"\(name)","birth_date":"\(Self.dates[index])","postcode":"\(Self.postcodes[index])",\
            "note":"\(Self.note)","district":"\(form.district)","minutes":\(Self.amounts[0]),\
            "requests":[{"reason":"\(form.reason)","recovered":\(Self.amounts[1])}]}
            """
        let (status, answer) = try instance.post(body, type: "application/json")
        #expect(status == 204, "a visit with canaries is counted: \(answer)")
        return answer
    }

    /// Visits that are refused, each with a canary in the refused place.
    private func refusals(_ instance: Instance) throws -> [String] {
        let form = try Visits.leafCodes(of: instance)
        let bodies = [
            #"{"name":"\#(Self.names[0])","district":"\#(Self.postcodes[0])","requests":[{"reason":"\#(form.reason)"}]}"#,
            #"{"name":"\#(Self.names[0])","birth_date":"\#(Self.dates[0])x","district":"\#(form.district)","requests":[{"reason":"\#(form.reason)"}]}"#,
            #"{"\#(Self.names[1])":1,"district":"\#(form.district)"}"#,
            #"{"name":"\#(Self.names[1])""#,
            #"{"id":"\#(Self.ids[0])","district":"\#(form.district)","requests":[{"reason":"\#(form.reason)"}]}"#,
        ]
        return try bodies.map { body in
            let (status, answer) = try instance.post(body, type: "application/json")
            #expect((400..<500).contains(status))
            return answer
        }
    }

    /// What the control socket says.
    private func readings(_ instance: Instance) throws -> [String] {
        try ["v1/status", "metrics"].map { path in
            let result = try Command.run(
                "curl", ["-s", "--unix-socket", instance.control, "http://seuil/\(path)"])
            #expect(result.status == 0)
            return result.text
        }
    }

    /// Searches every file of the instance, its log, and the answers.
    private func search(_ instance: Instance, _ answers: [String]) throws {
        let canaries =
            Self.names + Self.names.flatMap { $0.split(separator: " ").map(String.init) }
            + Self.dates + Self.postcodes + Self.ids + [Self.note] + Self.amounts + Self.millionths
        let files = FileManager.default.enumerator(
            at: instance.folder, includingPropertiesForKeys: [.isRegularFileKey])
        var searched = 0
        while let file = files?.nextObject() as? URL {
            guard let bytes = try contents(of: file) else { continue }
            searched += 1
            for canary in canaries {
                #expect(
                    bytes.range(of: Data(canary.utf8)) == nil,
                    "\(canary) in \(file.lastPathComponent)")
                #expect(
                    bytes.range(of: Data(canary.lowercased().utf8)) == nil,
                    "\(canary) in lower case in \(file.lastPathComponent)")
            }
        }
        #expect(searched > 10, "the search looked at \(searched) files")
        for answer in answers {
            for canary in canaries { #expect(!answer.contains(canary)) }
        }
    }

    /// The bytes of a regular file; `nil` for anything else, and for what the running daemon has put aside.
    private func contents(of file: URL) throws -> Data? {
        do {
            let values = try file.resourceValues(forKeys: [.isRegularFileKey])
            return values.isRegularFile == true ? try Data(contentsOf: file) : nil
        } catch {
            if FileManager.default.fileExists(atPath: file.path) { throw error }
            return nil
        }
    }
}
