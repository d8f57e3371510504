internal import Foundation

/// Reading of times as they are sent.
enum InternetTime {
    /// The instant that `bytes` write in the form of RFC 3339, to the second, or `nil`.
    ///
    /// `T` and `Z` in either case, decimals (passed over), a leap second only where one can be, and
    /// years from 1900, so that every instant has a local date in every zone.
    /// Source: RFC 3339 section 5.6.
    static func instant<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> Date? {
        var rest = bytes[...]
        guard rest.count > 10, let day = CalendarDate(iso: rest.prefix(10)), day.year >= 1900
        else { return nil }
        rest = rest.dropFirst(10)
        guard rest.take("T") || rest.take("t"), let hour = rest.takeNumber(0...23),
            rest.take(":"), let minute = rest.takeNumber(0...59),
            rest.take(":"), let second = rest.takeNumber(0...60)
        else { return nil }
        if rest.take(".") {
            guard rest.first?.decimalDigit != nil else { return nil }
            rest = rest.drop { $0.decimalDigit != nil }
        }
        guard let offset = rest.takeOffset(), rest.isEmpty else { return nil }
        let minutes = day.dayNumber * 1440 + hour * 60 + minute - offset
        // Leap seconds end the last minute of a day in UTC.
        if second == 60 && (minutes + 1) % 1440 != 0 { return nil }
        return Date(timeIntervalSince1970: Double(minutes * 60 + second))
    }
}

extension Collection where Element == UInt8, SubSequence == Self {
    /// Takes `character` off the front, or leaves everything as it is.
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard first == UInt8(ascii: character) else { return false }
        removeFirst()
        return true
    }

    /// Takes a number of two digits that lies in `range` off the front.
    fileprivate mutating func takeNumber(_ range: ClosedRange<Int>) -> Int? {
        guard let tens = first?.decimalDigit, let ones = dropFirst().first?.decimalDigit,
            range.contains(tens * 10 + ones)
        else { return nil }
        removeFirst(2)
        return tens * 10 + ones
    }

    /// Takes `Z` or `+hh:mm` off the front: minutes east of UTC.
    fileprivate mutating func takeOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = takeNumber(0...23), take(":"),
            let minutes = takeNumber(0...59)
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}
