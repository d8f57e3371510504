public import SeuilCore

/// One release as an attacker reads it: the tables as published, and what is publicly known of them.
///
/// It holds nothing that the release's own files do not say. Tests make it from plain figures; the tool reads
/// it from the files (`init(files:)`).
public struct AttackedRelease: Sendable, Equatable {
    /// What the policy promises, and so what an attacker knows of every figure.
    public struct Rules: Sendable, Equatable {
        /// The least number behind a published figure that is not zero.
        public var threshold: Threshold
        /// The least width of what may be worked out of a withheld figure.
        public var interval: Int
        /// What becomes of an empty cell; `protect` by a dimension of the cell prevails.
        public var zeros: DisclosureRule.Zeros
        /// The p% rule: no contribution to a sum may be known more closely than this percentage of itself.
        public var percent: Int
        /// Whether visitors above 16,384 in a cell are estimates.
        public var counting: Counting

        public init(
            threshold: Threshold, interval: Int, zeros: DisclosureRule.Zeros = .publish,
            percent: Int = DisclosureRule.defaultPercent,
            counting: Counting = .exact
        ) {
            self.threshold = threshold
            self.interval = interval
            self.zeros = zeros
            self.percent = percent
            self.counting = counting
        }
    }

    public let site: String
    public let audience: String
    /// The period's identifier, for example `2026-01`.
    public let period: String
    public let rules: Rules
    public let dimensions: [AttackedDimension]
    public let tables: [AttackedTable]

    /// A release of these figures.
    public init(
        site: String = "site", audience: String = "all", period: String = "2026", rules: Rules,
        dimensions: [AttackedDimension], tables: [AttackedTable]
    ) {
        self.site = site
        self.audience = audience
        self.period = period
        self.rules = rules
        self.dimensions = dimensions
        self.tables = tables
    }
}
