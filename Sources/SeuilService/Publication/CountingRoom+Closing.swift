import Foundation
import Logging
import SeuilCore
import SeuilCrypto
import SeuilRelease

extension CountingRoom {
    /// Closes a backfilled period, or a live one whose grace has ended; its files appear at once.
    ///
    /// - Throws: ``ClosingError/tooEarly`` for a live period in its time or grace: whoever chooses the moment would
    ///   choose whom to isolate. ``ClosingError/noRelease`` when its key is lost: that is now in the ledger.
    public func closePeriod(_ id: String) async throws(ClosingError) {
        do throws(ClosingError) {
            try await close(id, isCommanded: true)
        } catch {
            switch error {
            case .failed, .vault: log(error, "a period was not closed")
            default: break
            }
            throw error
        }
    }

    func close(_ id: String, isCommanded: Bool) async throws(ClosingError) {
        guard !isShutDown, fault == nil else { throw .vault(fault ?? .stopped) }
        guard let row = row(id) else { throw .unknownPeriod }
        guard row.state == .open || row.state == .closing else {
            // Whoever asks again may have put the outbox in order.
            publishDue()
            throw .alreadyClosed
        }
        guard underWay.insert(id).inserted else { throw .underWay }
        defer { underWay.remove(id) }
        // One at a time: each release has a number, and is compared with those before.
        if !closingLane.takeIfFree() {
            await withCheckedContinuation { closingLane.wait($0) }
        }
        defer { closingLane.leave() }
        if let loss = losses[id] {
            guard loss.isFinal, isCommanded else { throw .damaged }
            try await giveUp(id)
            throw .noRelease
        }
        guard let period = counted[id] else { throw .unknownPeriod }
        if !period.isBackfilled && row.state == .open {
            lookAtClocks()
            guard settings.clock() >= period.closesAt else { throw .tooEarly }
            guard clockWatch.doubted == nil else { throw .clockWasSet }
        }
        try await beginClosing(period, isCommanded: isCommanded)
        attempted = id
        defer { attempted = nil }
        var withheld: Set<String> = []
        var silent: [String] = []
        do {
            settings.crashPoint(.closingRecorded)
            var withdrawals: Int
            var summaries: [SealedSummary]
            repeat {
                withdrawals = site.ledgerState.history.withdrawals.count
                summaries = try await self.summaries(of: period)
                // Somebody may have been withdrawn meanwhile: what was sealed to them is not released.
            } while site.ledgerState.history.withdrawals.count != withdrawals
            withheld = Set(summaries.flatMap(\.tablesWithheld))
            silent = summaries.filter(\.isSilent).map(\.audience)
            settings.crashPoint(.releaseSealed)
            try recordRelease(summaries, of: period)
        } catch {
            throw noteFailure(error, of: id)
        }
        failures[id] = nil
        settings.logger.info("period closed", metadata: ["period": "\(id)"])
        if !withheld.isEmpty {
            settings.logger.warning(
                "tables withheld whole; 'seuil policy try' tells which designs say more",
                metadata: [
                    "period": "\(id)", "tables": "\(withheld.sorted().joined(separator: ","))",
                ])
        }
        if !silent.isEmpty {
            self.silent[id] = silent
            settings.logger.warning(
                "a release holds no figure above zero; 'seuil policy try' tells which designs say more",
                metadata: [
                    "period": "\(id)", "audiences": "\(silent.joined(separator: ","))",
                ])
        }
        await finishDestructions()
        publishDue()
    }

    func row(_ id: String) -> PeriodRow? { rows.first { $0.id == id } }

    func update(_ id: String, _ change: (inout PeriodRow) -> Void) {
        guard let index = rows.firstIndex(where: { $0.id == id }) else { return }
        change(&rows[index])
    }

    /// From here on the period takes no more visits; those on their way are committed first.
    private func beginClosing(
        _ period: CountedPeriod, isCommanded: Bool
    ) async throws(ClosingError) {
        let tookVisits = period.takesVisits
        period.takesVisits = false
        await enterLane()
        defer { leaveLane() }
        await commitGathered()
        do throws(VaultError) {
            guard !isShutDown else { throw .stopped }
            if let fault { throw fault }
            try site.beginClosing(period.id, isCommanded: isCommanded)
        } catch {
            period.takesVisits = tookVisits
            note(error)
            throw .vault(error)
        }
        update(period.id) {
            $0.state = .closing
            $0.isCommanded = $0.isCommanded || isCommanded
            $0.attempts += 1
        }
    }

