import Foundation
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// The folder in which releases appear: a projection of the site's file, which can be made again from it.
///
/// What an operator has carried away is not put back by itself: that would look like publishing again.
struct Outbox: Sendable {
    let path: FilePath
    let crashPoint: @Sendable (CrashPoint) -> Void

    static func fileName(period: String, audience: String) -> String {
        "\(period).\(audience).p7m"
    }

    /// The name of the proof that a release is in the ledger.
    static func proofName(period: String, audience: String) -> String {
        "\(period).\(audience).\(LedgerPaths.proofExtension)"
    }

    /// Writes every release that is due and every erratum, if not yet written; `again`, those written before as well.
    ///
    /// - Parameter shown: How many of the ledger's entries are published; a release waits for its own.
    func project(
        from site: SiteFile, shown: Int, at now: Date, again: Bool
    ) throws(VaultError) {
        for release in try site.releases(dueAt: now, includingPublished: again) {
            guard release.entry < shown else { continue }
            try write(
                release.bytes,
                to: Outbox.fileName(period: release.period, audience: release.audience),
                proof: Outbox.proofName(period: release.period, audience: release.audience),
                of: release.entry, from: site)
            try site.recordPublication(release)
            crashPoint(.publishedRecorded)
        }
        for erratum in try site.errata(includingPublished: again) where erratum.entry < shown {
            try write(
                erratum.bytes, to: erratum.name.fileName, proof: erratum.name.proofName,
                of: erratum.entry, from: site)
            try site.recordPublication(erratum)
            crashPoint(.publishedRecorded)
        }
    }

    /// Writes a sealed file, the proof of its entry before it.
    private func write(
        _ bytes: [UInt8], to name: String, proof: String, of entry: Int, from site: SiteFile
    ) throws(VaultError) {
        try write(try site.proof(ofEntry: entry), to: path.appending(proof)) {}
        crashPoint(.proofWritten)
        try write(bytes, to: path.appending(name)) { crashPoint(.outboxWritten) }
        crashPoint(.outboxRenamed)
    }

    /// - Throws: ``VaultError/otherRelease(_:)`` when another release stands under the name: the state was
    ///   rolled back behind something that was published.
    private func write(
        _ bytes: [UInt8], to file: FilePath, beforeRename: () -> Void
    ) throws(VaultError) {
        if let present = try DurableFile.read(file) {
            guard present == bytes else { throw .otherRelease(file) }
            return
        }
        try DurableFile.replace(
            file, with: bytes, permissions: .forReaders, beforeRename: beforeRename)
    }

    /// Refuses to go on when a release of `period` stands there already that was not recorded here.
    func checkAbsent(period: String, audiences: [String]) throws(VaultError) {
        for audience in audiences {
            let file = path.appending(Outbox.fileName(period: period, audience: audience))
            if DurableFile.exists(file) { throw .otherRelease(file) }
        }
    }
}

extension FilePermissions {
    /// Mode 0640: sealed files, which the folder's group may carry to their readers once it is let in.
    static let forReaders: FilePermissions = [.ownerRead, .ownerWrite, .groupRead]
}
