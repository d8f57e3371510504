extension Decimal6: CustomStringConvertible {
    /// Reads `-12.5`: an optional minus, digits without a leading zero, at most six places.
    public init?(_ text: String) {
        var digits = Substring(text)
        let isNegative = digits.hasPrefix("-")
        if isNegative { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, Decimal6.isDigits(whole),
            whole == "0" || !whole.hasPrefix("0"), whole.utf8.count <= 12, let units = Int64(whole)
        else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            let places = parts[1]
            guard Decimal6.isDigits(places), places.utf8.count <= 6,
                let read = Int64(places + String(repeating: "0", count: 6 - places.utf8.count))
            else { return nil }
            fraction = read
        }
        let size = units * 1_000_000 + fraction
        self.init(millionths: isNegative ? -size : size)
    }

    /// In the fewest digits, with a point: `2.5`, `18`.
    public var description: String {
        let size = millionths.magnitude
        var text = "\(millionths < 0 ? "-" : "")\(size / 1_000_000)"
        guard size % 1_000_000 != 0 else { return text }
        var places = String(size % 1_000_000)
        places = String(repeating: "0", count: 6 - places.utf8.count) + places
        while places.hasSuffix("0") { places.removeLast() }
        text += "." + places
        return text
    }

    /// Whether there are no places behind the point.
    public var isWhole: Bool { millionths % 1_000_000 == 0 }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
