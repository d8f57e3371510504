@testable import SeuilCore
@testable import SeuilDisclosure

/// Small designs and everything that one person can have done under them.
enum PeopleDesigns {
    /// Two reasons by two sexes; people come once or twice, for one reason or both.
    static let reasonsBySex: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"]), reason],
            tables: [.init("t", by: ["reason", "sex"], unit: .request)],
            threshold: .people(2), interval: 2)
        return PeopleEnumerator(
            design,
            kinds: kinds(codes: [[1, -1], [2, -1]], histories: twice([[1], [2], [1, 2]])),
            upTo: 6)
    }()

    /// Reasons by sex and by district; people come once, for up to two things.
    static let linked: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"]), .init("district", ["1", "2"]), reason],
            tables: [
                .init("by-sex", by: ["reason", "sex"], unit: .request),
                .init("by-district", by: ["reason", "district"], unit: .request),
            ], threshold: .people(2), interval: 2)
        let codes = [[1, 1, -1], [1, 2, -1], [2, 1, -1], [2, 2, -1]]
        let histories = [[1], [2], [1, 2], [1, 1], [2, 2]].map { [$0] }
        return PeopleEnumerator(design, kinds: kinds(codes: codes, histories: histories), upTo: 6)
    }()

    /// Reasons by sex, and those of one sex again behind a filter.
    static let filtered: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"]), reason],
            tables: [
                .init("all", by: ["reason"], unit: .request),
                .init("women", by: ["reason"], unit: .request, filter: ("sex", "F")),
            ], threshold: .people(2), interval: 2)
        return PeopleEnumerator(
            design,
            kinds: kinds(codes: [[1, -1], [2, -1]], histories: twice([[1], [2], [1, 2]])),
            upTo: 6)
    }()

    /// Hours by sex, in visits; people come up to three times, at any hours.
    static let hoursBySex: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [
                .init("sex", ["F", "M"]), .init("hour", ["9", "10"], isPerPerson: false),
            ],
            tables: [.init("t", by: ["hour", "sex"])], threshold: .people(2), interval: 2)
        let hours = [[1], [2], [1, 1], [1, 2], [2, 2], [1, 1, 2], [1, 2, 2]]
        let kinds = [1, 2].flatMap { sex in
            hours.map { hours in
                PeopleEnumerator.Kind(
                    visits: hours.map {
                        .init(person: 0, codes: [sex, $0], requests: [[-1, -1]])
                    })
            }
        }
        return PeopleEnumerator(design, kinds: kinds, upTo: 8)
    }()

    /// Sex by district, in visits; people come once or twice, and some visits are nobody's.
    static let unidentified: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"]), .init("district", ["1", "2"])],
            tables: [.init("t", by: ["sex", "district"])], threshold: .people(2), interval: 2)
        let kinds = [1, 2].flatMap { sex in
            [1, 2].flatMap { district in
                [(0, 1), (0, 2), (nil, 1)].map { (person: Int?, count: Int) in
                    PeopleEnumerator.Kind(
                        visits: (0..<count).map { _ in
                            .init(person: person, codes: [sex, district], requests: [[-1, -1]])
                        })
                }
            }
        }
        return PeopleEnumerator(design, kinds: kinds, upTo: 7)
    }()

    /// Hours by reasons: a person may be in every cell.
    static let hoursByReason: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("hour", ["9", "10"], isPerPerson: false), reason],
            tables: [.init("t", by: ["hour", "reason"], unit: .request)], threshold: .people(2),
            interval: 2)
        let visits = [1, 2].flatMap { hour in
            [[1], [2], [1, 2]].map { reasons in
                Microdata.Visit(person: 0, codes: [hour, -1], requests: reasons.map { [-1, $0] })
            }
        }
        let kinds = visits.indices.flatMap { first in
            [[visits[first]]] + visits[first...].map { [visits[first], $0] }
        }
        return PeopleEnumerator(design, kinds: kinds.map { .init(visits: $0) }, upTo: 5)
    }()

    private static let reason = SmallPolicy.Dimension(
        "reason", ["1", "2"], scope: .request, isPerPerson: false)

    /// Each of `visits` alone and any two of them.
    private static func twice(_ visits: [[Int]]) -> [[[Int]]] {
        visits.indices.flatMap { first in
            [[visits[first]]] + visits[first...].map { [visits[first], $0] }
        }
    }

    /// One person each of those codes with that history: for each visit its reasons.
    private static func kinds(codes: [[Int]], histories: [[[Int]]]) -> [PeopleEnumerator.Kind] {
        codes.flatMap { codes in
            histories.map { history in
                PeopleEnumerator.Kind(
                    visits: history.map { reasons in
                        Microdata.Visit(
                            person: 0, codes: codes,
                            requests: reasons.map { codes.dropLast().map { _ in -1 } + [$0] })
                    })
            }
        }
    }
}
