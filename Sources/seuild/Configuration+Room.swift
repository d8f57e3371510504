import Foundation
import Logging
import SeuilCore
import SeuilService

extension Configuration {
    /// Where the vault finds its files.
    var layout: InstanceLayout {
        InstanceLayout(
            hostKey: hostKey, state: state, outbox: outbox, statements: trust.statements)
    }

    /// What the counting room needs to know.
    func roomSettings(
        _ files: InstanceFiles, logger: Logger, clock: @escaping @Sendable () -> Date
    ) -> RoomSettings {
        var settings = RoomSettings(
            siteName: site, siteKey: files.siteKey, siteCertificate: files.siteCertificate,
            quorum: files.quorum, limits: visits,
            foldInterval: foldInterval, foldByteCount: foldByteCount,
            maximumOpenPeriods: openPeriodCount, logger: logger, clock: clock)
        if let rehearsal {
            settings.seeded = rehearsal.secrets
            // Its clock stands still, so no time passes that could be held against it.
            settings.uptime = { .zero }
        }
        return settings
    }
}
