import Foundation
import Logging
import SeuilCore
import SeuilCrypto
public import SeuilRelease

/// What an operator says is wrong with a period's release.
public struct ErratumRequest: Sendable, Equatable, Codable {
    public let period: String
    public let reason: ErratumReason
    public let text: String?
    public let flags: ErratumFlags

    public init(period: String, reason: ErratumReason, text: ErratumText?, flags: ErratumFlags) {
        self.period = period
        self.reason = reason
        self.text = text?.string
        self.flags = flags
    }
}

/// Why no erratum was made.
public enum ErratumError: Error, Sendable, Equatable {
    case unknownPeriod
    /// Nothing was released of the period yet, or nothing ever will be.
    case notReleased
    /// A table, or a cell of one, that was published to nobody.
    case notPublished(FlaggedCell)
    /// Flagging single cells would say which of them are small.
    case cellsNamed
    /// It could not be rendered or sealed.
    case failed(reason: String)
    case vault(VaultError)
}

extension CountingRoom {
    /// Tells every audience that was given a flagged cell what is wrong with it; the errata's names.
    ///
    /// The figures stay as they are. The same request again, as after a lost connection, gives the erratum that is
    /// there: there is never a second one that says the same.
    public func issueErratum(
        _ request: ErratumRequest
    ) throws(ErratumError) -> [ErratumName] {
        guard !isShutDown, fault == nil else { throw .vault(fault ?? .stopped) }
        guard let row = row(request.period) else { throw .unknownPeriod }
        guard row.state == .released else { throw .notReleased }
        guard request.reason != .protectionDefect || request.flags.cells.isEmpty else {
            throw .cellsNamed
        }
        do {
            return try issue(request, of: row)
        } catch let error as ErratumError {
            throw error
        } catch let error as VaultError {
            throw .vault(error)
        } catch {
            throw .failed(reason: String(describing: error))
        }
    }

    private func issue(_ request: ErratumRequest, of row: PeriodRow) throws -> [ErratumName] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = Array(try encoder.encode(request))
        let present = try site.errata(of: row.id, request: text)
        guard present.isEmpty else {
            publishDue()
            return present
        }
        let releases = try site.recordedReleases(of: row.id)
        if let cell = request.flags.unpublished(in: releases.map(\.figures)) {
            throw ErratumError.notPublished(cell)
        }
        guard let stored = try site.policies().first(where: { $0.digest == row.policy }) else {
            throw VaultError.altered(site.path, what: "policy of \(row.id)")
        }
        let policy = addressed(try PeriodFiles.verify(stored, site: site))
        let ledger = try site.ledgerPlace()
        let life = site.ledgerState.history.periods[row.id]
        var files: [SealedErratumFile] = []
        for release in releases {
            guard let flags = request.flags.among(release.figures),
                !policy.unaddressed.contains(release.audience)
            else { continue }
            let number = (life?.erratumCount(for: release.audience) ?? 0) + 1
            files.append(
                try releaseMaker.makeErratum(
                    of: release, number: number, request, flags: flags, policy: policy,
                    ledger: ledger, at: settings.clock()))
        }
        guard !files.isEmpty else {
            throw ErratumError.failed(reason: "every recipient that was given it is withdrawn")
        }
        do throws(VaultError) {
            try site.recordErratum(
                of: row.id, request.reason, request: text, files, at: settings.clock())
        } catch {
            note(error)
            throw error
        }
        settings.logger.notice(
            "erratum recorded",
            metadata: ["period": "\(row.id)", "reason": "\(request.reason.rawValue)"])
        publishDue()
        return files.map(\.name)
    }
}

extension CountingRoom {
    /// Those of `names` whose files have not reached the outbox: the ledger holds them, and each tick tries again.
    public func unwritten(among names: [ErratumName]) -> Set<ErratumName> {
        do throws(VaultError) {
            let waiting = Set(try site.errata(includingPublished: false).map(\.name))
            return waiting.intersection(names)
        } catch {
            // What cannot be looked up is not said to be there.
            return Set(names)
        }
    }
}

extension ReleaseMaker {
    /// One audience's sealed erratum, to those who were given the release.
    func makeErratum(
        of release: RecordedRelease, number: Int, _ request: ErratumRequest, flags: ErratumFlags,
        policy: VerifiedPolicy, ledger: LedgerPlace, at now: Date
    ) throws -> SealedErratumFile {
        guard
            let audience = policy.policy.audiences.firstIndex(where: {
                $0.name == release.audience
            })
        else { throw SummaryError.noSuchAudience(policy.policy.audiences.count) }
        let recipients = policy.recipients[audience]
        let erratum = try Erratum(
            of: .init(number: release.number, content: release.content, sealed: release.sealed),
            figures: release.figures, policy: policy, audience: audience,
            recipients: recipients.map(\.publicKeyFingerprint), number: number,
            reason: request.reason,
            text: request.text.map { text throws in try ErratumText(text) }, flags: flags,
            site: site, ledger: ledger,
            salt: salt(release.figures.period, release.audience, "erratum \(number)"))
        let archive = try erratum.archive()
        return SealedErratumFile(
            name: erratum.header.name, release: release.sealed, content: .sha256(archive),
            bytes: try Envelope.seal(
                archive, signer: certificate, key: key, recipients: recipients, at: now),
            flags: flags)
    }
}
