import Foundation
import SeuilCrypto
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Period key file")
struct PeriodKeyFileTests {
    private let folder: TestFolder
    private let file: PeriodKeyFile

    init() throws {
        folder = try TestFolder()
        file = PeriodKeyFile(path: folder.path.appending("2026-01.key"), place: place())
    }

    @Test("Gives back its keys under the host key it was made with")
    func opens() throws {
        let host = try hostKey(1)
        let master = try file.create(hostKey: host)
        let again = try file.master(hostKey: host)
        #expect(again.hexadecimal == master.hexadecimal)
        let first = try file.foldKey(generation: 1, master: master)
        let second = try file.makeFoldKey(generation: 2, master: master)
        #expect(first.hexadecimal != second.hexadecimal)
        let firstAgain = try hexadecimal(1, master)
        #expect(firstAgain == first.hexadecimal)
        let secondAgain = try hexadecimal(2, master)
        #expect(secondAgain == second.hexadecimal)
    }

    @Test("An erased slot opens nothing, and leaves its neighbour")
    func erases() throws {
        let master = try file.create(hostKey: hostKey(1))
        let second = try file.makeFoldKey(generation: 2, master: master)
        let before = try #require(try DurableFile.read(file.path))
        try file.eraseFoldKey(generation: 1)
        let loss1 = loss(1, master)
        #expect(loss1 == .unreadable)
        let secondAgain = try hexadecimal(2, master)
        #expect(secondAgain == second.hexadecimal)
        let after = try #require(try DurableFile.read(file.path))
        #expect(after.count == before.count)
        #expect(after.prefix(4096) == before.prefix(4096))
    }

    @Test("A key is of its generation only")
    func generations() throws {
        let master = try file.create(hostKey: hostKey(1))
        let loss3 = loss(3, master)
        #expect(loss3 == .unreadable)
        let loss2 = loss(2, master)
        #expect(loss2 == .unreadable)
    }

    @Test("Another host key, another place, and a missing or cut file are told apart")
    func refuses() throws {
        _ = try file.create(hostKey: hostKey(1))
        #expect(throws: KeyLoss.unreadable) { _ = try file.master(hostKey: hostKey(2)) }
        let moved = PeriodKeyFile(path: file.path, place: place(period: "2026-02"))
        #expect(throws: KeyLoss.unreadable) { _ = try moved.master(hostKey: hostKey(1)) }
        let bytes = try #require(try DurableFile.read(file.path))
        try DurableFile.replace(file.path, with: Array(bytes.dropLast()))
        #expect(throws: KeyLoss.unreadable) { _ = try file.master(hostKey: hostKey(1)) }
        try DurableFile.remove(file.path)
        #expect(throws: KeyLoss.missing) { _ = try file.master(hostKey: hostKey(1)) }
        // A folder in its place cannot be read as a file: nothing says that the key is lost.
        try DurableFile.makeDirectory(file.path)
        let host = try hostKey(1)
        do throws(KeyLoss) {
            _ = try file.master(hostKey: host)
            Issue.record("a folder is no key file")
        } catch {
            #expect(!error.isFinal)
        }
    }

    @Test("No key stands in the file in clear")
    func wrapped() throws {
        let master = try file.create(hostKey: hostKey(1))
        let fold = try file.foldKey(generation: 1, master: master)
        let bytes = try #require(try DurableFile.read(file.path))
        for secret in [master.hexadecimal, fold.hexadecimal] {
            #expect(!bytes.map(\.hexadecimal).joined().contains(secret))
        }
    }

    private func loss(_ generation: Int64, _ master: borrowing SecretBytes) -> KeyLoss? {
        do throws(KeyLoss) {
            _ = try hexadecimal(generation, master)
            return nil
        } catch {
            return error
        }
    }

    private func hexadecimal(
        _ generation: Int64, _ master: borrowing SecretBytes
    ) throws(KeyLoss) -> String {
        try file.foldKey(generation: generation, master: master).hexadecimal
    }

    private func hostKey(_ fill: UInt8) throws -> HostKey {
        HostKey(SecretBytes(copying: [UInt8](repeating: fill, count: 32)))
    }
}

private func place(period: String = "2026-01") -> SealedPlace {
    SealedPlace(site: [1, 2, 3], period: period, policy: .sha256(Array("policy".utf8)))
}

extension SecretBytes {
    /// In hexadecimal, to be searched for.
    fileprivate var hexadecimal: String {
        // Safe: copied during the call.
        unsafe withUnsafeBytes { unsafe $0.map(\.hexadecimal).joined() }
    }
}

extension UInt8 {
    fileprivate var hexadecimal: String {
        String(self >> 4, radix: 16) + String(self & 15, radix: 16)
    }
}
