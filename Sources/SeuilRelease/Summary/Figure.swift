public import SeuilCore

/// One published cell: the count in its table's unit, the visitors where the table shows them, and its sums.
public struct Figure: Sendable, Equatable, Hashable {
    /// Every published number is below a million million, so that its width is known beforehand.
    public static let digitLimit = 12
    /// The greatest number that may be published.
    public static let greatest = 999_999_999_999
    /// The greatest sum that may be published: as many digits, and six places.
    public static let greatestSum = Decimal6(millionths: 999_999_999_999_999_999)

    public let count: Int
    public let visitors: Int?
    /// One for each sum that the table shows, in its order; `nil` where the sum is withheld in the whole table.
    public let sums: [Decimal6?]

    /// A published figure.
    public init(count: Int, visitors: Int?, sums: [Decimal6?] = []) {
        self.count = count
        self.visitors = visitors
        self.sums = sums
    }

    /// The table's sum number `index`, where it is published.
    func sum(_ index: Int) -> Decimal6? { sums.indices.contains(index) ? sums[index] : nil }

    /// Whether all numbers have a width that the worst case leaves room for.
    var fits: Bool {
        (0...Figure.greatest).contains(count)
            && visitors.map((0...Figure.greatest).contains) ?? true
            && sums.allSatisfy { sum in
                sum.map { (Decimal6(millionths: 0)...Figure.greatestSum).contains($0) } ?? true
            }
    }
}
