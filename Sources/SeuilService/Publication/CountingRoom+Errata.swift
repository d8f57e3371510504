import Foundation
import Logging
import SeuilCore
public import SeuilCrypto
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

/// The release that an order names, besides its period: the order is refused for any other.
///
/// It changes nothing about who is told: an erratum goes to everybody who was given a flagged figure.
public struct NamedRelease: Sendable, Equatable {
    public let audience: String
    /// SHA-256 of its sealed file, where that was at hand.
    public let sealed: Digest?

    public init(audience: String, sealed: Digest? = nil) {
        self.audience = audience
        self.sealed = sealed
    }
}

/// Why no erratum was made.
public enum ErratumError: Error, Sendable, Equatable {
    case unknownPeriod
    /// Nothing was released of the period yet, or nothing ever will be.
    case notReleased
    /// The audience named was given no release of the period; those that were.
    case notReleasedTo(audiences: [String])
    /// The file named is not the one that this site released under that name.
    case otherRelease
    /// No release of the period has a table of that name; the tables that they have.
    case unknownTable(String, tables: [String])
    /// A table, or a cell of one, that was published to nobody; the table's dimensions.
    case notPublished(FlaggedCell, dimensions: [String])
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
    ///
    /// - Parameter release: One of the releases that the order speaks of, when it names one.
    public func issueErratum(
        _ request: ErratumRequest, naming release: NamedRelease? = nil
    ) throws(ErratumError) -> [ErratumName] {
        guard !isShutDown, fault == nil else { throw .vault(fault ?? .stopped) }
        guard let row = row(request.period) else { throw .unknownPeriod }
        guard row.state == .released else { throw .notReleased }
        guard request.reason != .protectionDefect || request.flags.cells.isEmpty else {
            throw .cellsNamed
        }
        do {
            return try issue(request, of: row, naming: release)
        } catch let error as ErratumError {
            throw error
        } catch {
            log(error, "an erratum was not recorded")
            if let error = error as? VaultError { throw .vault(error) }
            throw .failed(reason: String(describing: error))
        }
    }

    private func issue(
        _ request: ErratumRequest, of row: PeriodRow, naming named: NamedRelease?
    ) throws -> [ErratumName] {
        let releases = try site.recordedReleases(of: row.id)
        if let named { try CountingRoom.check(named, among: releases) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = Array(try encoder.encode(request))
        let present = try site.errata(of: row.id, request: text)
        guard present.isEmpty else {
            publishDue()
            return present
        }
        try CountingRoom.check(request.flags, among: releases.map(\.figures))
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
        fullDisk = nil
        settings.logger.notice(
            "erratum recorded",
            metadata: ["period": "\(row.id)", "reason": "\(request.reason.rawValue)"])
        publishDue()
        return files.map(\.name)
    }

    /// Refuses an order whose release is none of `releases`.
    private static func check(
        _ named: NamedRelease, among releases: [RecordedRelease]
    ) throws(ErratumError) {
        guard let release = releases.first(where: { $0.audience == named.audience }) else {
            throw .notReleasedTo(audiences: releases.map(\.audience).sorted())
        }
        guard named.sealed ?? release.sealed == release.sealed else { throw .otherRelease }
    }

    /// Refuses flags on what is in none of `figures`.
    private static func check(
        _ flags: ErratumFlags, among figures: [ReleasedFigures]
    ) throws(ErratumError) {
        let declared = figures.flatMap { $0.tables.map(\.declaration) }
        func declaration(_ name: String) throws(ErratumError) -> ReleaseHeader.Table {
            guard let table = declared.first(where: { $0.name == name }) else {
                throw .unknownTable(name, tables: Set(declared.map(\.name)).sorted())
            }
            return table
        }
        for name in flags.tables + flags.cells.map(\.table) { _ = try declaration(name) }
        guard let cell = flags.unpublished(in: figures) else { return }
        throw .notPublished(cell, dimensions: try declaration(cell.table).dimensions)
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
