import Foundation
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Durable files and padding")
struct DurableFileTests {
    @Test("A file is replaced whole, in its mode, and nothing else stays in the folder")
    func replaces() throws {
        let folder = try TestFolder()
        let path = folder.path.appending("file")
        try DurableFile.replace(path, with: [1, 2, 3])
        try DurableFile.replace(path, with: [4]) {
            // Until the new one is complete the old one is there.
            #expect((try? DurableFile.read(path)) == [1, 2, 3])
        }
        #expect(try DurableFile.read(path) == [4])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path.string)
        #expect(names == ["file"])
    }

    @Test("Overwriting changes the given bytes only, in place")
    func overwrites() throws {
        let path = try TestFolder().path.appending("file")
        try DurableFile.makeDirectory(path.removingLastComponent())
        try DurableFile.replace(path, with: [0, 1, 2, 3, 4])
        try DurableFile.overwrite(path, at: 1, with: [8, 9])
        #expect(try DurableFile.read(path) == [0, 8, 9, 3, 4])
        try FileManager.default.removeItem(atPath: path.removingLastComponent().string)
    }

    @Test("What is gone already is no error to destroy, and reads as nothing")
    func absent() throws {
        let path = try TestFolder().path.appending("nothing")
        try DurableFile.shred(path)
        try DurableFile.remove(path)
        #expect(try DurableFile.read(path) == nil)
        #expect(throws: VaultError.self) { try DurableFile.overwrite(path, at: 0, with: [1]) }
    }

    @Test(
        "Padding comes off again, and lengths grow by steps", arguments: [0, 1, 1023, 1024, 70_000])
    func padding(count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        let delta = Padding.delta(bytes)
        let snapshot = Padding.snapshot(bytes)
        #expect(delta.count.isMultiple(of: 1024) && delta.count > count)
        #expect(snapshot.count == (count < 65_536 ? 65_536 : 131_072))
        #expect(Padding.removed(from: delta) == bytes)
        #expect(Padding.removed(from: snapshot) == bytes)
        #expect(Padding.removed(from: [0, 0]) == nil)
        #expect(Padding.removed(from: []) == nil)
    }
}
