import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Decimal numbers")
struct Decimal6Tests {
    func read(_ text: String) -> Int64? { Decimal6(digits: Array(text.utf8))?.millionths }

    @Test(
        "Numbers are exact in millionths",
        arguments: [
            ("0", 0), ("-0", 0), ("0.0e99", 0), ("0.000001", 1), ("-12.5", -12_500_000),
            ("1e3", 1_000_000_000), ("1E+3", 1_000_000_000), ("12300e-2", 123_000_000),
            ("1.0000000000", 1_000_000), ("0.10000000000000000000000000", 100_000),
            ("9223372036854.775807", Int64.max), ("100000000000000000000e-20", 1_000_000),
        ] as [(String, Int64)])
    func exact(text: String, millionths: Int64) {
        #expect(read(text) == millionths)
    }

    @Test(
        "What is no number, inexact or too large is not read",
        arguments: [
            "", "-", "+1", "01", "-01", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "1 ", " 1", "NaN",
            "Infinity", "1,5", "1e3.5", "--1", "0.0000001", "1e-7", "1.0000001",
            "9223372036854.775808", "1e999999999999999999999", "1e400", "123456789012345678901234",
            "1.234567890123456789012",
        ])
    func refused(text: String) {
        #expect(read(text) == nil)
    }

    @Test("Random decimals agree with Foundation's")
    func oracle() throws {
        var mix = SeededGenerator.printed()
        for _ in 0..<5000 {
            let digits = Int.random(in: -99_999_999...99_999_999, using: &mix)
            let exponent = Int.random(in: -6...4, using: &mix)
            let text = "\(digits)e\(exponent)"
            var expected = try #require(Decimal(string: text)) * 1_000_000
            var rounded = Decimal()
            // Safe: both point to local values.
            unsafe NSDecimalRound(&rounded, &expected, 0, .plain)
            let isExact = rounded == expected
            #expect(
                read(text) == (isExact ? NSDecimalNumber(decimal: expected).int64Value : nil),
                "\(text)")
        }
    }
}
