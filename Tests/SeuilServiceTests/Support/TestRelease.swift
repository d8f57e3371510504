import Foundation
import SeuilCrypto
import SeuilRelease
import SystemPackage

@testable import SeuilService

extension TestInstance {
    /// The tables of a release in the outbox, opened as its recipient does.
    func figures(of period: String) throws -> [String: [UInt8]] {
        let path = layout.outbox.appending("\(period).elus.p7m")
        return try TestInstance.tables(
            in: Array(Data(contentsOf: URL(fileURLWithPath: path.string))))
    }

    /// The tables of a sealed release, by path.
    static func tables(in sealed: [UInt8]) throws -> [String: [UInt8]] {
        let keys = try TestKeys.shared.get()
        let opened = try Envelope.open(
            sealed, recipient: keys.recipient.certificate, key: keys.recipient.key,
            trusting: [keys.site.certificate], at: nil)
        let files = try ArchiveReader.files(in: opened.content)
        return Dictionary(
            uniqueKeysWithValues: files.filter { $0.path.hasPrefix("tables/") }
                .map { ($0.path, $0.bytes) })
    }

    /// The files that a period still has in the state folder.
    func leftovers(of period: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: layout.periods.string)
            .filter { $0.contains(period) }.sorted()
    }
}

extension CrashPictures {
    /// Takes over the pictures that were taken of a copy.
    func adopt(_ others: CrashPictures) {
        for (point, instance) in others.all { add(instance, at: point) }
    }
}
