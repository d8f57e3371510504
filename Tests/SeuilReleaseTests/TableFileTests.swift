import Foundation
import SeuilCore
import Testing

@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("The files for data tools")
struct TableFileTests {
    /// One table of districts: a published cell, a zero, a withheld one.
    private func rendered() throws -> RenderedSummary {
        let policy = SamplePolicy.policy()
        let tables = policy.tables.indices.map { index in
            let layout = TableLayout(table: index, of: policy)
            let cells = (0..<layout.cellCount).map { cell -> ProtectedTable.Cell in
                guard layout.isShown(cell) else { return .notShown }
                return switch cell % 3 {
                case 0: .published(count: 1000 + cell, visitors: 500 + cell)
                case 1: .withheld
                default: .published(count: 0, visitors: 0)
                }
            }
            return ProtectedTable(layout: layout, cells: cells)
        }
        return try Summary.sample(
            SampleFigures.protected(
                SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1), tables: tables)
        ).render()
    }

    @Test("A table's file is this text, to the byte")
    func knownTable() throws {
        let expected = [
            "district,visits,visitors,CONF_STATUS", "_T,1000,500,F", "villeneuve,,,C",
            "mistral,0,0,F", "teisseire,1003,503,F", "centre,,,C", "_U,0,0,F", "",
        ].joined(separator: "\r\n")
        #expect(try rendered().text("tables/districts.csv") == expected)
    }

    @Test(
        "A table with a filter shows what matches it, and keeps the columns of withheld sums empty")
    func filteredTable() throws {
        let lines = try rendered().text("tables/caf.csv").split(separator: "\r\n")
        #expect(lines.first == "reason,requests,visitors,sum_recovered,CONF_STATUS")
        // The cells that match are number 1, 4, 7…: all withheld by the rule above.
        #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",,,,C") })
        #expect(lines.count == 1 + 9)
    }

    @Test(
        "A code list's file holds codes, parents and both languages, quoted where RFC 4180 asks for it"
    )
    func knownCodelist() throws {
        let lines = try rendered().text("codelists/reason.csv").components(separatedBy: "\r\n")
        #expect(lines.first == "code,parent,fr,en")
        #expect(lines[1] == "_T,,Total,Total")
        #expect(lines[3] == "rsa,social,RSA et prime d’activité,Minimum income")
        #expect(lines.last == "")
        var text = CSVText()
        text.add(["plain", "a,b", "say \"no\"", "two\r\nlines", ""])
        let expected = "plain,\"a,b\",\"say \"\"no\"\"\",\"two\r\nlines\",\r\n"
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
    }

    @Test("datapackage.json describes exactly the files and columns that there are")
    func dataPackage() throws {
        let rendered = try rendered()
        let package = try JSONDecoder().decode(
            Package.self, from: Data(rendered.text("datapackage.json").utf8))
        #expect(package.profile == "tabular-data-package")
        let described = Set(package.resources.map(\.path))
        #expect(described == Set(rendered.files.map(\.path).filter { $0.hasSuffix(".csv") }))
        let names = package.resources.map(\.name)
        #expect(Set(names).count == names.count)
        for resource in package.resources {
            let header = rendered.text(resource.path).prefix { $0 != "\r\n" }
            #expect(
                header.split(separator: ",").map(String.init) == resource.schema.fields.map(\.name))
            for key in resource.schema.foreignKeys {
                #expect(key.reference.resource == "" || names.contains(key.reference.resource))
            }
        }
    }

    private struct Package: Decodable {
        struct Resource: Decodable {
            let name: String
            let path: String
            let schema: Schema
        }
        struct Schema: Decodable {
            struct Field: Decodable { let name: String }
            struct Key: Decodable {
                struct Reference: Decodable { let resource: String }
                let reference: Reference
            }
            let fields: [Field]
            let foreignKeys: [Key]
        }
        let profile: String
        let resources: [Resource]
    }

    @Test("release.json says what the design asks for, and reads back")
    func header() throws {
        let rendered = try rendered()
        let text = rendered.text("release.json")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let keys = [
            "audience", "checkpoint", "counting", "dimensions", "format", "interval", "k",
            "logKey", "measures",
            "number",
            "period", "policy", "protection", "recipients", "rendering", "salt", "site", "tables",
            "threshold",
            "zeros",
        ]
        #expect(object?.keys.sorted() == keys)
        let header = try JSONDecoder().decode(ReleaseHeader.self, from: Data(text.utf8))
        #expect(header.period == "2026-01" && header.audience == "elus" && header.number == 12)
        #expect(header.k == 11 && header.threshold == .people && header.interval == 3)
        #expect(header.salt == String(repeating: "ab", count: 16))
        #expect(header.dimensions.map(\.name) == ["reason", "district", "age", "sex", "partner"])
        #expect(header.protection.sums?.percent == 10)
        #expect(
            header.protection.sums?.withheld == [
                .init(table: "profile", sum: "minutes"), .init(table: "caf", sum: "recovered"),
            ])
        #expect(
            header.tables.last
                == ReleaseHeader.Table(
                    name: "caf", of: .requests, dimensions: ["reason"], levels: [:],
                    measures: ["requests", "visitors", "sum_recovered"], filter: ["partner": "CAF"])
        )
    }

    @Test("A dimension that the data contradict is marked as not additive")
    func notAdditive() throws {
        let policy = SamplePolicy.policy()
        let drawn = SampleFigures.random(
            SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1), seed: 1,
            withheldShare: 0.5)
        let tables = SampleFigures.protected(
            drawn.policy, period: drawn.period, tables: drawn.tables,
            notAdditive: [SamplePolicy.sex], counting: .hll)
        let summary = try Summary.sample(tables)
        let sex = summary.header.dimensions.first { $0.name == "sex" }
        #expect(sex?.perPerson == true && sex?.additive == false)
        #expect(summary.header.dimensions.first { $0.name == "age" }?.additive == true)
        #expect(summary.header.counting == .hll)
        #expect(
            try summary.render().text("report.html").contains(
                "plusieurs valeurs de «\u{A0}Sexe\u{A0}»"))
    }

    @Test("An audience gets its own tables and code lists, and no others")
    func audiences() throws {
        let policy = SamplePolicy.verified(SamplePolicy.policy())
        let tables = SampleFigures.counted(
            policy, period: SamplePolicy.month(2026, 1), visitCount: 500, seed: 3)
        let rendered = try Summary.sample(tables, audience: SamplePolicy.caf).render()
        #expect(
            rendered.files.map(\.path) == [
                "codelists/partner.csv", "codelists/reason.csv", "datapackage.json", "release.json",
                "report.html", "tables/caf.csv",
            ])
        #expect(!rendered.text("report.html").contains("Quartier"))
        #expect(!rendered.text("report.html").contains("Visites de la période"))
    }
}
