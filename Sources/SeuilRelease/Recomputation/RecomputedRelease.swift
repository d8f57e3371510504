internal import Foundation
public import SeuilCore
public import SeuilCrypto
internal import SeuilDisclosure

/// An opened release as its policy and its own figures make it again.
///
/// What a site signs it can also sign wrongly: a page with one table more, a code list with two labels swapped, a
/// member of `release.json` that one reader sees and another does not. So everything but the figures is worked
/// out from the signed policy, and compared byte for byte.
public struct RecomputedRelease: Sendable {
    /// What was compared, and how it came out.
    public struct Comparison: Sendable, Equatable {
        /// Paths of files that are not what they should be.
        public var differing: [String] = []
        /// Names of tables that the page shows otherwise than their files have them.
        public var shownOtherwise: [String] = []
        /// Paths of files of which nothing can be said.
        public var unchecked: [String] = []
        /// Whether the archive is these files, packed as they always are; `nil` where that cannot be said.
        public var isPackedAsAlways: Bool?
    }

    private let content: SummaryContent
    private let files: [String: [UInt8]]
    /// Whether this program renders as the one did that made the release.
    public let isOfThisProgram: Bool

    /// The published figures, with which later releases are compared.
    public var figures: ReleasedFigures { ReleasedFigures(content) }

    /// Reads the figures out of an opened release of `policy`.
    ///
    /// - Parameter files: Without the padding.
    /// - Returns: `nil` when its tables are not tables of that policy for that audience; a file's path then says
    ///   which.
    public static func make(
        of header: ReleaseHeader, _ files: [ReleaseFile], under policy: VerifiedPolicy
    ) -> Result<RecomputedRelease, RecomputationError> {
        do throws(RecomputationError) {
            return .success(try RecomputedRelease(header, files, policy))
        } catch {
            return .failure(error)
        }
    }

    private init(
        _ header: ReleaseHeader, _ files: [ReleaseFile], _ verified: VerifiedPolicy
    ) throws(RecomputationError) {
        let policy = verified.policy
        self.files = Dictionary(files.map { ($0.path, $0.bytes) }) { first, _ in first }
        isOfThisProgram = header.rendering == RenderingVersion.current
        guard let audience = policy.audiences.firstIndex(where: { $0.name == header.audience }),
            let period = PeriodCalendar(rule: policy.periods)?.period(id: header.period),
            let key = Digest(hex: header.site.key),
            let site = try? SiteIdentity(name: header.site.name, key: key),
            let salt = RecomputedRelease.salt(header.salt)
        else { throw RecomputationError(path: ReleasePaths.header) }
        var tables: [SummaryTable] = []
        for (index, rule) in policy.tables.enumerated() where rule.audiences.contains(audience) {
            let path = ReleasePaths.table(rule.name)
            let withheld = header.protection.sums?.withheld.filter { $0.table == rule.name } ?? []
            guard let bytes = self.files[path],
                let table = SummaryTable(
                    reading: bytes, index, of: policy, sumsWithheld: withheld.map(\.sum))
            else { throw RecomputationError(path: path) }
            tables.append(table)
        }
        let notAdditive = policy.dimensions.indices.filter { index in
            let dimension = policy.dimensions[index]
            return dimension.isPerPerson
                && header.dimensions.contains { $0.name == dimension.name && !$0.additive }
        }
        content = SummaryContent(
            policy: policy, policyDigest: verified.digest, audience: policy.audiences[audience],
            recipients: header.recipients.compactMap { Digest(hex: $0) },
            period: ReleasePeriod(period), number: header.number, site: site, salt: salt,
            ledger: LedgerPlaceText(
                logKey: header.logKey ?? "", checkpoint: header.checkpoint ?? ""),
            tables: tables, notAdditive: Set(notAdditive), counting: header.counting,
            // Another method is another program.
            method: ProtectionNote.currentMethod,
            tablesWithheld: tables.map { policy.tables[$0.layout.table].name }
                .filter(header.protection.tablesWithheld.contains), comparisons: [])
    }

