extension LedgerSearch {
    /// One entry that was moved, or two that were exchanged, found by undoing it.
    mutating func moved(_ holding: [Range<Int>]) -> LedgerFault? {
        let places = LedgerSearch.places(in: 0..<size, outside: holding)
        guard places.count > 1, places.count < 1_000,
            canTry(places.count * places.count * 2, over: size)
        else {
            return nil
        }
        for (number, first) in places.enumerated() {
            for second in places[(number + 1)...] {
                var exchanged = lines
                exchanged.swapAt(first, second)
                if isSigned(exchanged) {
                    note { $0.swapAt(first, second) }
                    return LedgerFault(
                        .entryMoved, [first, second],
                        "each stands in the place of the other")
                }
            }
        }
        for from in places {
            for to in places where abs(from - to) > 1 {
                var moved = lines
                moved.insert(moved.remove(at: from), at: to)
                if isSigned(moved) {
                    note { $0.insert($0.remove(at: from), at: to) }
                    return LedgerFault(
                        .entryMoved, [from], "it was signed as entry \(to), and was moved here")
                }
            }
        }
        return nil
    }

    /// Takes down in which order the lines were signed, after undoing what was done to them.
    mutating func note(_ undo: (inout [Int]) -> Void) {
        var signed = Array(lines.indices)
        undo(&signed)
        order = Dictionary(uniqueKeysWithValues: zip(0..<size, signed))
    }
}
