import Testing

@testable import SeuilCore

@Suite("Changes to a design")
struct DesignChangeTests {
    private func policy(_ name: String) throws -> Policy {
        try PolicyParser.parse(ShippedPolicyTests.files(name), certificates: .omitted).policy
    }

    @Test(
        "Each change makes its table smaller and no other larger",
        arguments: ShippedPolicyTests.names)
    func smaller(name: String) throws {
        let policy = try policy(name)
        func cells(_ policy: Policy) -> [Int] {
            policy.tables.indices.map { TableLayout(table: $0, of: policy).cellCount }
        }
        let before = cells(policy)
        var tried = 0
        for table in policy.tables.indices {
            for change in policy.designChanges(for: table) {
                let after = cells(policy.applying(change))
                #expect(after[table] < before[table], "\(change)")
                #expect(zip(after, before).allSatisfy { $0 <= $1 }, "\(change)")
                tried += 1
            }
        }
        #expect(tried > 4)
    }

    @Test("A dimension goes, a level becomes the next coarser one, neighbouring bands become one")
    func kinds() throws {
        let policy = try policy("pimms-accueil-people")
        func index(_ name: String) throws -> Int {
            try #require(policy.dimensions.firstIndex { $0.name == name })
        }
        let (reason, district, age) = try (index("reason"), index("district"), index("age"))
        let reasons = try #require(policy.tables.firstIndex { $0.name == "reasons" })
        #expect(
            policy.designChanges(for: reasons) == [
                .coarserLevel(reason, level: "theme", table: reasons),
                .withoutDimension(reason, table: reasons),
                .withoutDimension(district, table: reasons),
            ])
        let sexes = try #require(policy.tables.firstIndex { $0.name == "sexes" })
        func cuts(_ ages: Int64...) -> DesignChange {
            .fewerCuts(age, cuts: ages.map { Decimal6(millionths: $0 * 1_000_000) })
        }
        #expect(
            policy.designChanges(for: sexes).filter { $0.table == nil } == [
                cuts(18, 36, 66), cuts(26, 51), cuts(26, 66), cuts(26), cuts(26, 36, 51, 66),
                cuts(18, 26, 36, 51),
            ])
        let changed = policy.applying(cuts(26, 51)).dimensions[age]
        #expect(changed.codelist.entries.map(\.code) == ["_T", "LT26", "26-50", "GE51", "_U"])
    }

    @Test("A hierarchy whose levels have no names is offered down to its groups")
    func namelessGroups() {
        let policy = DeskPolicy.policy()
        let places = 5
        let district = DeskPolicy.dimension("district")
        let change = DesignChange.coarserLevel(district, level: "groups", table: places)
        #expect(policy.designChanges(for: places) == [change])
        let changed = policy.applying(change)
        let layout = TableLayout(table: places, of: changed)
        let list = changed.dimensions[district].codelist
        #expect(layout.axes[0].entries.map { list.entries[$0].code } == ["_T", "north", "south"])
    }
}
