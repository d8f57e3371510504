import Foundation
import SystemPackage
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// What is said while the outbox cannot be written: what is recorded, and that its files are not there yet.
@Suite("An outbox out of order")
struct UnwrittenTests {
    /// What can stand in the outbox' place.
    enum Obstacle: CaseIterable {
        case file, danglingLink

        func replace(_ folder: FilePath) throws {
            let manager = FileManager.default
            try manager.moveItem(atPath: folder.string, toPath: folder.string + ".aside")
            switch self {
            case .file: try Data("x".utf8).write(to: URL(filePath: folder.string))
            case .danglingLink:
                try manager.createSymbolicLink(
                    atPath: folder.string, withDestinationPath: folder.string + ".nowhere")
            }
        }

        func undo(_ folder: FilePath) throws {
            let manager = FileManager.default
            try manager.removeItem(atPath: folder.string)
            try manager.moveItem(atPath: folder.string + ".aside", toPath: folder.string)
        }

        var words: String {
            switch self {
            case .file: "outbox is not a folder"
            case .danglingLink: "outbox is a link to something that does not exist"
            }
        }
    }

    @Test(
        "An erratum that cannot be written is recorded once, said not to be written, and written later",
        arguments: Obstacle.allCases)
    func erratum(_ obstacle: Obstacle) async throws {
        let (instance, room) = try await ErratumTests.released()
        try obstacle.replace(instance.layout.outbox)
        let names = try await room.issueErratum(ErratumTests.request(.incomplete))
        #expect(await room.unwritten(among: names) == Set(names))
        let size = try await room.site.ledger().count
        let problems = await room.status().problems
        #expect(problems.contains { $0.contains("does not reach its folder") }, "\(problems)")
        #expect(problems.contains { $0.hasSuffix(obstacle.words) }, "\(problems)")
        #expect(try await room.issueErratum(ErratumTests.request(.incomplete)) == names)
        #expect(await room.unwritten(among: names) == Set(names))

        try obstacle.undo(instance.layout.outbox)
        #expect(try await room.issueErratum(ErratumTests.request(.incomplete)) == names)
        #expect(await room.unwritten(among: names).isEmpty)
        #expect(try await room.site.ledger().count == size)
        #expect(try instance.outboxNames().contains(names[0].fileName))
        #expect(await room.status().problems.isEmpty)
        await room.shutdown()
    }

    @Test(
        "A period that is closed but not written says so until its files are there",
        arguments: Obstacle.allCases)
    func closing(_ obstacle: Obstacle) async throws {
        let (instance, room) = try await ErratumTests.released()
        _ = await room.record(TestVisit.several(42, at: "2025-04-10T11:00:00Z"))
        func written() async -> [Bool?] { await room.periods().map(\.isWritten) }
        #expect(await written() == [true, nil])
        try obstacle.replace(instance.layout.outbox)
        try await room.closePeriod("2025-04")
        #expect(await written() == [true, false])
        try obstacle.undo(instance.layout.outbox)
        await room.tick()
        // The tick has opened the current period too.
        #expect(await written() == [true, true, nil])
        #expect(try instance.outboxNames() == ["2025-03.elus.p7m", "2025-04.elus.p7m"])
        await room.shutdown()
    }

    @Test("A release without a figure above zero is told as such, and one with figures is not")
    func silent() async throws {
        let (instance, room) = try await ErratumTests.released()
        _ = await room.record(TestVisit.several(4, people: 4, at: "2025-04-10T11:00:00Z"))
        try await room.closePeriod("2025-04")
        #expect(await room.periods().map(\.silent) == [[], ["elus"]])
        #expect(try instance.outboxNames().count == 2)
        await room.shutdown()
    }

    @Test("Folders that a daemon writes to are checked as they are, and nothing is made")
    func folders() throws {
        let instance = try TestInstance()
        let check = InstanceFolders(instance.layout)
        try check.check()
        #expect(!FileManager.default.fileExists(atPath: instance.layout.outbox.string))
        let room = try instance.open()
        withExtendedLifetime(room) {}
        try check.check()
        for path in [
            instance.layout.state, instance.layout.periods, instance.layout.outbox,
            instance.layout.ledger,
        ] {
            if !FileManager.default.fileExists(atPath: path.string) {
                try FileManager.default.createDirectory(
                    atPath: path.string, withIntermediateDirectories: false)
            }
            for obstacle in Obstacle.allCases {
                try obstacle.replace(path)
                let reason: FolderFault.Reason = obstacle == .file ? .notAFolder : .danglingLink
                #expect(throws: FolderFault(path, reason)) { try check.check() }
                try obstacle.undo(path)
            }
        }
        var elsewhere = instance.layout
        elsewhere.outbox = FilePath(instance.folder.path).appending("host.key/outbox")
        #expect(throws: FolderFault.self) { try InstanceFolders(elsewhere).check() }
        elsewhere.outbox = FilePath(instance.folder.path).appending("none/outbox")
        #expect(throws: FolderFault(elsewhere.outbox, .system(.noSuchFileOrDirectory))) {
            try InstanceFolders(elsewhere).check()
        }
    }
}
