public import SeuilCore
public import SeuilCrypto

/// What one audience is told is wrong with its release. The figures stay as they are.
public struct Erratum: Sendable {
    /// Errata have a size that is a multiple of so many bytes.
    private static let granularity = 65_536

    public let header: ErratumHeader
    private let policy: Policy
    private let language: Language
    private let firstDay: String
    private let length: PeriodLength

    /// The erratum number `number` of a release.
    ///
    /// - Parameters:
    ///   - figures: What was released.
    ///   - policy: The one that the period was counted under.
    ///   - audience: Its number in `policy`; it is the one that `figures` were for.
    ///   - recipients: The fingerprints of those that it is sealed to.
    ///   - flags: Cells that `figures` has.
    ///   - ledger: The last checkpoint before the erratum's own entry.
    ///   - salt: `Summary.saltByteCount` random bytes.
    /// - Throws: `noSuchAudience`; `saltLength`.
    public init(
        of release: ErratumHeader.Release, figures: ReleasedFigures, policy: VerifiedPolicy,
        audience: Int, recipients: [Digest], number: Int, reason: ErratumReason, text: ErratumText?,
        flags: ErratumFlags,
        site: SiteIdentity, ledger: LedgerPlace, salt: [UInt8]
    ) throws(SummaryError) {
        guard policy.policy.audiences.indices.contains(audience) else {
            throw .noSuchAudience(audience)
        }
        guard salt.count == Summary.saltByteCount else { throw .saltLength(byteCount: salt.count) }
        self.policy = policy.policy
        language = policy.policy.audiences[audience].language
        firstDay = figures.firstDay
        length = figures.length
        header = ErratumHeader(
            format: ErratumHeader.currentFormat, rehearsal: ledger.isRehearsal ? true : nil,
            policy: figures.policy,
            site: .init(name: site.name, key: site.key.hex), audience: figures.audience,
            period: figures.period, number: number, release: release, reason: reason,
            text: text?.string, flagged: flags,
            recipients: recipients.map(\.hex),
            logKey: ledger.text.logKey, checkpoint: ledger.text.checkpoint,
            salt: salt.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    /// The erratum as one ZIP, padded so that its length does not tell the text's.
    ///
    /// - Throws: `notRendered`; `notPacked`.
    public func archive() throws(SummaryError) -> [UInt8] {
        let files = RenderedSummary(files: [
            ReleaseFile(
                path: ErratumPaths.header,
                bytes: try ReleaseJSON.bytes(header, file: ErratumPaths.header)),
            ReleaseFile(path: ErratumPaths.page, bytes: try page()),
        ])
        do throws(ArchiveError) {
            let need = try files.archive(paddingByteCount: 0).count
            let size = (need + Erratum.granularity - 1) / Erratum.granularity * Erratum.granularity
            return try files.archive(paddedTo: size)
        } catch {
            throw .notPacked(error)
        }
    }

    private func page() throws(SummaryError) -> [UInt8] {
        guard let firstDay = CalendarDate(isoText: firstDay) else {
            throw .notRendered(file: ErratumPaths.page)
        }
        let period = ReleasePeriod(id: header.period, length: length, firstDay: firstDay)
        return try ErratumPage.render(header, policy: policy, period: period, language: language)
    }
}
