internal import SeuilCore

/// The content of `datapackage.json`: the tables and code lists, described for data tools.
///
/// Source: Frictionless Data, Tabular Data Package, version 1.
struct DataPackage: Sendable, Equatable, Encodable {
    struct Resource: Sendable, Equatable, Encodable {
        var profile = "tabular-data-resource"
        let name: String
        let path: String
        let title: String
        var format = "csv"
        var mediatype = "text/csv"
        var encoding = "utf-8"
        var dialect = Dialect()
        let schema: Schema
    }

    struct Dialect: Sendable, Equatable, Encodable {
        var delimiter = ","
        var lineTerminator = "\r\n"
        var quoteChar = "\""
        var doubleQuote = true
        var header = true
    }

    struct Schema: Sendable, Equatable, Encodable {
        let fields: [Field]
        let primaryKey: [String]
        let foreignKeys: [ForeignKey]
        var missingValues = [""]
    }

    struct Field: Sendable, Equatable, Encodable {
        let name: String
        let type: String
        let title: String
        var description: String?
        let constraints: Constraints?
    }

    struct Constraints: Sendable, Equatable, Encodable {
        var required: Bool?
        var minimum: Int?
        var permitted: [String]?

        enum CodingKeys: String, CodingKey {
            case required, minimum
            case permitted = "enum"
        }
    }

    struct ForeignKey: Sendable, Equatable, Encodable {
        struct Reference: Sendable, Equatable, Encodable {
            /// Empty for the resource itself.
            let resource: String
            let fields: [String]
        }
        let fields: [String]
        let reference: Reference
    }

    var profile = "tabular-data-package"
    let name: String
    let title: String
    let description: String
    let resources: [Resource]
}

extension SummaryContent {
    var dataPackage: DataPackage {
        DataPackage(
            name: DataPackage.name("\(policy.name).\(audience.name).\(period.id)"),
            title: (ledger.isRehearsal ? "\(RehearsalMark.word[language]) – " : "")
                + "\(policy.title[language]) – \(site.name) – \(PeriodLabel.long(period)[language])",
            description: policy.purpose[language],
            resources: tables.map(resource(of:)) + dimensions.map(resource(ofDimension:)))
    }

    private func resource(of table: SummaryTable) -> DataPackage.Resource {
        let rule = policy.tables[table.layout.table]
        let dimensions = rule.axes.map { policy.dimensions[$0.dimension] }
        let keys = dimensions.map { dimension in
            DataPackage.Field(
                name: dimension.name, type: "string", title: dimension.label[language],
                constraints: .init(required: true))
        }
        let status = DataPackage.Field(
            name: ConfidentialityStatus.column, type: "string",
            title: Phrase.confidentialityStatus[language],
            constraints: .init(
                required: true, permitted: ConfidentialityStatus.allCases.map(\.rawValue)))
        return DataPackage.Resource(
            name: DataPackage.name("table-\(rule.name)"), path: ReleasePaths.table(rule.name),
            title: rule.label[language],
            schema: .init(
                fields: keys + figureFields(of: rule) + [status],
                primaryKey: dimensions.map(\.name),
                foreignKeys: dimensions.map { dimension in
                    .init(
                        fields: [dimension.name],
                        reference: .init(
                            resource: DataPackage.name("codelist-\(dimension.name)"),
                            fields: [CodelistColumn.code.rawValue]))
                }))
    }

    private func figureFields(of rule: TableRule) -> [DataPackage.Field] {
        let counts = [Phrase.counted(rule.unit)] + (rule.showsVisitors ? [Phrase.people] : [])
        let columns = measureColumns(of: rule)
        return zip(columns, counts).map { name, title in
            DataPackage.Field(
                name: name, type: "integer", title: title[language], constraints: .init(minimum: 0))
        }
            + zip(columns.dropFirst(counts.count), rule.sums).map { name, index in
                let sum = policy.sums[index]
                return DataPackage.Field(
                    name: name, type: "number", title: Phrase.sum(sum)[language],
                    description: Phrase.cap(of: sum)[language], constraints: .init(minimum: 0))
            }
    }

    private func resource(ofDimension index: Int) -> DataPackage.Resource {
        let dimension = policy.dimensions[index]
        let fields = CodelistColumn.allCases.map { column in
            DataPackage.Field(
                name: column.rawValue, type: "string",
                title: Phrase.codelistColumn(column)[language],
                constraints: .init(required: column != .parent))
        }
        return DataPackage.Resource(
            name: DataPackage.name("codelist-\(dimension.name)"),
            path: ReleasePaths.codelist(dimension.name), title: dimension.label[language],
            schema: .init(
                fields: fields, primaryKey: [CodelistColumn.code.rawValue],
                foreignKeys: [
                    .init(
                        fields: [CodelistColumn.parent.rawValue],
                        reference: .init(resource: "", fields: [CodelistColumn.code.rawValue]))
                ]))
    }
}

extension DataPackage {
    /// `text` as the standard takes names: lower case, digits, `.`, `_`, `-` and `/`.
    static func name(_ text: String) -> String {
        String(
            text.lowercased().map { character in
                let isTaken = character.isASCII && (character.isLetter || character.isNumber)
                return isTaken || "._-/".contains(character) ? character : "-"
            })
    }
}
