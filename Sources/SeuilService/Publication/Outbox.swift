import Foundation
import SeuilCrypto
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

    /// Writes every release that is due and not yet written; `again`, those written before as well.
    func project(from site: SiteFile, at now: Date, again: Bool = false) throws(VaultError) {
        for release in try site.releases(dueAt: now, includingPublished: again) {
            try write(release)
            try site.recordPublication(release)
            crashPoint(.publishedRecorded)
        }
    }

    /// - Throws: ``VaultError/otherRelease(_:)`` when another release stands under the name: the state was
    ///   rolled back behind something that was published.
    private func write(_ release: ReleaseRow) throws(VaultError) {
        let file = path.appending(
            Outbox.fileName(period: release.period, audience: release.audience))
        if let present = try DurableFile.read(file) {
            guard present == release.bytes else { throw .otherRelease(file) }
            return
        }
        try DurableFile.replace(file, with: release.bytes, permissions: .forReaders) {
            crashPoint(.outboxWritten)
        }
        crashPoint(.outboxRenamed)
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
