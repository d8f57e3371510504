/// One published cell: the count in its table's unit, and the visitors where the table shows them.
public struct Figure: Sendable, Equatable, Hashable {
    /// Every published number is below a million million, so that its width is known beforehand.
    public static let digitLimit = 12
    /// The greatest number that may be published.
    public static let greatest = 999_999_999_999

    public let count: Int
    public let visitors: Int?

    /// A published figure.
    public init(count: Int, visitors: Int?) {
        self.count = count
        self.visitors = visitors
    }

    /// Whether both numbers have a width that the worst case leaves room for.
    var fits: Bool {
        (0...Figure.greatest).contains(count)
            && visitors.map((0...Figure.greatest).contains) ?? true
    }
}
