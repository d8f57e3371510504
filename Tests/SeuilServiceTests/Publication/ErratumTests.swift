import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// Errata, from the command to the sealed file.
@Suite("Errata of a site")
struct ErratumTests {
    @Test("An erratum is signed, sealed to the release's readers and logged, and the figures stay")
    func issue() async throws {
        let (instance, room) = try await ErratumTests.released()
        let before = try instance.files().filter { $0.key.hasPrefix("outbox/") }
        let cell = FlaggedCell(table: "reasons", codes: ["rent"])
        let names = try await room.issueErratum(
            ErratumTests.request(.miscoded, text: "Deux guichets.", cells: [cell]))
        #expect(names.map(\.fileName) == ["2025-03.elus.erratum-1.p7m"])
        let after = try instance.files().filter { $0.key.hasPrefix("outbox/") }
        #expect(before.allSatisfy { after[$0.key] == $0.value }, "the release is untouched")
        #expect(
            Set(after.keys).subtracting(before.keys) == [
                "outbox/2025-03.elus.erratum-1.p7m", "outbox/2025-03.elus.erratum-1.tlog-proof",
            ])
        let opened = try ErratumTests.opened(instance, names[0])
        let header = opened.header
        #expect(header.reason == .miscoded && header.text == "Deux guichets.")
        #expect(header.flagged == ErratumFlags(cells: [cell]))
        #expect(header.release.number == 1 && header.isWellFormed)
        let sealed = try #require(after["outbox/2025-03.elus.p7m"])
        #expect(header.release.sealed == Digest.sha256(sealed).hex)
        #expect(opened.files.map(\.path) == ["erratum.html", "erratum.json"])
        let page = String(decoding: opened.files[0].bytes, as: UTF8.self)
        for words in ["Erratum – Essai", "Mars 2025", "Deux guichets.", "un code qui n’est pas"] {
            #expect(page.contains(words), "\(words)")
        }
        let last = try #require(await room.site.ledger().last)
        guard case .erratum(let logged) = last.event else {
            Issue.record("the last entry is \(last.event.kind)")
            return
        }
        #expect(logged.reason == .miscoded && logged.audiences[0].content == opened.content)
        #expect(!String(decoding: last.bytes, as: UTF8.self).contains("guichet"))
    }

    @Test("The same request again makes no second erratum; another one has the next number")
    func repeated() async throws {
        let (instance, room) = try await ErratumTests.released()
        let first = try await room.issueErratum(ErratumTests.request(.incomplete))
        let size = try await room.site.ledger().count
        #expect(try await room.issueErratum(ErratumTests.request(.incomplete)) == first)
        #expect(try await room.site.ledger().count == size)
        let second = try await room.issueErratum(ErratumTests.request(.misconfigured))
        #expect(second.map(\.number) == [2])
        await room.shutdown()
        // A new start reads it all again, and knows the request.
        let copy = try instance.picture()
        let again = try copy.open()
        #expect(try await again.issueErratum(ErratumTests.request(.incomplete)) == first)
        #expect(try await again.site.errata(includingPublished: false).isEmpty)
        await again.shutdown()
    }

    @Test("Only what was published can be flagged, and no single cell for a defect of protection")
    func refusals() async throws {
        let (instance, room) = try await ErratumTests.released()
        _ = await room.record(TestVisit.several(4, people: 4, at: "2025-04-10T11:00:00Z"))
        let size = try await room.site.ledger().count
        let missing = FlaggedCell(table: "people", codes: ["X"])
        let tables = ["people", "reasons"]
        let cases: [(ErratumRequest, ErratumError)] = [
            (
                ErratumTests.request(.miscoded, cells: [missing]),
                .notPublished(missing, dimensions: ["sex"])
            ),
            (
                ErratumTests.request(.miscoded, tables: ["people", "none"]),
                .unknownTable("none", tables: tables)
            ),
            (
                ErratumTests.request(
                    .miscoded, cells: [FlaggedCell(table: "none", codes: ["rent"])]),
                .unknownTable("none", tables: tables)
            ),
            (
                ErratumTests.request(
                    .protectionDefect, cells: [FlaggedCell(table: "people", codes: ["F"])]),
                .cellsNamed
            ),
            (ErratumTests.request(.incomplete, period: "2025-04"), .notReleased),
            (ErratumTests.request(.incomplete, period: "2025-07"), .unknownPeriod),
        ]
        for (request, error) in cases {
            await #expect(throws: error) { try await room.issueErratum(request) }
        }
        // What was withheld was not published: a flag would speak of it.
        try await room.closePeriod("2025-04")
        let withheld = FlaggedCell(table: "people", codes: ["F"])
        await #expect(throws: ErratumError.notPublished(withheld, dimensions: ["sex"])) {
            try await room.issueErratum(
                ErratumTests.request(.miscoded, period: "2025-04", cells: [withheld]))
        }
        let kinds = try await room.site.ledger().dropFirst(size).map(\.event.kind)
        #expect(!kinds.contains("erratum"))
        #expect(try instance.outboxNames() == ["2025-03.elus.p7m", "2025-04.elus.p7m"])
        await room.shutdown()
    }

    @Test("An order that names a release is refused for any that this site did not make")
    func namedReleases() async throws {
        let (instance, room) = try await ErratumTests.released()
        let size = try await room.site.ledger().count
        let request = ErratumTests.request(.incomplete)
        let sealed = Digest.sha256(
            try #require(try instance.files()["outbox/2025-03.elus.p7m"]))
        let cases: [(NamedRelease, ErratumError)] = [
            (NamedRelease(audience: "caf"), .notReleasedTo(audiences: ["elus"])),
            (NamedRelease(audience: "caf", sealed: sealed), .notReleasedTo(audiences: ["elus"])),
            (NamedRelease(audience: "elus", sealed: .sha256([])), .otherRelease),
        ]
        for (release, error) in cases {
            await #expect(throws: error) {
                try await room.issueErratum(request, naming: release)
            }
        }
        #expect(try await room.site.ledger().count == size)
        // What is named changes nothing: it is one erratum, however it is asked for.
        let names = try await room.issueErratum(
            request, naming: NamedRelease(audience: "elus", sealed: sealed))
        #expect(
            try await room.issueErratum(request, naming: NamedRelease(audience: "elus")) == names)
        #expect(try await room.issueErratum(request) == names)
        // A release that is not this site's is none either once there is an erratum.
        await #expect(throws: ErratumError.otherRelease) {
            try await room.issueErratum(
                request, naming: NamedRelease(audience: "elus", sealed: .sha256([])))
        }
        await room.shutdown()
    }

    @Test("A later release is not compared with flagged figures, and says that there is an erratum")
    func comparisons() async throws {
        let (instance, room) = try await ErratumTests.released()
        _ = try await room.issueErratum(ErratumTests.request(.incomplete, tables: ["people"]))
        _ = await room.record(TestVisit.several(56, at: "2025-04-10T11:00:00Z"))
        try await room.closePeriod("2025-04")
        let page = try ErratumTests.report(instance, "2025-04")
        let note = "mars 2025 : un erratum a été publié."
        #expect(page.replacingOccurrences(of: "\u{A0}", with: " ").contains(note))
        let (other, clean) = try await ErratumTests.released()
        _ = await clean.record(TestVisit.several(56, at: "2025-04-10T11:00:00Z"))
        try await clean.closePeriod("2025-04")
        let compared = try ErratumTests.report(other, "2025-04")
        #expect(!compared.contains("un erratum a été publié"))
        // The visits of March stand beside those of April, unless they are flagged.
        let line = "mars 2025\u{A0}: 42"
        #expect(
            compared.components(separatedBy: line).count > page.components(separatedBy: line).count)
        await room.shutdown()
        await clean.shutdown()
    }

    @Test("Killed at any moment, an erratum is there with its entry and file, or not at all")
    func crashes() async throws {
        let instance = try TestInstance()
        let pictures = CrashPictures(of: instance)
        let room = try await instance.openAdopting { pictures.take(at: $0) }
        _ = await room.record(TestVisit.several(42, at: "2025-03-10T11:00:00Z"))
        try await room.closePeriod("2025-03")
        let count = pictures.all.count
        let names = try await room.issueErratum(ErratumTests.request(.incomplete))
        let file = "outbox/\(names[0].fileName)"
        let sealed = try #require(try instance.files()[file])
        let taken = pictures.all.dropFirst(count)
        #expect(taken.count >= 5, "\(taken.map(\.point))")
        for (point, picture) in taken {
            let again = try picture.open()
            await again.tick()
            #expect(try picture.files()[file] == sealed, "\(point)")
            #expect(try await again.issueErratum(ErratumTests.request(.incomplete)) == names)
            await again.shutdown()
        }
        await room.shutdown()
    }

    // MARK: Samples

    /// An instance with March 2025 released.
    static func released() async throws -> (TestInstance, CountingRoom) {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(42, at: "2025-03-10T11:00:00Z"))
        try await room.closePeriod("2025-03")
        return (instance, room)
    }

    static func request(
        _ reason: ErratumReason, period: String = "2025-03", text: String? = nil,
        tables: [String] = [], cells: [FlaggedCell] = []
    ) -> ErratumRequest {
        ErratumRequest(
            period: period, reason: reason, text: text.flatMap { try? ErratumText($0) },
            flags: ErratumFlags(tables: tables, cells: cells))
    }

    static func opened(_ instance: TestInstance, _ name: ErratumName) throws -> OpenedErratum {
        let keys = try TestKeys.shared.get()
        let bytes = try #require(try instance.files()["outbox/\(name.fileName)"])
        return try SealedErratum(fileName: name.fileName, bytes: bytes).open(
            key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
    }

    private static func report(_ instance: TestInstance, _ period: String) throws -> String {
        let keys = try TestKeys.shared.get()
        let bytes = try #require(try instance.files()["outbox/\(period).elus.p7m"])
        let release = try SealedRelease(fileName: "\(period).elus.p7m", bytes: bytes).open(
            key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        let page = release.files.first { $0.path == ReleasePaths.report }
        return String(decoding: page?.bytes ?? [], as: UTF8.self)
    }
}
