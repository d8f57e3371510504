import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// What a site with all its keys may write into a release beside the figures, and what an auditor with a recipient's
/// key sees of it.
@Suite("Releases made again by the auditor")
struct RecomputationTests {
    private static let june = "outbox/2025-06.elus.p7m"

    @Test("An altered file of a policy accuses no release, and says what was not compared")
    func alteredPolicy() async throws {
        let site = try await AuditedSite.shared.value
        let backup = try site.backup.picture()
        let room = try backup.open()
        try await room.closePeriod("2025-06")
        _ = await room.record(TestVisit.several(30, at: "2025-07-10T11:00:00Z"))
        try await room.closePeriod("2025-07")
        let copy = try AuditedCopy(of: backup, site: await room.site)
        #expect(try copy.findings(isRecipient: true) == [])
        let path = "ledger/policies/\(try copy.policy(1))/recipients/mayor.pem"
        try copy.flip(path)
        let found = try copy.audit(isRecipient: true).findings.filter { $0.severity != .notice }
        let releases = ["05", "06", "07"].map { "outbox/2025-\($0).elus.p7m" }
        #expect(
            found.map { "\($0.code.rawValue) \($0.place)" } == ["policy-altered \(path)"]
                + releases.map { "release-not-recomputed \($0)" }, "\(found)")
        for release in releases.prefix(2) {
            #expect(
                found.first { $0.place == release }?.text
                    == "its policy does not hold: it was not held against it, nor made again from it"
            )
        }
        let last = try #require(found.last?.text)
        #expect(
            last.hasSuffix(
                "it may repeat figures of 2025-06.elus.p7m, which cannot be made again: its policy does not hold"
            )
                || last.hasSuffix(
                    "it may repeat figures of 2025-05.elus.p7m, which cannot be made again: its policy does not hold"
                ),
            "\(last)")
        #expect(!found.contains { $0.text.contains("does not hold itself") })
        await room.shutdown()
    }

    @Test(
        "A file that says otherwise than the policy and the figures is named, whatever the site signed"
    )
    func otherFiles() async throws {
        let cases: [(String, String, (String) -> String)] = [
            (
                "report.html", "a fourth table",
                {
                    $0.replacingOccurrences(
                        of: "</main>",
                        with: "<table><tr><th>Ada</th><td>1</td></tr></table></main>")
                }
            ),
            (
                "codelists/sex.csv", "two labels swapped",
                {
                    $0.replacingOccurrences(of: "\r\nF,", with: "\r\nX,")
                        .replacingOccurrences(of: "\r\nM,", with: "\r\nF,")
                        .replacingOccurrences(of: "\r\nX,", with: "\r\nM,")
                }
            ),
            (
                "datapackage.json", "another title",
                {
                    $0.replacingOccurrences(of: "Essai", with: "Ada")
                }
            ),
            (
                "release.json", "a member twice",
                {
                    $0.replacingOccurrences(
                        of: "\"audience\" : \"elus\",",
                        with: "\"audience\" : \"elus\",\n  \"audience\" : \"elus\",")
                }
            ),
            (
                "release.json", "a member more",
                {
                    $0.replacingOccurrences(
                        of: "\"audience\" : \"elus\",",
                        with: "\"audience\" : \"elus\",\n  \"raw\" : 3,")
                }
            ),
            (
                "release.json", "words where a method stands",
                {
                    $0.replacingOccurrences(of: "witness-1", with: "Ada was here")
                }
            ),
            ("tables/reasons.csv", "a line more", { $0 + "Ada,1,1,F\r\n" }),
            (
                "tables/reasons.csv", "quotes as marks",
                {
                    $0.replacingOccurrences(of: "\r\nwork,", with: "\r\n\"work\",")
                }
            ),
        ]
        let site = try await AuditedSite.shared.value
        for (path, what, change) in cases {
            let copy = try site.copy()
            try copy.repackJune(rewriting: { files in
                files.map { file in
                    guard file.path == path else { return file }
                    let text = String(decoding: file.bytes, as: UTF8.self)
                    #expect(change(text) != text, "\(what)")
                    return ReleaseFile(path: path, bytes: Array(change(text).utf8))
                }
            })
            let errors = try copy.audit(isRecipient: true).findings
                .filter { $0.severity == .error }
            #expect(
                errors.map(\.code) == [.releaseFileDiffers], "\(what): \(errors.map(\.text))")
            #expect(errors.first?.place == RecomputationTests.june)
            #expect(errors.first?.text.hasPrefix("\(path) is ") == true, "\(what)")
        }
    }

    @Test("Another figure in a table's file is named with the table, by what the page shows")
    func otherFigure() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let path = "tables/reasons.csv"
        try copy.repackJune(rewriting: { files in
            files.map { file in
                guard file.path == path else { return file }
                let text = String(decoding: file.bytes, as: UTF8.self)
                #expect(text.contains(",30,"), "\(text)")
                return ReleaseFile(
                    path: path,
                    bytes: Array(text.replacingOccurrences(of: ",30,", with: ",31,").utf8))
            }
        })
        let errors = try copy.audit(isRecipient: true).findings.filter { $0.severity == .error }
        #expect(errors.map(\.code) == [.releaseFileDiffers])
        #expect(
            errors.map(\.text) == [
                "report.html is not what its policy and its own figures give: it shows otherwise than \(path)"
            ])
    }

    @Test("Padding that is not blank, and files packed otherwise, are named")
    func packing() async throws {
        let site = try await AuditedSite.shared.value
        let padded = try site.copy()
        try padded.repackJune(rewriting: { files in
            files.map { file in
                guard file.path == ReleasePaths.padding else { return file }
                var bytes = file.bytes
                bytes[bytes.count / 2] = 1
                return ReleaseFile(path: file.path, bytes: bytes)
            }
        })
        #expect(
            try padded.findings(isRecipient: true) == [
                "padding-not-blank \(RecomputationTests.june)"
            ])
        let packings: [([ReleaseFile]) -> [ReleaseFile]] = [
            { $0.reversed() },
            { files in
                files.map {
                    $0.path == ReleasePaths.padding
                        ? ReleaseFile(path: $0.path, bytes: $0.bytes.dropLast()) : $0
                }
            },
        ]
        for packing in packings {
            let packed = try site.copy()
            try packed.repackJune(rewriting: packing)
            #expect(
                try packed.findings(isRecipient: true) == [
                    "archive-differs \(RecomputationTests.june)"
                ])
        }
    }

    @Test("Without the release before, the page is said not to be compared, and all else is")
    func missing() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        try FileManager.default.removeItem(at: copy.url("outbox/2025-05.elus.p7m"))
        #expect(
            try copy.findings(isRecipient: true) == [
                "release-missing outbox/2025-05.elus.p7m",
                "release-not-recomputed \(RecomputationTests.june)",
            ])
        let report = try copy.audit(isRecipient: true)
        #expect(report.recomputed == 0)
        #expect(
            report.findings.contains {
                $0.text
                    == "report.html was not compared: it may repeat figures of 2025-05.elus.p7m, "
                    + "which was not opened here"
            })
        try copy.repackJune(rewriting: { files in
            files.map { file in
                file.path == ReleasePaths.dataPackage
                    ? ReleaseFile(path: file.path, bytes: file.bytes + [0x20]) : file
            }
        })
        #expect(
            try copy.findings(isRecipient: true)
                .contains("release-file-differs \(RecomputationTests.june)"))
    }

    @Test("What another version rendered is said not to be compared, but for its code lists")
    func otherVersion() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let version = { (text: String) in
            text.replacingOccurrences(of: RenderingVersion.current, with: "0123456789abcdef")
        }
        try copy.resealJune(changing: version)
        #expect(
            try copy.findings(isRecipient: true) == [
                "release-not-recomputed \(RecomputationTests.june)"
            ])
        try copy.repackJune(rewriting: { files in
            files.map { file in
                file.path == "codelists/sex.csv"
                    ? ReleaseFile(path: file.path, bytes: file.bytes.reversed()) : file
            }
        })
        #expect(
            try copy.findings(isRecipient: true) == [
                "release-file-differs \(RecomputationTests.june)",
                "release-not-recomputed \(RecomputationTests.june)",
            ])
    }

    @Test("A page after an erratum is made again with the erratum at hand, and not without")
    func errata() async throws {
        let (instance, room) = try await ErratumTests.released()
        let names = try await room.issueErratum(
            ErratumTests.request(.incomplete, tables: ["people"]))
        _ = await room.record(TestVisit.several(56, at: "2025-04-10T11:00:00Z"))
        try await room.closePeriod("2025-04")
        // This one came too late for April, and changes nothing there.
        _ = try await room.issueErratum(ErratumTests.request(.misconfigured))
        let copy = try AuditedCopy(of: instance, site: await room.site)
        await room.shutdown()
        let report = try copy.audit(isRecipient: true)
        #expect(report.findings.filter { $0.severity != .notice } == [])
        #expect(report.recomputed == 2 && report.openedErrata == 2)
        let file = "outbox/\(names[0].fileName)"
        try FileManager.default.removeItem(at: copy.url(file))
        #expect(
            try copy.findings(isRecipient: true)
                == [
                    "release-not-recomputed outbox/2025-04.elus.p7m", "erratum-missing \(file)",
                ].sorted { $0.split(separator: " ")[1] < $1.split(separator: " ")[1] })
    }

    @Test("The fingerprint of a program is taken of samples in both languages that all render")
    func samples() throws {
        #expect(RenderingSample.contents.count == 12)
        let audiences = RenderingSample.policy?.audiences.map(\.label.fr)
        #expect(audiences == ["Les élus", "Des savants"])
        for content in RenderingSample.contents {
            #expect(throws: Never.self) { try content.render(version: RenderingVersion.widest) }
        }
        #expect(RenderingVersion.current.utf8.count == RenderingVersion.widest.utf8.count)
        #expect(RenderingVersion.current != RenderingVersion.widest)
    }
}
