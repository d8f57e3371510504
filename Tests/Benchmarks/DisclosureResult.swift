import SeuilCore
import SeuilDisclosure

/// One case as it was run.
struct DisclosureRun: Codable {
    let shape: String
    /// The cells asked for.
    let size: Int
    /// The limit in seconds, where the case did not end within it.
    let givenUpAfter: Int?
    /// `nil` when it was given up, or failed.
    let result: DisclosureResult?
}

/// What protecting one invented release took and gave. Cells are rows of the tables, totals included.
struct DisclosureResult: Codable {
    let cells: Int
    let visits: Int
    let people: Int
    /// Cells that are withheld for what they hold: fewer people than the threshold.
    let primary: Int
    /// Cells that are withheld for others' sake.
    let complementary: Int
    /// The same under `LineRule`, which proves nothing.
    let complementaryByLineRule: Int
    let shareOfCells: Double
    /// Of the sum of all counts, the part that stands in published cells.
    let shareOfCounts: Double
    let tablesWithheld: [String]
    let seconds: Double
    let repetitions: Int
    /// The processor's time of one run, on average.
    let processorSeconds: Double
    /// Counting the same visits, and `LineRule`: what a machine's speed can be told from.
    let referenceSeconds: Double
    let peakMegabytes: Double
    /// The peak before protection began.
    let megabytesBefore: Double

    init(
        release: ProtectedTables, reference: Reference, seconds: Double, repetitions: Int,
        processorSeconds: Double, peakMegabytes: Double, megabytesBefore: Double
    ) {
        let least = release.policy.policy.threshold.least
        var cells = 0
        var primary = 0
        var withheld = 0
        var counts = 0
        var published = 0
        for (table, figures) in zip(release.tables, reference.figures) {
            for (cell, status) in table.cells.enumerated() where status != .notShown {
                cells += 1
                counts += figures.count(cell)
                if case .withheld = status {
                    withheld += 1
                    if figures.visitors[cell] < least, figures.visits[cell] > 0 { primary += 1 }
                } else {
                    published += figures.count(cell)
                }
            }
        }
        self.cells = cells
        visits = reference.visits
        people = reference.people
        self.primary = primary
        complementary = withheld - primary
        complementaryByLineRule = reference.addedByLineRule
        shareOfCells = Double(cells - withheld) / Double(max(cells, 1))
        shareOfCounts = Double(published) / Double(max(counts, 1))
        tablesWithheld = release.protection.tablesWithheld
        self.seconds = seconds
        self.repetitions = repetitions
        self.processorSeconds = processorSeconds
        referenceSeconds = reference.seconds
        self.peakMegabytes = peakMegabytes
        self.megabytesBefore = megabytesBefore
    }
}
