import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("A signed policy is checked with stock tools alone")
struct StockToolsTests {
    @Test(
        "openssl cms -verify and sha256sum -c accept what was signed, and refuse what was changed")
    func stock() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "seuil-policy-\(SecureRandom.uuid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let now = Date()
        let signers = try (1...2).map { number in
            let key = try PrivateKey.generate(.p256)
            return (
                certificate: try Certificate.selfSigned(
                    key: key, commonName: "Signer \(number)", organisation: nil, usage: .signing,
                    notBefore: now - 60, notAfter: now + 86_400), key: key
            )
        }
        var files = try PolicyFixture.files()
        for signer in signers {
            let signed = try PolicySigner.sign(
                files, certificate: signer.certificate, key: signer.key, at: now)
            files[PolicyFiles.manifest] = signed.manifest
            files[PolicyFiles.signatures] = signed.signatures
        }
        for (path, bytes) in files.bytes { try write(bytes, to: path, in: folder) }
        try write(signers.flatMap(\.certificate.pem), to: "signers.pem", in: folder)

        #expect(try PolicyFolder.read(folder) == files)
        let verify = [
            "openssl", "cms", "-verify", "-inform", "PEM", "-binary", "-in", "MANIFEST.p7s",
            "-content", "MANIFEST.sha256", "-CAfile", "signers.pem", "-purpose", "any", "-out",
            "verified",
        ]
        let check = ["sha256sum", "--check", "--strict", "MANIFEST.sha256"]
        #expect(try run(verify, in: folder) == 0)
        #expect(try run(check, in: folder) == 0)

        var altered = files["codes/districts.csv"] ?? []
        altered[altered.count - 2] ^= 1
        try write(altered, to: "codes/districts.csv", in: folder)
        #expect(try run(check, in: folder) != 0)
        try write(
            (files[PolicyFiles.manifest] ?? []) + [0x0A], to: PolicyFiles.manifest, in: folder)
        #expect(try run(verify, in: folder) != 0)
    }

    private func write(_ bytes: [UInt8], to path: String, in folder: URL) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    private func run(_ command: [String], in folder: URL) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
