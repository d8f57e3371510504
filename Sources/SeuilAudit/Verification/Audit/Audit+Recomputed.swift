internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// A release that the auditor opened, and the policy that its period was counted under.
struct OpenedAuditRelease {
    let opened: OpenedRelease
    let policy: Digest
}

/// Why the page of a release cannot be made again.
private enum MissingHistory: Error, CustomStringConvertible {
    /// It does not say what had been released before it.
    case noCheckpoint
    /// A release or an erratum that it may repeat figures of.
    case notOpened(String)
    /// The same, but that it was opened, and is named in other findings.
    case doesNotHold(String)
    /// The same, but that its policy does not hold, by which it would be made.
    case policyDoesNotHold(String)

    var description: String {
        switch self {
        case .noCheckpoint: "it carries no checkpoint, which says what was released before it"
        case .notOpened(let file): "it may repeat figures of \(file), which was not opened here"
        case .doesNotHold(let file): "it may repeat figures of \(file), which does not hold itself"
        case .policyDoesNotHold(let file):
            "it may repeat figures of \(file), which cannot be made again: its policy does not hold"
        }
    }
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
            guard let policy = policies[release.policy]?.verified else {
                find(
                    .releaseNotRecomputed, .warning, path,
                    "its policy does not hold: it was not held against it, nor made again from it")
                continue
            }
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
        let history = history(of: again, before: release.opened.header, others)
        do throws(SummaryError) {
            comparison = try again.compare(
                history: try? history.get(), archive: release.opened.content)
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
            var text = "\(comparison.unchecked.joined(separator: ", ")) was not compared"
            if case .failure(let missing) = history { text += ": \(missing)" }
            find(.releaseNotRecomputed, .warning, path, text)
        }
        if comparison.isPackedAsAlways == false, release.opened.isPaddedWithZeros {
            find(.archiveDiffers, path, "its files are packed otherwise than they always are")
        }
        if comparison.isPackedAsAlways == true, comparison.unchecked.isEmpty {
            report.recomputed += 1
        }
    }

    /// What the audience of a release had been given when it was made, as it may be compared with; what is not at
    /// hand of it otherwise.
    ///
    /// Of the ledger's past only what the release's checkpoint counts was known when it was made.
    private func history(
        of again: RecomputedRelease, before header: ReleaseHeader,
        _ others: [ReleaseName: RecomputedRelease]
    ) -> Result<[ReleasedFigures], MissingHistory> {
        guard let size = header.ledgerPlace?.checkpoint.size else {
            return .failure(.noCheckpoint)
        }
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
                if policy == nil, openedReleases[name] != nil {
                    return .failure(.policyDoesNotHold(name.fileName))
                }
                return .failure(
                    openedReleases[name] == nil
                        ? .notOpened(name.fileName) : .doesNotHold(name.fileName))
            }
            switch flags(of: name, life, before: size) {
            case .success(let flags): figures.append(other.figures.comparable(after: flags))
            case .failure(let missing): return .failure(missing)
            }
        }
        return .success(figures)
    }

    /// What errata had flagged of a release when the ledger had `size` entries.
    private func flags(
        of name: ReleaseName, _ life: LedgerHistory.PeriodLife, before size: Int
    ) -> Result<[ErratumFlags], MissingHistory> {
        var flags: [ErratumFlags] = []
        for logged in life.errata where logged.index < size {
            guard
                let told = logged.erratum.audiences.first(where: { $0.audience == name.audience })
            else { continue }
            let erratum = ErratumName(release: name, number: told.number)
            guard let header = openedErrata[erratum] else {
                return .failure(.notOpened(erratum.fileName))
            }
            flags.append(header.flagged)
        }
        return .success(flags)
    }
}
