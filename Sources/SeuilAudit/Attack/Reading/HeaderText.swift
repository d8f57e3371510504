internal import SeuilCore

/// What the attack needs of `release.json`.
///
/// It is read apart from the type that writes it: what a release does not say is then missing here, instead of
/// being filled in by the writer's own idea of it.
struct HeaderText: Decodable {
    struct Site: Decodable {
        let key: String
    }

    struct Dimension: Decodable {
        let name: String
        let additive: Bool
        let scope: Scope?
        let source: String
        let zeros: DisclosureRule.Zeros?
        let dependsOnPeriod: Bool?
        let group: DisclosureRule.GroupShare?
    }

    struct Measure: Decodable {
        let name: String
        let cap: Int
    }

    struct Table: Decodable {
        enum Counted: String, Decodable { case visits, requests }

        let name: String
        let of: Counted
        let dimensions: [String]
        let measures: [String]
        let filter: [String: String]?

        enum CodingKeys: String, CodingKey {
            case name, of, dimensions, measures
            case filter = "where"
        }
    }

    enum ThresholdUnit: String, Decodable { case people, visits }

    struct Protection: Decodable {
        let tablesWithheld: [String]
        let sums: Sums?
    }

    struct Sums: Decodable {
        let percent: Int?
    }

    let site: Site
    let audience: String
    let period: String
    let k: Int
    let threshold: ThresholdUnit
    let interval: Int
    let zeros: DisclosureRule.Zeros
    let dimensions: [Dimension]
    let measures: [Measure]
    let tables: [Table]
    let counting: Counting
    let protection: Protection

    var rules: AttackedRelease.Rules {
        AttackedRelease.Rules(
            threshold: threshold == .people ? .people(k) : .visits(k), interval: interval,
            zeros: zeros, percent: protection.sums?.percent ?? DisclosureRule.defaultPercent,
            counting: counting)
    }

    /// What one value of `dimension` belongs to.
    ///
    /// Where the release does not say, a table of visits can only have a visit's dimensions.
    func scope(of dimension: Dimension) -> Scope? {
        if let scope = dimension.scope { return scope }
        let isOfVisits = tables.contains { table in
            table.of == .visits
                && (table.dimensions.contains(dimension.name)
                    || table.filter?[dimension.name] != nil)
        }
        return isOfVisits || dimension.additive || dimension.source == "at" ? .visit : nil
    }
}
