import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease

@Suite("Writing an opened release")
struct WritingTests {
    private let manager = FileManager.default

    private func opened() throws -> OpenedRelease {
        let date = Date(timeIntervalSince1970: 1_770_000_000)
        let (siteKey, key) = (try PrivateKey.generate(.p256), try PrivateKey.generate(.p256))
        func certificate(
            _ key: PrivateKey, _ usage: Certificate.Usage
        ) throws -> Certificate {
            try Certificate.selfSigned(
                key: key, commonName: "Someone", organisation: nil, usage: usage, notBefore: date,
                notAfter: date + 60)
        }
        let (site, mayor) = (try certificate(siteKey, .signing), try certificate(key, .encryption))
        let policy = SamplePolicy.verified(SamplePolicy.policy(), recipients: [mayor])
        let tables = SampleFigures.counted(
            policy, period: SamplePolicy.month(2026, 1), visitCount: 200, seed: 1)
        let rendered = try Summary.sample(tables, key: site.publicKeyFingerprint).render()
        let sealed = try Envelope.seal(
            rendered.archive(paddedTo: 131_072), signer: site, key: siteKey, recipients: [mayor],
            at: date)
        return try SealedRelease(fileName: "2026-01.elus.p7m", bytes: sealed).open(
            key: key, recipient: mayor, trusting: [site], at: nil)
    }

    /// Runs `body` with an empty folder that is removed afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = manager.temporaryDirectory.appendingPathComponent(
            "seuil-\(UUID().uuidString)")
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? manager.removeItem(at: folder) }
        try body(folder)
    }

    @Test("The files stand in the folder, for its owner only, with nothing beside it")
    func writes() throws {
        let release = try opened()
        try withFolder { folder in
            let target = folder.appendingPathComponent("elus/2026-01")
            #expect(try release.write(to: target) == .written)
            for file in release.files {
                let bytes = try Data(contentsOf: target.appendingPathComponent(file.path))
                #expect(Array(bytes) == file.bytes)
            }
            #expect(!manager.fileExists(atPath: target.appendingPathComponent("padding").path))
            let mode = try manager.attributesOfItem(atPath: target.path)[.posixPermissions]
            #expect(mode as? Int == 0o700)
            #expect(
                try manager.contentsOfDirectory(atPath: folder.appendingPathComponent("elus").path)
                    == ["2026-01"])
            #expect(try release.write(to: target) == .alreadyThere)
        }
    }

    @Test("An empty folder is filled")
    func fillsEmptyFolder() throws {
        let release = try opened()
        try withFolder { folder in
            let written = try release.write(to: folder)
            #expect(written == .written)
        }
    }

    @Test("Files that no release has are never replaced")
    func keepsOtherFiles() throws {
        let release = try opened()
        try withFolder { folder in
            let own = folder.appendingPathComponent("notes.txt")
            try Data("mine".utf8).write(to: own)
            for replacing in [false, true] {
                #expect(throws: WritingError.otherFile("notes.txt")) {
                    try release.write(to: folder, replacing: replacing)
                }
            }
            #expect(try manager.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
        }
    }

    @Test("Another release is replaced only when asked")
    func refusesToOverwrite() throws {
        let release = try opened()
        try withFolder { folder in
            try release.write(to: folder)
            let report = folder.appendingPathComponent("report.html")
            try Data("older".utf8).write(to: report)
            #expect(throws: WritingError.differs) { try release.write(to: folder) }
            #expect(try Data(contentsOf: report) == Data("older".utf8))
            #expect(try release.write(to: folder, replacing: true) == .replaced)
            #expect(try release.write(to: folder) == .alreadyThere)
        }
    }

    @Test("A file or a link of that name is not followed")
    func notAFolder() throws {
        let release = try opened()
        try withFolder { folder in
            let link = folder.appendingPathComponent("link")
            try manager.createSymbolicLink(at: link, withDestinationURL: folder)
            #expect(throws: WritingError.notAFolder) { try release.write(to: link) }
            let file = folder.appendingPathComponent("file")
            try Data().write(to: file)
            #expect(throws: WritingError.notAFolder) {
                try release.write(to: file, replacing: true)
            }
        }
    }
}
