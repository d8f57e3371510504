import SeuilCore

/// A policy of an invented network of front desks, made so large that its tables have about the cells wanted.
///
/// Places and jobs are a person's own and have two levels each, topics are of requests and have two levels. The
/// tables share margins and close no circle, as a policy that passes `seuil policy check` does.
struct SiteDesign {
    private let places: Int
    private let jobs: Int
    private let topics: Int
    private let dimensions: Int

    init(dimensions: Int, cells: Int) throws {
        var best = SiteDesign(dimensions: dimensions, scale: 1)
        for scale in 2...2_000 {
            let next = SiteDesign(dimensions: dimensions, scale: scale)
            if abs(next.cellCount - cells) > abs(best.cellCount - cells) { break }
            best = next
        }
        self = best
    }

    private init(dimensions: Int, scale: Int) {
        self.dimensions = dimensions
        if dimensions == 2 {
            places = max(4, 6 * scale / 5)
            jobs = max(4, scale / 2)
            topics = max(4, 9 * scale / 10)
        } else {
            places = max(4, 2 * scale)
            jobs = max(4, 5 * scale / 6)
            topics = max(4, 3 * scale / 2)
        }
    }

    private static let placesPerArea = 8
    private static let jobsPerBranch = 5
    private static let topicsPerTheme = 6

    private var areas: Int { max(2, places / SiteDesign.placesPerArea) }
    private var branches: Int { max(2, jobs / SiteDesign.jobsPerBranch) }
    private var themes: Int { max(2, topics / SiteDesign.topicsPerTheme) }

    private var cellCount: Int {
        let place = places + areas + 1
        let job = jobs + branches + 1
        let topic = topics + themes + 1
        return dimensions == 2
            ? place * job + topic * (areas + 1) + (themes + 1) * 3
            : place * (branches + 1) * 3 + topic * (areas + 1) * (branches + 1) + job * 3
    }

    private var tables: String {
        dimensions == 2
            ? """
              people: { by: [place, job], show: [visits, visitors], for: [elus] }
              topics: { by: [topic, place.top], show: [requests, visitors], for: [elus] }
              themes: { by: [topic.top, sex], show: [requests, visitors], for: [fund] }
            """
            : """
              people: { by: [place, job.top, sex], show: [visits, visitors], for: [elus] }
              topics: { by: [topic, place.top, job.top], show: [requests, visitors], for: [elus] }
              jobs: { by: [job, sex], show: [visits, visitors], for: [fund] }
            """
    }

    private var text: String {
        """
        receives:
          visit: { person: text, place: code, job: code, sex: code }
          request: { topic: code }
          required: [place, job, sex, topic]
        keeps:
          visitor: { hash: [person], normalise: none }
          place: { codes: codes/place.csv, levels: [top, fine], per: person }
          job: { codes: codes/job.csv, levels: [top, fine], per: person }
          sex: { codes: [F, M], per: person }
          topic: { codes: codes/topic.csv, levels: [top, fine] }
        tables:
        \(tables)
        threshold: { people: 11 }
        disclosure: { interval: 3, zeros: publish }
        audiences:
          elus: { language: fr, recipients: [recipients/reader.pem] }
          fund: { language: en, recipients: [recipients/reader.pem] }

        """
    }

    func verifiedPolicy() throws -> VerifiedPolicy {
        try SignedPolicy.verified(
            text,
            codelists: [
                "codes/place.csv": codelist(places, in: areas),
                "codes/job.csv": codelist(jobs, in: branches),
                "codes/topic.csv": codelist(topics, in: themes),
            ])
    }

    /// A list of `count` codes in `groups` groups of nearly the same size.
    private func codelist(_ count: Int, in groups: Int) -> [UInt8] {
        var lines = ["code,parent,fr,en"]
        lines += (0..<groups).map { "G\($0),,G\($0),G\($0)" }
        lines += (0..<count).map { "C\($0),G\($0 * groups / count),C\($0),C\($0)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
