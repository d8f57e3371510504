extension Decimal6 {
    /// The number that `digits` writes in the grammar of JSON, or `nil` when it is not written so, has more
    /// than six decimal places, or is larger than about 9 × 10¹².
    ///
    /// Exact or nothing: a number is never rounded on its way in. Source: RFC 8259 section 6.
    public init?(digits: some Sequence<UInt8>) {
        var reading = Reading()
        for byte in digits {
            guard reading.take(byte) else { return nil }
        }
        guard let millionths = reading.millionths else { return nil }
        self.init(millionths: millionths)
    }
}

extension Decimal6 {
    /// A number being read digit by digit: significant digits, and the power of ten they stand at.
    private struct Reading {
        private enum Place { case start, sign, zero, whole, point, fraction, e, eSign, exponent }
        private var place = Place.start
        private var isNegative = false
        private var isExponentNegative = false
        private var significand: UInt64 = 0
        /// Zeros read since the last significant digit: they count only once another digit follows.
        private var pendingZeros = 0
        private var fractionDigits = 0
        private var exponent = 0
        private var isTooLong = false

        /// Takes the next character; `false` when it cannot stand here.
        mutating func take(_ byte: UInt8) -> Bool {
            if let digit = byte.decimalDigit { return take(digit: digit) }
            switch (byte, place) {
            case (UInt8(ascii: "-"), .start):
                isNegative = true
                place = .sign
            case (UInt8(ascii: "."), .zero), (UInt8(ascii: "."), .whole):
                place = .point
            case (UInt8(ascii: "e"), .zero), (UInt8(ascii: "e"), .whole),
                (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .zero),
                (UInt8(ascii: "E"), .whole), (UInt8(ascii: "E"), .fraction):
                place = .e
            case (UInt8(ascii: "+"), .e), (UInt8(ascii: "-"), .e):
                isExponentNegative = byte == UInt8(ascii: "-")
                place = .eSign
            default: return false
            }
            return true
        }

        private mutating func take(digit: Int) -> Bool {
            switch place {
            case .start, .sign:
                place = digit == 0 ? .zero : .whole
                append(digit)
            case .zero: return false
            case .whole: append(digit)
            case .point, .fraction:
                place = .fraction
                fractionDigits += 1
                append(digit)
            case .e, .eSign, .exponent:
                place = .exponent
                // Beyond this the number is out of range either way.
                exponent = min(exponent * 10 + digit, 1_000_000)
            }
            return true
        }

        private mutating func append(_ digit: Int) {
            guard digit != 0 else {
                if significand != 0 { pendingZeros += 1 }
                return
            }
            guard !isTooLong, let scaled = significand.timesTen(toThe: pendingZeros + 1) else {
                isTooLong = true
                return
            }
            let (sum, overflow) = scaled.addingReportingOverflow(UInt64(digit))
            significand = sum
            isTooLong = overflow
            pendingZeros = 0
        }

        /// The number in millionths, or `nil` when unfinished, inexact or too large.
        var millionths: Int64? {
            switch place {
            case .zero, .whole, .fraction, .exponent: break
            default: return nil
            }
            guard significand != 0 else { return isTooLong ? nil : 0 }
            let power =
                pendingZeros - fractionDigits + (isExponentNegative ? -exponent : exponent) + 6
            guard !isTooLong, power >= 0, let magnitude = significand.timesTen(toThe: power),
                let positive = Int64(exactly: magnitude)
            else { return nil }
            return isNegative ? -positive : positive
        }
    }
}

extension UInt64 {
    /// This number times ten to the `power`, or `nil` on overflow.
    fileprivate func timesTen(toThe power: Int) -> UInt64? {
        guard power <= 19 else { return nil }
        var result = self
        for _ in 0..<power {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            result = product
        }
        return result
    }
}
