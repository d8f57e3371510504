import Foundation
import Testing

/// `seuil policy try` as a director types it.
@Suite("Trying a policy", .serialized)
struct PolicyTryTests {
    private let shell = TranscriptTests()

    /// A small design of which one table is far too fine.
    private static let policy = """
        policy: desk
        version: 1
        in_force: { from: 2026-01-01, until: 2026-12-31 }
        title: { fr: Accueil, en: Desk }
        purpose: { fr: Essayer., en: Try. }
        controller: { name: Desk, contact: desk@example.org }
        periods: { each: month, timezone: Europe/Paris }
        receives:
          visit: { person: text, sex: code, age: number }
          required: [sex, age]
        keeps:
          visitor: { hash: [person], normalise: none }
          sex: { codes: [F, M], per: person }
          age: { band: age, from: [20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70], per: person }
        tables:
          fine: { by: [age, sex], show: [visits, visitors], for: [elus] }
          sexes: { by: [sex], show: [visits, visitors], for: [elus] }
        threshold: { people: 11 }
        audiences:
          elus: { language: fr, recipients: [recipients/elus.pem] }

        """

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Data(Self.policy.utf8).write(to: folder["policy.yaml"])
        return folder
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test("The tables are shown before changes to them are tried")
    func tablesFirst() throws {
        let folder = try folder()
        defer { folder.remove() }
        let invented = try shell.run(
            "seuil policy invent policy.yaml --visits 300 --people 150 --seed 5 > month.ndjson",
            in: folder.url)
        #expect(invented.status == 0, "\(invented.output)")
        // On a terminal, where progress is shown between what is said.
        let (text, _) = try shell.run(
            "script -qec 'seuil policy try policy.yaml month.ndjson' /dev/null", in: folder.url)
        let tables = try #require(text.range(of: "fine   age × sex"), "\(text)")
        let change = try #require(text.range(of: "protecting with change 1 of"), "\(text)")
        let advice = try #require(text.range(of: "fine says"), "\(text)")
        #expect(tables.upperBound < change.lowerBound && change.upperBound < advice.lowerBound)
        #expect(text.contains("counting 300 visits…"))
    }

    @Test(
        "An invented month is shown table by table, with reasons and changes, and leaves nothing behind"
    )
    func tried() throws {
        let folder = try folder()
        defer { folder.remove() }
        let command =
            "seuil policy invent policy.yaml --visits 300 --people 150 --seed 5"
            + " | seuil policy try policy.yaml - --cells"
        let (text, status) = try shell.run(command, in: folder.url)
        #expect(status == 0, "\(text)")
        #expect(text.contains("Never do this with real visits."))
        #expect(text.contains("300 visits: 300 counted"))
        #expect(text.contains("\nfine, withheld:\n"))
        #expect(text.contains("fewer than 11 people"))
        #expect(text.contains("\n  age from ["))
        #expect(text.contains("\n  without age "))

        let (answer, jsonStatus) = try shell.run(command + " --json", in: folder.url)
        #expect(jsonStatus == 0)
        let tables = try #require(try json(answer)["tables"] as? [[String: Any]])
        #expect(tables.compactMap { $0["name"] as? String } == ["fine", "sexes"])
        for table in tables {
            let yield = try #require(table["yield"] as? [String: Any])
            let cells = try #require(yield["cells"] as? Int)
            let published = try #require(yield["published"] as? Int)
            let reasons = try #require(table["reasons"] as? [String: Int])
            let withheld = try #require(table["withheld"] as? [[String: Any]])
            #expect(withheld.count == cells - published)
            #expect(reasons.values.reduce(0, +) == cells - published)
            for cell in withheld where cell["reason"] as? String == "few" {
                #expect((cell["visitors"] as? Int).map { $0 < 11 } == true)
            }
        }
        let advice = try #require(try json(answer)["advice"] as? [[String: Any]])
        #expect(advice.compactMap { $0["table"] as? String } == ["fine"])
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(left.sorted() == ["policy.yaml", "transcript"], "the test's own")
    }

    @Test("Refused visits are listed by place and code, and never by what they hold")
    func refused() throws {
        let folder = try folder()
        defer { folder.remove() }
        _ = try shell.run(
            "seuil policy invent policy.yaml --visits 300"
                + #" | sed '5s/"sex":"/"sex":"MARVELLOUS/; 8s/.*/MARVELLOUS/' > month.ndjson"#,
            in: folder.url)
        for flag in ["", " --json"] {
            let (text, status) = try shell.run(
                "seuil policy try policy.yaml month.ndjson --changes 0\(flag)", in: folder.url)
            #expect(status == 65)
            #expect(text.contains("month.ndjson:5") && text.contains("unknown-code"))
            #expect(text.contains("month.ndjson:8") && text.contains("malformed"))
            #expect(!text.contains("MARVELLOUS"))
        }
    }

    @Test("Without a visit to count nothing is tried, and why is said")
    func nothingToTry() throws {
        let folder = try folder()
        defer { folder.remove() }
        try Data("{}\n\n{}\n".utf8).write(to: folder["month.ndjson"])
        let timeless = try shell.run("seuil policy try policy.yaml month.ndjson", in: folder.url)
        #expect(timeless.status == 65)
        #expect(timeless.output.contains("no visit in month.ndjson has a time that can be read"))
        let refused = try shell.run(
            "seuil policy try policy.yaml month.ndjson --period 2026-01", in: folder.url)
        #expect(refused.status == 65)
        #expect(refused.output.contains("2 × missing of sex  at month.ndjson:1, month.ndjson:3"))
        let unknown = try shell.run(
            "seuil policy try policy.yaml month.ndjson --period 2026", in: folder.url)
        #expect(unknown.status == 64)
        #expect(unknown.output.contains("it counts by month"))
    }
}
