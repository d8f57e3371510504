/// A decimal number with at most six places, held exactly, in millionths.
///
/// Cut points and sent numbers are compared as decimals: `0.1` is never a little more or less than a tenth.
public struct Decimal6: Sendable, Equatable, Hashable, Comparable {
    public var millionths: Int64

    public init(millionths: Int64) { self.millionths = millionths }

    public static func < (left: Decimal6, right: Decimal6) -> Bool {
        left.millionths < right.millionths
    }
}