    /// The sealed releases of a period's figures, as they stand on disk.
    private func summaries(of period: CountedPeriod) async throws -> [SealedSummary] {
        let tally = try period.closedTally().under(addressed(period.policy))
        var precedents: [ReleaseMaker.Precedent] = []
        for audience in period.policy.policy.audiences {
            let history = try site.figures(for: audience.name)
                .compactMap { ReleasedFigures(decoding: $0) }
            let errata = try site.flags(for: audience.name)
            precedents.append(
                ReleaseMaker.Precedent(
                    number: try site.nextNumber(for: audience.name), history: history,
                    comparable: history.map { $0.comparable(after: errata[$0.period] ?? []) }))
        }
        return try await releaseMaker.make(
            of: tally, seed: SecretBox(period.disclosureSeed(site: site.identifier)),
            precedents: precedents, earlier: try earlierFigures(around: period.period),
            ledger: try site.ledgerPlace(), at: settings.clock())
    }

    /// A policy without the recipients that were withdrawn.
    func addressed(_ policy: VerifiedPolicy) -> VerifiedPolicy {
        let history = site.ledgerState.history
        return policy.withdrawing { history.withdrawn(from: $0) }
    }

    /// Makes the release a fact: sealed bytes, figures, ledger row and the period's state in one transaction.
    private func recordRelease(
        _ summaries: [SealedSummary], of period: CountedPeriod
    ) throws {
        if isShutDown { throw VaultError.stopped }
        if let fault { throw fault }
        let now = settings.clock()
        let isCommanded = row(period.id)?.isCommanded == true
        let publishAt =
            isCommanded
            ? now
            : PublicationTime.next(
                afterClosing: closingTime(of: period),
                every: period.policy.policy.periods.publishAfter,
                now: now)
        try outbox.checkAbsent(period: period.id, audiences: summaries.map(\.audience))
        do throws(VaultError) {
            try site.recordRelease(
                of: period.id, policy: period.policy.digest, summaries,
                unaddressed: addressed(period.policy).unaddressed, publishAt: publishAt,
                at: isCommanded ? now : closingTime(of: period))
        } catch {
            note(error)
            throw error
        }
        fullDisk = nil
        update(period.id) {
            $0.state = .released
            $0.publishAt = publishAt
            $0.attempts = 0
        }
        heldUntil[period.id] = nil
        settings.crashPoint(.releaseCommitted)
    }

    /// Remembers why an attempt ended, and when the next one may begin.
    private func noteFailure(_ error: any Error, of id: String) -> ClosingError {
        // Its attempt has been taken back by the shutdown, or counts because nothing is known.
        if isShutDown || fault != nil { return .vault(fault ?? .stopped) }
        do throws(VaultError) {
            try site.endAttempt(id)
            update(id) { $0.attempts -= 1 }
        } catch {
            note(error)
        }
        let count = (failures[id]?.count ?? 0) + 1
        let wait = min(3600, 60 * pow(2, Double(min(count, 10) - 1)))
        let reason = String(describing: error)
        failures[id] = ClosingFailure(
            reason: reason, count: count, retryAt: settings.clock().addingTimeInterval(wait))
        if let error = error as? VaultError, case .diskFull = error { return .vault(error) }
        return .failed(reason: reason)
    }

    /// Records that nothing will be released of a period whose key is lost, and removes what is left of it.
    private func giveUp(_ id: String) async throws(ClosingError) {
        do throws(VaultError) {
            try site.recordNoRelease(id, reason: .keyLost, at: settings.clock())
        } catch {
            note(error)
            throw .vault(error)
        }
        update(id) { $0.state = .noRelease }
        losses[id] = nil
        await finishDestructions()
    }
}

extension ClosedTally {
    /// The same figures for the recipients of `policy`, which is this one with fewer of them.
    fileprivate func under(_ policy: VerifiedPolicy) -> ClosedTally {
        ClosedTally(policy: policy, period: period, tables: tables, counting: counting)
    }
}
