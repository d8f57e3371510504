import Foundation
import SeuilCore

extension CountingRoom {
    /// Every period that there ever was, by start.
    public func periods() -> [PeriodStatus] {
        let unwritten = try? site.unwrittenPeriods()
        return rows.map { row in
            PeriodStatus(
                id: row.id, state: state(of: row), isBackfilled: row.isBackfilled,
                policyVersion: versions[row.policy] ?? 0, policyDigest: row.policy,
                start: row.start, end: row.end,
                closesAt: row.isBackfilled ? nil : counted[row.id]?.closesAt,
                publishAt: row.publishAt,
                isWritten: row.state == .released ? unwritten.map { !$0.contains(row.id) } : nil,
                silent: silent[row.id] ?? [])
        }
    }

    private func state(of row: PeriodRow) -> PeriodStatus.State {
        if losses[row.id] != nil { return .damaged }
        return switch row.state {
        case .opening, .open: .open
        case .closing: .closing
        case .released: .closed
        case .noRelease: .noRelease
        }
    }

    /// The room's health.
    public func status() -> RoomStatus {
        RoomStatus(
            site: SiteFile.name(of: site.identifier),
            policy: policyInForce.map { policy in
                RoomStatus.PolicyInForce(
                    name: policy.policy.name, version: policy.policy.version,
                    digest: policy.digest)
            },
            refused: refusedPolicy, periods: periods(), problems: problems)
    }

    /// The write that went wrong, after which nothing is recorded until a restart.
    public var faultSeen: VaultError? { fault }

    /// How long before the signers' certificates end the status says so: only they can name others.
    private static let renewalNotice: TimeInterval = 90 * 86_400

    private var problems: [String] {
        var problems: [String] = []
        if settings.seeded != nil {
            problems.append("this is a rehearsal: its files are marked, and refused as a site's")
        }
        if let fault {
            problems.append("nothing is recorded until a restart: \(fault.description)")
        }
        if let leap = clockWatch.doubted {
            problems.append(
                "the clock was set by \(Int(leap)) seconds; live periods close when this is undone or "
                    + "after a day")
        }
        for (name, reason) in refusedStatements.sorted(by: { $0.key < $1.key }) {
            problems.append("the statement \(name) is not taken: \(reason)")
        }
        for audience in policyInForce.map({ addressed($0).unaddressed }) ?? [] {
            problems.append("audience \(audience) has no recipient left, and gets no releases")
        }
        if let end = (try? site.quorum())?.unsatisfiable(after: settings.clock()),
            end < settings.clock().addingTimeInterval(CountingRoom.renewalNotice)
        {
            problems.append(
                "from \(end.formatted(.iso8601.year().month().day())) on too few signers have a valid "
                    + "certificate to sign a policy or to name their successors")
        }
        if let fullDisk { problems.append(fullDisk.description) }
        for (id, loss) in losses.sorted(by: { $0.key < $1.key }) {
            problems.append("period \(id) cannot be read: \(loss.description)")
        }
        for row in rows where row.state == .closing {
            if row.attempts >= CountingRoom.maximumAttempts {
                problems.append(
                    "closing period \(row.id) stopped the daemon \(row.attempts) times; "
                        + "it waits for a command")
            } else if let failure = failures[row.id] {
                problems.append("period \(row.id) was not released: \(failure.reason)")
            }
        }
        if let outboxFailure {
            problems.append(
                "what is released does not reach its folder: \(outboxFailure.description)")
        }
        do throws(FolderFault) {
            try InstanceFolders(layout).check()
        } catch {
            problems.append("\(error)")
        }
        return problems
    }
}

extension PeriodLoss: CustomStringConvertible {
    var description: String {
        switch self {
        case .key(.missing):
            "its key file is missing; closing it records that nothing will be released"
        case .key(.unreadable):
            "the host key does not open its key file; closing it records that nothing will be "
                + "released"
        case .key(.outOfReach(let error)), .file(let error): error.description
        }
    }
}
