import Foundation
import Testing

@testable import SeuilCrypto

/// The `openssl` command over files in a folder that is removed at the end.
final class StockOpenSSL {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "seuil-crypto-\(SecureRandom.uuid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: folder.appending(path: name))
    }

    func write(_ person: Person, as name: String) throws {
        try write(person.certificate.pem, to: "\(name).pem")
        let pem = try person.key.pem()
        try write(unsafe pem.withUnsafeBytes { unsafe Array($0) }, to: "\(name).key")
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// Runs `openssl` with space-separated arguments; gives its exit status and what it printed.
    @discardableResult
    func run(_ arguments: String) throws -> (status: Int32, printed: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: printed, as: UTF8.self))
    }

    /// Runs `openssl` and expects success.
    func succeed(_ arguments: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (status, printed) = try run(arguments)
        try #require(status == 0, "\(arguments): \(printed)", sourceLocation: sourceLocation)
    }
}
