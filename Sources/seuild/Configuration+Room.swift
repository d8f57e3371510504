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
        RoomSettings(
            siteName: site, siteKey: files.siteKey, siteCertificate: files.siteCertificate,
            quorum: files.quorum, limits: visits,
            foldInterval: foldInterval, foldByteCount: foldByteCount,
            maximumOpenPeriods: openPeriodCount, logger: logger, clock: clock)
    }
}
