internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// A release that the auditor opened, and the policy that its period was counted under.
struct OpenedAuditRelease {
    let opened: OpenedRelease
    let policy: Digest
}

extension Audit {
    /// Makes every opened release again from its signed policy and its own figures, and compares the bytes.
    mutating func recompute() {
        guard !openedReleases.isEmpty else { return }
        var recomputed: [ReleaseName: RecomputedRelease] = [:]
        for (name, release) in sorted {
            let path = "\(LedgerPaths.outbox)/\(name.fileName)"
            // What is known to be wrong is not named again in other words.
            if isWrong(path) { continue }
            if !release.opened.isPaddedWithZeros {
                find(.paddingNotBlank, path, "what fills it up to its size is not blank")
            }
            guard let policy = policies[release.policy]?.verified else { continue }
            switch RecomputedRelease.make(
                of: release.opened.header, release.opened.files, under: policy)
            {
            case .success(let again): recomputed[name] = again
            case .failure(let error):
                find(.releaseFileDiffers, path, "\(error.path) is none that its policy can make")
            }
        }
        for (name, release) in sorted {
            guard let again = recomputed[name] else { continue }
            compare(name, release, again, recomputed)
        }
    }

    private func isWrong(_ path: String) -> Bool {
        report.findings.contains { $0.severity == .error && $0.place == AuditText.quoted(path) }
    }

    private var sorted: [(key: ReleaseName, value: OpenedAuditRelease)] {
        openedReleases.sorted { $0.key.fileName < $1.key.fileName }
    }

    private mutating func compare(
        _ name: ReleaseName, _ release: OpenedAuditRelease, _ again: RecomputedRelease,
        _ others: [ReleaseName: RecomputedRelease]
    ) {
        let path = "\(LedgerPaths.outbox)/\(name.fileName)"
        let comparison: RecomputedRelease.Comparison
        do throws(SummaryError) {
            comparison = try again.compare(
                history: history(of: again, before: release.opened.header, others),
                archive: release.opened.content)
        } catch {
            find(
                .releaseNotRecomputed, .warning, path, "it cannot be rendered here: \(error)")
            return
        }
        for file in comparison.differing {
            let tables =
                file == ReleasePaths.report
                ? comparison.shownOtherwise.map { ReleasePaths.table($0) } : []
            find(
                .releaseFileDiffers, path,
                "\(file) is not what its policy and its own figures give"
                    + (tables.isEmpty
                        ? "" : ": it shows otherwise than \(tables.joined(separator: ", "))"))
        }
        if !again.isOfThisProgram {
            find(
                .releaseNotRecomputed, .warning, path,
                "another version of the program rendered it: only its code lists were compared")
        } else if !comparison.unchecked.isEmpty {
            find(
                .releaseNotRecomputed, .warning, path,
                "\(comparison.unchecked.joined(separator: ", ")) was not compared: an earlier release, "
                    + "or an erratum, that it may repeat figures of was not opened here")
        }
        if comparison.isPackedAsAlways == false, release.opened.isPaddedWithZeros {
            find(.archiveDiffers, path, "its files are packed otherwise than they always are")
        }
        if comparison.isPackedAsAlways == true, comparison.unchecked.isEmpty {
            report.recomputed += 1
        }
    }

    /// What the audience of a release had been given when it was made, as it may be compared with; `nil` when some
    /// of it is not at hand.
    ///
    /// Of the ledger's past only what the release's checkpoint counts was known when it was made.
    private func history(
        of again: RecomputedRelease, before header: ReleaseHeader,
        _ others: [ReleaseName: RecomputedRelease]
    ) -> [ReleasedFigures]? {
        guard let size = header.ledgerPlace?.checkpoint.size else { return nil }
        var figures: [ReleasedFigures] = []
        for (period, life) in history.periods where again.isCompared(with: period) {
            guard case .released(let publication) = life.end, let index = life.endIndex,
                index < size,
                publication.releases.contains(where: { $0.audience == header.audience })
            else { continue }
            let name = ReleaseName(period: period, audience: header.audience)
            guard let other = others[name] else {
                // Another policy's figures are never shown, whatever they are.
                let policy = policies[life.policy]?.verified.policy
                if let policy, policy.name != header.policy.id { continue }
                return nil
            }
            guard let flags = flags(of: name, life, before: size) else { return nil }
            figures.append(other.figures.comparable(after: flags))
        }
        return figures
    }

    /// What errata had flagged of a release when the ledger had `size` entries; `nil` when one was not opened.
    private func flags(
        of name: ReleaseName, _ life: LedgerHistory.PeriodLife, before size: Int
    ) -> [ErratumFlags]? {
        var flags: [ErratumFlags] = []
        for logged in life.errata where logged.index < size {
            guard
                let told = logged.erratum.audiences.first(where: { $0.audience == name.audience })
            else { continue }
            let erratum = openedErrata[ErratumName(release: name, number: told.number)]
            guard let erratum else { return nil }
            flags.append(erratum.flagged)
        }
        return flags
    }
}
