import Foundation
import SeuilCrypto
import SeuilRelease
import Testing

/// What is left of a period for whoever has every file and the host key.
@Suite("After closing", .serialized)
struct AfterClosingTests {
    @Test("With the host key and all files left after closing, only released figures come out")
    func onlyReleased() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let state = instance.home.appendingPathComponent("state")
        let siteFile = state.appendingPathComponent("site.sqlite")
        let hostKey = try bytes(instance.home.appendingPathComponent("keys/host.key"))
        try instance.start()
        for part in [0..<40, 40..<63] {
            let (status, answer) = try instance.post(part.map(visit).joined(separator: "\n") + "\n")
            #expect(status == 200, "\(answer)")
        }
        instance.kill()

        // Before closing the same attempts do open the period: they are the right ones.
        let before = try Administrator(hostKey: hostKey, siteFile: siteFile)
        let periodFile = state.appendingPathComponent("periods/1986.sqlite")
        let keyFile = state.appendingPathComponent("periods/1986.key")
        let keyBoxes = try Administrator.boxes(ofKeyFile: bytes(keyFile))
        let periodBoxes = try Administrator.blobs(of: periodFile).map(\.bytes)
        let open = before.open(keyBoxes + periodBoxes).map(\.what)
        #expect(
            Set(open)
                == Set(
                    ["master key", "fold key", "tally", "events", "delta"].map { "\($0) of 1986" }))

        try instance.start()
        let audiences = ["elus", "research"]
        let opened = try audiences.map { try instance.closeAndOpen("1986", audience: $0) }
        try instance.stop()
        let files = try filesLeft(instance)
        #expect(!files.keys.contains { $0.hasPrefix("state/") && $0.contains("1986") })

        let after = try Administrator(hostKey: hostKey, siteFile: siteFile)
        let blobs = try Administrator.blobs(of: siteFile)
        #expect(blobs.count > 20)
        // The files too, and what had been copied of the period's database, but not its key; and the keys of the
        // present period, which is open.
        let found = after.open(
            blobs.map(\.bytes) + files.values + periodBoxes + (try presentPeriod(state)))
        #expect(found.count > 3 && found.contains { $0.what == "site key" })
        #expect(
            found.map(\.what).filter { $0.contains("1986") }.sorted()
                == ["figures of 1986 for elus", "figures of 1986 for research"])
        for (audience, folder) in zip(audiences, opened) {
            let box = try #require(found.first { $0.what == "figures of 1986 for \(audience)" })
            let figures = try #require(ReleasedFigures(decoding: box.content))
            try compare(figures, with: folder)
        }

        // Nor are the period's boxes anywhere, opened or not.
        for (path, content) in files {
            let content = Data(content)
            for box in keyBoxes + periodBoxes {
                #expect(content.range(of: Data(box.prefix(48))) == nil, "\(path)")
            }
        }
        try checkClear(blobs, files)
    }

    /// All boxes of the period that the daemon has opened for today.
    private func presentPeriod(_ state: URL) throws -> [[UInt8]] {
        let folder = state.appendingPathComponent("periods")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try files.flatMap { name -> [[UInt8]] in
            let file = folder.appendingPathComponent(name)
            if name.hasSuffix(".key") {
                return try Administrator.boxes(ofKeyFile: bytes(file))
            }
            return name.hasSuffix(".sqlite") ? try Administrator.blobs(of: file).map(\.bytes) : []
        }
    }

    /// What stands in clear names periods, policies and digests, and no figure.
    private func checkClear(
        _ blobs: [(column: String, bytes: [UInt8])], _ files: [String: [UInt8]]
    ) throws {
        #expect(
            Set(blobs.map(\.column)) == [
                "meta.identifier", "meta.key", "policies.digest", "policies.manifest",
                "policies.signatures", "policies.files", "policies.signers", "periods.policy",
                "releases.bytes", "releases.digest", "releases.figures", "meta.log_seed",
                "ledger.body", "ledger.note", "statements.body", "statements.signatures",
            ])
        for blob in blobs where blob.column == "ledger.body" {
            let entry = try #require(
                try JSONSerialization.jsonObject(with: Data(blob.bytes)) as? [String: Any])
            #expect(
                Set(entry.keys).isSubset(of: [
                    "v", "kind", "time", "site", "logKey", "certificate", "signers", "required",
                    "policy", "version", "signatures", "period", "backfilled", "publish",
                    "releases", "what", "statement",
                ]))
            for release in entry["releases"] as? [[String: Any]] ?? [] {
                #expect(Set(release.keys) == ["audience", "number", "content", "sealed"])
            }
        }
        // The releases are sealed to their recipients: the host key is not among them.
        for (path, content) in files where path.hasSuffix(".p7m") {
            let sealed = blobs.contains { $0.column == "releases.bytes" && $0.bytes == content }
            #expect(sealed, "\(path)")
        }
    }

    /// Compares sealed figures with the rows of an opened release, cell by cell.
    private func compare(_ figures: ReleasedFigures, with folder: URL) throws {
        var withheld = 0
        for table in figures.tables {
            let name = table.declaration.name
            let csv = try Table(folder.appendingPathComponent("tables/\(name).csv"))
            let dimensions = csv.columns.prefix(table.declaration.dimensions.count)
            let measures = csv.columns.dropFirst(dimensions.count)
            let published = csv.rows.filter { $0["CONF_STATUS"] == "F" }.map { row in
                (dimensions + measures.prefix(2)).map { row[$0] ?? "" }
            }
            let kept = table.cells.map { cell in
                cell.codes + [String(cell.count), cell.visitors.map(String.init) ?? ""]
            }
            #expect(Set(kept) == Set(published), "\(name)")
            #expect(kept.count == published.count, "\(name)")
            withheld += csv.rows.count { $0["CONF_STATUS"] == "C" }
        }
        #expect(!figures.tables.isEmpty)
        #expect(withheld > 0, "something had to be withheld, else this shows nothing")
    }

    /// Every file of the instance but its recipients' keys, which its administrator has given away.
    private func filesLeft(_ instance: Instance) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: instance.home.path)
        where !path.hasPrefix("recipients/") {
            let file = instance.home.appendingPathComponent(path)
            var isFolder: ObjCBool = false
            // Safe: the flag is written during the call.
            guard unsafe FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            files[path] = try bytes(file)
        }
        return files
    }

    private func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    /// Person `number`'s one visit: sixty are alike, and three are a group of their own.
    private func visit(_ number: Int) -> String {
        let isRare = number >= 60
        return """
            {"id":"\(UUID().uuidString.lowercased())","at":"1986-03-05T09:00:00+01:00",\
            "person":"p\(number)","age":\(30 + number % 2 * 20),\
            "sex":"\(number.isMultiple(of: 3) ? "male" : "female")",\
            "education":"\(isRare ? 4 : 1)","out_of_work":"no","income":1.5,\
            "requests":[{"reason":"\(isRare ? "hospital" : "doctor")"}]}
            """
    }
}