    /// Whether figures of `period` may stand beside these: it is the one before, or the same of the year before.
    public func isCompared(with period: String) -> Bool {
        if period == content.period.yearBeforeID { return true }
        guard let days = LedgerWords.days(ofPeriod: period),
            let previous = content.period.previousFirstDay
        else { return false }
        return days == previous.dayNumber..<content.period.firstDay.dayNumber
    }

    /// Renders everything again and compares.
    ///
    /// - Parameters:
    ///   - history: The comparable figures of what the audience was given before; `nil` when some of it is not at
    ///     hand, so that of the page nothing can be said.
    ///   - packed: The digest of the archive, which had so many bytes less than the policy's worst case.
    public func compare(
        history: [ReleasedFigures]?, archive packed: Digest
    ) throws(SummaryError) -> Comparison {
        var result = Comparison()
        guard isOfThisProgram else {
            // The words of code lists are the policy's, however a program writes the rest.
            result.differing = try content.render().files
                .filter { $0.path.hasPrefix("codelists/") && files[$0.path] != $0.bytes }
                .map(\.path)
            result.unchecked = files.keys.filter { !$0.hasPrefix("codelists/") }.sorted()
            return result
        }
        var content = content
        content.comparisons = SeuilRelease.Comparison.among(
            history ?? [], period: content.period, policy: content.policy.name,
            audience: content.audience.name)
        var rendered = try content.render().files
        if history == nil {
            result.unchecked = [ReleasePaths.report]
            rendered = rendered.map { file in
                guard file.path == ReleasePaths.report else { return file }
                return ReleaseFile(path: file.path, bytes: files[file.path] ?? [])
            }
        }
        result.differing = rendered.filter { files[$0.path] != $0.bytes }.map(\.path)
        if result.differing.contains(ReleasePaths.report) {
            let shown = PageSections(files[ReleasePaths.report] ?? [])
            let own = PageSections(rendered.first { $0.path == ReleasePaths.report }?.bytes ?? [])
            result.shownOtherwise = content.tables.enumerated()
                .filter { number, _ in own[number + 1] != shown[number + 1] }
                .map { content.policy.tables[$1.layout.table].name }
        }
        let expected = Set(rendered.map(\.path))
        result.differing += files.keys.filter { !expected.contains($0) }.sorted()
        guard result.differing.isEmpty else { return result }
        result.isPackedAsAlways = try isPacked(rendered, content, packed)
        return result
    }

    private func isPacked(
        _ rendered: [ReleaseFile], _ content: SummaryContent, _ packed: Digest
    ) throws(SummaryError) -> Bool {
        let audience = content.policy.audiences.firstIndex { $0.name == content.audience.name }
        let size = try WorstCase.byteCount(
            policy: content.policy, audience: audience ?? -1,
            isRehearsal: content.ledger.isRehearsal)
        do throws(ArchiveError) {
            let archive = try RenderedSummary(files: rendered).archive(paddedTo: size)
            return Digest.sha256(archive) == packed
        } catch {
            return false
        }
    }

    /// The bytes that `text` spells in hexadecimal.
    private static func salt(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Summary.saltByteCount else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place..<(place + 2)], as: UTF8.self), radix: 16)
        }
        return bytes.count == Summary.saltByteCount ? bytes : nil
    }
}

/// A release that its policy cannot have made: the file that shows it.
public struct RecomputationError: Error, Sendable, Equatable {
    public let path: String
}

/// What a page shows of each table, by its number from 1.
private struct PageSections {
    private var sections: [String: Substring] = [:]

    init(_ page: [UInt8]) {
        let parts = String(decoding: page, as: UTF8.self)
            .components(separatedBy: "<section class=\"table\" id=\"")
        for part in parts.dropFirst() {
            let section = part[..<(part.range(of: "</section>")?.lowerBound ?? part.endIndex)]
            let anchor = section.prefix { $0 != "\"" }
            sections[String(anchor)] = section.dropFirst(anchor.count)
        }
    }

    subscript(number: Int) -> Substring? { sections["t\(number)"] }
}
