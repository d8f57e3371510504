import SeuilClient
import SeuilCore
import SeuilDisclosure

/// What `seuil policy try` says.
struct PolicyTryAnswer: Encodable {
    struct Yield: Encodable {
        let cells: Int
        let published: Int
        /// Visits, or requests, in cells of the finest detail; each once.
        let total: Int
        let publishedTotal: Int
        /// Per cent, to one place.
        let share: Double

        init(_ yield: TableYield) {
            cells = yield.cells
            published = yield.published
            total = yield.total
            publishedTotal = yield.publishedTotal
            share = (yield.share * 1000).rounded(.down) / 10
        }
    }
    struct WithheldCell: Encodable {
        let cell: String
        let count: Int
        let visitors: Int?
        let reason: String
        /// The cell or table that the reason speaks of.
        let because: String?
    }
    struct Table: Encodable {
        let name: String
        let by: [String]
        /// `visits` or `requests`.
        let of: String
        let yield: Yield
        /// No proof was found within the budget.
        let isWithheldWhole: Bool
        /// How many cells are withheld for each reason.
        let reasons: [String: Int]
        /// Sums of which the whole column is withheld.
        let sumsWithheld: [String]
        var withheld: [WithheldCell]?
    }
    struct Option: Encodable {
        let change: String
        let yield: Yield
        let others: Yield
    }
    struct Advice: Encodable {
        let table: String
        let yield: Yield
        let others: Yield
        let options: [Option]
    }

    let warning = "invented visits only: of real ones these reasons would tell what is withheld"
    let policy: String
    let version: Int
    let period: String
    let visits: SendingAnswer
    /// `people` or `visits`.
    let thresholdUnit: String
    let threshold: Int
    /// Dimensions declared `per: person` that the visits contradict.
    let notAdditive: [String]
    let tables: [Table]
    /// Empty until changes have been tried.
    private(set) var advice: [Advice] = []
    private(set) var changesUntried = 0

    init(
        _ policy: Policy, _ period: Period, _ report: EmitReport, _ outcome: TrialOutcome,
        withCells: Bool
    ) {
        self.policy = policy.name
        version = policy.version
        self.period = period.id
        visits = SendingAnswer(report)
        threshold = policy.threshold.least
        thresholdUnit = if case .people = policy.threshold { "people" } else { "visits" }
        notAdditive = outcome.notAdditive.map { policy.dimensions[$0].name }
        let names = DesignNames(policy)
        tables = outcome.tables.enumerated().map { index, table in
            let withheld = table.cells.compactMap { cell in
                cell.reason.map { WithheldCell(cell, $0, names) }
            }
            return Table(
                name: policy.tables[index].name, by: names.axes(of: index),
                of: policy.tables[index].unit == .visit ? "visits" : "requests",
                yield: Yield(table.yield),
                isWithheldWhole: outcome.tablesWithheld.contains(index),
                reasons: Dictionary(withheld.map { ($0.reason, 1) }, uniquingKeysWith: +),
                sumsWithheld: table.sumsWithheld.map { policy.sums[$0].name },
                withheld: withCells ? withheld : nil)
        }
    }

    /// Adds what the changes that were tried would say of the tables of `policy`.
    mutating func add(_ advice: DesignAdvice, to policy: Policy) {
        let names = DesignNames(policy)
        self.advice = advice.tables.map { table in
            Advice(
                table: policy.tables[table.table].name, yield: Yield(table.yield),
                others: Yield(table.others),
                options: table.options.map { option in
                    Option(
                        change: names.text(of: option.change), yield: Yield(option.yield),
                        others: Yield(option.others))
                })
        }
        changesUntried = advice.untried
    }
}

extension PolicyTryAnswer.WithheldCell {
    fileprivate init(
        _ cell: TrialTable.Cell, _ reason: WithholdingReason, _ names: DesignNames
    ) {
        let (word, because): (String, String?) =
            switch reason {
            case .fewerThanThreshold: ("few", nil)
            case .zero: ("zero", nil)
            case .group: ("group", nil)
            case .dominated: ("dominated", nil)
            case .protects(let other): ("protects", names.cell(other))
            case .remainder(let total): ("remainder", names.cell(total))
            case .table(let table): ("table", names.table(table))
            case .replay: ("replay", nil)
            case .nothingReleased: ("nothing-proved", nil)
            }
        self.init(
            cell: names.cell(cell.name), count: cell.count, visitors: cell.visitors,
            reason: word, because: because)
    }
}
