import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilDisclosure

extension AttackedRelease {
    init(_ tables: ProtectedTables) {
        let policy = tables.policy.policy
        self.init(
            period: tables.period.id,
            rules: .init(
                threshold: policy.threshold, interval: policy.disclosure.interval,
                zeros: policy.zeros(lookingAt: [Int]()), counting: tables.counting),
            dimensions: policy.dimensions.enumerated().map { index, dimension in
                let entries = dimension.codelist.entries
                return AttackedDimension(
                    dimension.name, entries.map(\.code),
                    parents: Dictionary(
                        uniqueKeysWithValues: entries.compactMap { entry in
                            entry.parent.map { (entry.code, entries[$0].code) }
                        }),
                    isAdditive: dimension.isPerPerson && !tables.notAdditive.contains(index),
                    scope: dimension.scope, zeros: policy.zeros(lookingAt: [index]),
                    group: policy.group(over: index))
            },
            tables: tables.tables.map { table in
                let rule = policy.tables[table.layout.table]
                let axes = table.layout.hasFilter ? table.layout.axes.dropLast() : table.layout.axes
                return AttackedTable(
                    rule.name, by: rule.axes.map { policy.dimensions[$0.dimension].name },
                    unit: rule.unit, showsVisitors: rule.showsVisitors,
                    where: rule.filter.map {
                        .init(
                            policy.dimensions[$0.dimension].name,
                            policy.dimensions[$0.dimension].codelist.entries[$0.entry].code)
                    }, isWithheldWhole: tables.protection.tablesWithheld.contains(rule.name),
                    cells: table.cells.indices.compactMap { cell in
                        let positions = table.layout.positions(of: cell)
                        let codes = zip(axes, positions).map { axis, position in
                            policy.dimensions[axis.dimension].codelist.entries[
                                axis.entries[position]
                            ].code
                        }
                        switch table.cells[cell] {
                        case .published(let count, let visitors):
                            return .init(codes, rule.showsVisitors ? [count, visitors] : [count])
                        case .withheld: return .init(withheld: codes)
                        case .notShown: return nil
                        }
                    })
            })
    }
}

struct AttackScratch {
    @Test func random() throws {
        var broken = 0, undecided = 0, times: [Double] = [], protects = 0.0
        for seed in Soak.seeds(200) {
            let tables = RandomTables(seed: seed)
            let t0 = Date()
            let release = try tables.design.release(tables.microdata, seed: seed)
            protects += Date().timeIntervalSince(t0)
            let start = Date()
            do {
                let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .closing)
                times.append(Date().timeIntervalSince(start))
                if !verdict.breaks.isEmpty {
                    broken += 1
                    print("SEED", seed, tables.design.threshold, tables.design.interval, tables.design.zeros as Any)
                    for b in verdict.breaks.prefix(3) {
                        print("   ", b.kind, b.cells, b.measure, b.least, b.most)
                        for e in b.equations { print("        ", e) }
                    }
                }
                if !verdict.undecided.isEmpty { undecided += 1; print("UNDECIDED", seed, verdict.undecided.count) }
            } catch {
                print("ERROR", seed, error)
            }
        }
        print("RESULT", broken, undecided, "protect", protects, "attack", times.reduce(0, +), times.max() ?? 0)
    }

    @Test func people() throws {
        var broken = 0, undecided = 0, times: [Double] = [], protects = 0.0
        for seed in Soak.seeds(150) {
            var random = SeededGenerator(seed: seed)
            let family = Int.random(in: 0..<4, using: &random)
            let sex = SmallPolicy.Dimension("sex", ["F", "M"])
            let district = SmallPolicy.Dimension("district", groups: [("G", ["g1", "g2"]), ("H", []), ("I", [])])
            let reason = SmallPolicy.Dimension("reason", ["1", "2", "3"], scope: .request, isPerPerson: false)
            let hour = SmallPolicy.Dimension("hour", ["8", "9", "10"], isPerPerson: false)
            var tables: [SmallPolicy.Table]
            switch family {
            case 0: tables = [.init("rs", by: ["reason", "sex"], unit: .request), .init("rd", by: ["reason", "district"], unit: .request)]
            case 1: tables = [.init("h1", by: ["hour"], filter: ("district", "G")), .init("h2", by: ["hour"], filter: ("district", "g1")), .init("d", by: ["district"])]
            case 2: tables = [.init("rd", by: ["reason", "district"], unit: .request), .init("hd", by: ["hour", "district"]), .init("s", by: ["sex", "hour"])]
            default: tables = [.init("rd", by: ["reason", "district"], unit: .request, showsVisitors: false), .init("r1", by: ["sex"], unit: .request, filter: ("reason", "1")), .init("r2", by: ["sex"], unit: .request, filter: ("reason", "2")), .init("s", by: ["sex"], unit: .request)]
            }
            var design = SmallPolicy(dimensions: [sex, district, reason, hour], tables: tables, threshold: .people(Int.random(in: 3...4, using: &random)), interval: Int.random(in: 2...3, using: &random))
            design.zeros = Bool.random(using: &random) ? .publish : .protect
            let people = Int.random(in: 10...60, using: &random)
            var visits: [Microdata.Visit] = []
            let bundle = Bool.random(using: &random)
            for person in 0..<people {
                let s = Int.random(in: 1...2, using: &random)
                let d = [2, 3, 4, 5].randomElement(using: &random)!
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let h = Int.random(in: 1...3, using: &random)
                    let reasons: [Int] = bundle && s == 1 ? [1, 2] : [[3], [1], [2, 3], [1, 3], [2]].randomElement(using: &random)!
                    visits.append(.init(person: person, codes: [s, d, -1, h], requests: reasons.map { [-1, -1, $0, -1] }))
                }
            }
            let t0 = Date()
            let release = try design.release(visits, seed: seed)
            protects += Date().timeIntervalSince(t0)
            let start = Date()
            do {
                let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .closing)
                times.append(Date().timeIntervalSince(start))
                if !verdict.breaks.isEmpty {
                    broken += 1
                    print("SEED", seed, "family", family, design.threshold, design.interval, design.zeros as Any, verdict.breaks.count)
                    for b in verdict.breaks.prefix(3) {
                        print("   ", b.kind, b.cells, b.measure, b.least, b.most)
                        for e in b.equations { print("        ", e) }
                    }
                }
                if !verdict.undecided.isEmpty { undecided += 1; print("UNDECIDED", seed, verdict.undecided.count) }
            } catch {
                print("ERROR", seed, error)
            }
        }
        print("RESULT", broken, undecided, "protect", protects, "attack", times.reduce(0, +), times.max() ?? 0)
    }
}
