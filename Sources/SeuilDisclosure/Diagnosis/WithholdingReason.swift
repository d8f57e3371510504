import SeuilCore

/// Why a cell of invented visits is withheld.
///
/// Of real visits nobody may be told: which of the withheld cells were small is what withholding hides. So this
/// is found only by a ``Trial``, and no release, and no type on the way to one, can hold it.
public enum WithholdingReason: Sendable, Equatable {
    /// Fewer people, or visits, than the threshold, and at least one.
    case fewerThanThreshold
    /// Nobody, under a policy that protects zeros.
    case zero
    /// A row lies wholly in one category, this one or another: the cell would tell of each of its people.
    case group
    /// A sum that the table publishes is here nearly one person's, or of too few.
    case dominated
    /// Without it, the withheld cell of this name could be known too well.
    case protects(String)
    /// What published figures leave over of the cell of this name would be too few.
    case remainder(of: String)
    /// The release is so small that the rule itself could be replayed, which says what goes with what is small.
    case replay
    /// Nothing less was proved within the budget, so that table number `table` is withheld.
    case table(Int)
    /// Nothing at all was proved, so that nothing is released.
    case nothingReleased
}

/// What a repair withholds cells for.
enum WithholdingCause: Sendable {
    /// A cell that would have no proof otherwise.
    case cell(Int)
    /// A total of which published parts would leave too few over.
    case remainder(of: Int)
    case table(Int)
    case replay
}

extension CellSystem {
    /// Why `cell` is withheld by `decision`.
    func reason(for cell: Int, in decision: Decision) -> WithholdingReason {
        if isSensitive(cell), let truth = cells[cell].truth {
            if truth[0] == 0 { return cells[cell].zeros == .protect ? .zero : .group }
            if truth[countedPosition] < threshold.least { return .fewerThanThreshold }
            return groups.whole.contains(cell) ? .group : .dominated
        }
        switch decision.causes[cell] {
        case .cell(let other): return .protects(cells[other].name)
        case .remainder(let total): return .remainder(of: cells[total].name)
        case .table(let table): return .table(table)
        case .replay: return .replay
        case nil: return .nothingReleased
        }
    }
}
