internal import SeuilCore
internal import SeuilCrypto

/// Which program renders: a fingerprint of everything that it makes of fixed samples.
///
/// An auditor who renders a release again gets other bytes from a program with other words or another style. So each
/// release says by which it was rendered, and only what the same one has rendered is compared. The fingerprint is
/// worked out, not kept by hand: nobody can forget to raise it.
enum RenderingVersion {
    /// As many hexadecimal digits as any fingerprint has.
    static let widest = String(repeating: "0", count: digitCount)
    private static let digitCount = 16

    /// The fingerprint of this program.
    static let current: String = {
        var bytes: [UInt8] = []
        for content in RenderingSample.contents {
            // The samples render: a test says so. One that did not would be missing in the same way every time.
            let files = (try? content.render(version: widest))?.files ?? []
            for file in files {
                bytes += Array(file.path.utf8) + [0] + Digest.sha256(file.bytes).bytes
            }
        }
        return String(Digest.sha256(bytes).hex.prefix(digitCount))
    }()
}

/// What a fingerprint is taken of: contents that show every kind of table, sentence and number.
enum RenderingSample {
    /// In both languages: the widest of a policy, one that withholds all of it, one whose threshold counts visits, and
    /// one that knows of no people at all.
    static var contents: [SummaryContent] {
        guard let policy else { return [] }
        var visits = policy
        visits.threshold = .visits(7)
        visits.disclosure.zeros = .protect
        var unidentified = visits
        unidentified.visitor = nil
        for table in unidentified.tables.indices {
            unidentified.tables[table].showsVisitors = false
        }
        let contents = [policy, visits, unidentified].flatMap { policy in
            policy.audiences.indices.compactMap {
                try? SummaryContent(widest: policy, audience: $0)
            }
        }
        return contents + contents.map(\.withheld)
    }

    static var policy: Policy? {
        var files = PolicyFiles()
        files[PolicyFiles.policy] = Array(text.utf8)
        files["codes/reasons.csv"] = Array(reasons.utf8)
        return try? PolicyParser.parse(files, certificates: .omitted).policy
    }

    private static let reasons = """
        code,parent,fr,en
        A,,Aides « sociales »,Benefits
        B,A,"Un, deux",One & two
        C,,Énergie,Energy

        """

    private static let text = """
        policy: sample
        version: 1
        in_force: { from: 2026-01-01, until: 2026-12-31 }
        title: { fr: "Un titre : d'essai ?", en: A title }
        purpose: { fr: Essayer., en: Try. }
        controller: { name: Essai, contact: essai@seuil.example }
        periods: { each: week, timezone: Europe/Paris, grace: 3d }
        receives:
          visit: { name: text, birth_date: date, sex: code, minutes: number }
          request: { reason: code, recovered: number }
          required: [reason]
        keeps:
          visitor: { hash: [name, birth_date], normalise: name }
          sex: { codes: [F, M], per: person }
          age: { band: birth_date, from: [18, 26] }
          reason: { codes: codes/reasons.csv }
          minutes: { sum: min, cap: 240 }
          recovered: { sum: EUR, cap: 5000 }
        tables:
          people: { by: [sex, age], show: [visits, visitors, sum_minutes], for: [fr, en] }
          reasons: { by: [reason, sex], show: [requests, visitors, sum_recovered], for: [fr, en] }
          one: { by: [sex], where: { reason: B }, show: [requests], for: [fr, en] }
        threshold: { people: 5 }
        disclosure: { interval: 3, zeros: publish }
        audiences:
          fr: { language: fr, recipients: [recipients/a.pem], label: { fr: Les élus, en: Officials } }
          en: { language: en, recipients: [recipients/b.pem], label: { fr: Des savants, en: Scholars } }

        """
}

extension SummaryContent {
    /// The same without a figure, nothing to compare with, and counted exactly.
    fileprivate var withheld: SummaryContent {
        var content = self
        content.tables = tables.map { table in
            SummaryTable(
                layout: table.layout, figures: table.figures.map { _ in nil }, sumsWithheld: [])
        }
        content.comparisons = []
        content.counting = .exact
        return content
    }
}
