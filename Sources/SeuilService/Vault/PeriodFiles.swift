import Foundation
import SeuilCore
import SeuilCrypto
import SystemPackage

/// What the files of the state folder are brought to on start.
enum PeriodFiles {
    /// What was found.
    struct Recovered {
        var rows: [PeriodRow]
        var latestPolicy: VerifiedPolicy?
        var versions: [Digest: Int]
        var counted: [String: CountedPeriod]
        var losses: [String: PeriodLoss]
    }

    /// Undoes openings that were not finished, verifies the policies still needed, and loads every period that
    /// is open or closing. Files without a row are touched by nobody.
    static func recover(
        layout: InstanceLayout, site: SiteFile, hostKey: borrowing HostKey, now: Date
    ) throws(VaultError) -> Recovered {
        var rows = try site.periods()
        try checkNames(in: layout, known: Set(rows.map(\.id)))
        for row in rows where row.isDestroyed {
            try destroyAgain(row.id, layout: layout, site: site, now: now)
        }
        for row in rows where row.state == .opening {
            try undoOpening(row, layout: layout, site: site)
        }
        rows.removeAll { $0.state == .opening }
        let live = rows.filter { $0.state == .open || $0.state == .closing }
        let stored = try site.policies()
        var recovered = Recovered(
            rows: rows, latestPolicy: nil, versions: [:], counted: [:], losses: [:])
        var policies: [Digest: VerifiedPolicy] = [:]
        let needed = Set(live.map(\.policy))
        for policy in stored {
            recovered.versions[policy.digest] = policy.version
            let isLatest = policy.digest == stored.last?.digest
            guard isLatest || needed.contains(policy.digest) else { continue }
            let verified = try verify(policy, site: site)
            policies[policy.digest] = verified
            if isLatest { recovered.latestPolicy = verified }
        }
        for row in live {
            do throws(PeriodLoss) {
                recovered.counted[row.id] = try load(
                    row, policies[row.policy], layout: layout, site: site,
                    hostKey: hostKey)
            } catch {
                recovered.losses[row.id] = error
            }
        }
        return recovered
    }

    /// Verifies an adopted policy as on the day it was adopted, by those who decided then.
    static func verify(
        _ policy: StoredPolicy, site: SiteFile
    ) throws(VaultError) -> VerifiedPolicy {
        let verifier = PolicyVerifier(
            quorum: try site.quorum(of: policy.digest, shown: policy.signers))
        guard
            let verified = try? verifier.verify(
                policy.files, at: policy.adoptedAt, isAdopted: true),
            verified.digest == policy.digest
        else { throw .altered(site.path, what: "policy version \(policy.version)") }
        return verified
    }

    private static func load(
        _ row: PeriodRow, _ policy: VerifiedPolicy?, layout: InstanceLayout, site: SiteFile,
        hostKey: borrowing HostKey
    ) throws(PeriodLoss) -> CountedPeriod {
        guard let policy, let calendar = PeriodCalendar(rule: policy.policy.periods),
            let period = calendar.period(id: row.id),
            period.start == row.start, period.end == row.end
        else { throw .file(.altered(site.path, what: "period \(row.id)")) }
        return try CountedPeriod.load(
            period, policy: policy, row: row, site: site.identifier, layout: layout,
            hostKey: hostKey)
    }

    /// Removes the files of a period whose opening was not finished: nothing was ever acknowledged in them.
    private static func undoOpening(
        _ row: PeriodRow, layout: InstanceLayout, site: SiteFile
    ) throws(VaultError) {
        let path = layout.periodFile(row.id)
        if DurableFile.exists(path), let contents = try? PeriodFile.open(path).contents(),
            !contents.deltas.isEmpty || contents.snapshot.generation != 1
        {
            // Somebody counted in it: then the site's file is older than this one.
            throw .strangeFile(path)
        }
        try removeFiles(of: row.id, layout: layout)
        try site.dropOpening(row.id)
    }

    /// Destroys files of a destroyed period that a backup has brought back, and states it.
    private static func destroyAgain(
        _ id: String, layout: InstanceLayout, site: SiteFile, now: Date
    ) throws(VaultError) {
        guard DurableFile.exists(layout.keyFile(id)) || DurableFile.exists(layout.periodFile(id))
        else { return }
        try removeFiles(of: id, layout: layout)
        try DurableFile.syncDirectory(layout.periods)
        try site.recordDestructionAgain(id, at: now)
    }

    /// Removes a period's files whose content needs no destruction.
    static func removeFiles(of id: String, layout: InstanceLayout) throws(VaultError) {
        let key = layout.keyFile(id)
        try DurableFile.remove(DurableFile.draft(for: key))
        try DurableFile.shred(key)
        try DurableFile.remove(key)
        try PeriodFile.remove(layout.periodFile(id))
    }

    /// Refuses files of periods that the site's file does not know: it is not theirs.
    static func checkNames(
        in layout: InstanceLayout, known: Set<String>
    ) throws(VaultError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: layout.periods.string)
        } catch {
            throw .storage(layout.periods, reason: "the folder cannot be read")
        }
        for name in names.sorted() where name.hasSuffix(".key") || name.hasSuffix(".sqlite") {
            let id = String(name.prefix { $0 != "." })
            guard known.contains(id) else { throw .strangeFile(layout.periods.appending(name)) }
        }
    }
}
