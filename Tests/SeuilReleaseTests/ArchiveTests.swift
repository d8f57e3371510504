import Foundation
import SeuilCore
import Testing

@testable import SeuilRelease

@Suite("The archive")
struct ArchiveTests {
    private let files = [
        ReleaseFile(path: "release.json", bytes: Array("{}".utf8)),
        ReleaseFile(path: "tables/a.csv", bytes: Array("a,b\r\n1,2\r\n".utf8)),
        ReleaseFile(path: "tables/empty.csv", bytes: []),
    ]

    @Test("What is packed is read back, and the same files give the same bytes")
    func roundTrip() throws {
        let archive = try ArchiveWriter.archive(files)
        #expect(try ArchiveReader.files(in: archive) == files)
        #expect(try ArchiveWriter.archive(files) == archive)
    }

    @Test("No entry carries a time, an owner or a mode of this machine")
    func nothingOfTheMachine() throws {
        let archive = try ArchiveWriter.archive(files)
        for offset in try #require(headers(of: archive)) {
            // Stored; MS-DOS time and date 1980-01-01 00:00.
            #expect(Array(archive[offset + 10..<offset + 16]) == [0, 0, 0, 0, 0x21, 0])
        }
        // The extra fields: no time set (UT, flags 0), user and group 0 (ux).
        let extra: [UInt8] =
            [0x55, 0x54, 1, 0, 0] + [0x75, 0x78, 11, 0, 1, 4, 0, 0, 0, 0, 4, 0, 0, 0, 0]
        // Each stands before its entry and in the directory at the end.
        let places = archive.indices.filter { archive[$0...].starts(with: extra) }
        #expect(places.count == 2 * files.count)
    }

    /// Where the central directory's entries stand, moved so that fields stand as in a local header.
    private func headers(of archive: [UInt8]) -> [Int]? {
        let signature: [UInt8] = [0x50, 0x4b, 1, 2]
        let places = archive.indices.filter { archive[$0...].starts(with: signature) }
        return places.count == files.count ? places : nil
    }

    @Test(
        "A path that leads elsewhere is refused",
        arguments: [
            "../release.json", "/etc/passwd", "tables/../../x.csv", "tables/a/b.csv", "tables/.csv",
            "tables/a.csv/", "notes.txt", "tables/a.html", "tables/à.csv",
            "codelists/..csv", "./release.json",
        ])
    func unsafePaths(path: String) throws {
        let archive = try ArchiveWriter.archive([files[0], ReleaseFile(path: path, bytes: [1])])
        #expect(throws: ArchiveError.unsafeEntry(1)) { try ArchiveReader.files(in: archive) }
    }

    @Test("The same path twice is refused")
    func duplicates() throws {
        let archive = try ArchiveWriter.archive([files[0], files[1], files[0]])
        #expect(throws: ArchiveError.duplicateEntry(2)) { try ArchiveReader.files(in: archive) }
    }

    @Test("A symbolic link is refused")
    func links() throws {
        var archive = try ArchiveWriter.archive(files)
        let places = try #require(headers(of: archive))
        // The upper half of the external attributes is the mode: make it a link's.
        archive[places[1] + 41] = 0xa1
        #expect(throws: ArchiveError.unsafeEntry(1)) { try ArchiveReader.files(in: archive) }
    }

    @Test("A cut or damaged archive is refused")
    func damage() throws {
        let archive = try ArchiveWriter.archive(files)
        #expect(throws: ArchiveError.self) { try ArchiveReader.files(in: []) }
        #expect(throws: ArchiveError.self) {
            try ArchiveReader.files(in: Array(archive.prefix(archive.count / 2)))
        }
        let content = try #require(
            archive.indices.first { archive[$0...].starts(with: Array("a,b\r\n".utf8)) })
        var damaged = archive
        damaged[content] ^= 1
        #expect(throws: ArchiveError.malformed) { try ArchiveReader.files(in: damaged) }
    }

    @Test("An archive that unpacks to more than its own size is refused")
    func bomb() throws {
        // Made with Python's zipfile: `tables/a.csv`, 65,536 zeros, deflated.
        let archive = try #require(Data(base64Encoded: Self.deflatedZeros))
        #expect(throws: ArchiveError.tooLarge(limit: archive.count)) {
            try ArchiveReader.files(in: Array(archive))
        }
    }

    @Test("unzip and Python read a release's archive")
    func stockTools() throws {
        let policy = SamplePolicy.policy()
        let tables = SampleFigures.counted(
            SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1), visitCount: 500,
            seed: 3)
        let archive = try Summary.sample(tables).render().archive(
            paddedTo: WorstCase.byteCount(policy: policy, audience: SamplePolicy.elus))
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: place) }
        try Data(archive).write(to: place)
        #expect(try run("unzip", ["-tq", place.path]) == 0)
        let script = """
            import sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            sys.exit(archive.testzip() is not None or archive.namelist() != sorted(archive.namelist()))
            """
        #expect(try run("python3", ["-c", script, place.path]) == 0)
    }

    private static func run(_ tool: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func run(_ tool: String, _ arguments: [String]) throws -> Int32 {
        try Self.run(tool, arguments)
    }

    private static let deflatedZeros = [
        "UEsDBBQAAAAIAAAAIQDrjpfXTgAAAAAAAQAMAAAAdGFibGVzL2EuY3N27cEBAQAAAICQ/q/uCAoA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAABqUEsBAhQDFAAAAAgAAAAhAOuOl9dOAAAAAAABAAwAAAAAAAAAAAAAAIABAAAAAHRhYmxl",
        "cy9hLmNzdlBLBQYAAAAAAQABADoAAAB4AAAAAAA=",
    ].joined()
}
