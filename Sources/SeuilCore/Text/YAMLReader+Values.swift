extension YAMLReader {
    /// `true` or `false`, and no other spelling.
    public func boolean(_ node: YAMLNode?, _ what: String) -> Bool? {
        guard let node, let string = string(node, what) else { return nil }
        switch string {
        case "true": return true
        case "false": return false
        default:
            error("\(what) must be true or false", at: node.span)
            return nil
        }
    }

    /// A whole number in `range`, in plain digits.
    public func integer(_ node: YAMLNode?, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard let node, let string = string(node, what) else { return nil }
        guard let number = YAMLReader.plainInteger(string) else {
            error("\(what) must be a whole number", at: node.span)
            return nil
        }
        guard range.contains(number) else {
            let limits =
                range.upperBound == .max
                ? "at least \(range.lowerBound)"
                : "between \(range.lowerBound) and \(range.upperBound)"
            error("\(what) must be \(limits)", at: node.span)
            return nil
        }
        return number
    }

    /// A decimal number with at most six places.
    public func decimal(_ node: YAMLNode?, _ what: String) -> Decimal6? {
        guard let node, let string = string(node, what) else { return nil }
        guard let number = Decimal6(string) else {
            error("\(what) must be a decimal number with at most six places", at: node.span)
            return nil
        }
        return number
    }

    /// A day, `YYYY-MM-DD`.
    public func date(_ node: YAMLNode?, _ what: String) -> CalendarDate? {
        guard let node, let string = string(node, what) else { return nil }
        guard let date = CalendarDate(iso: string.utf8) else {
            error("\(what) must be a day that exists, written YYYY-MM-DD", at: node.span)
            return nil
        }
        return date
    }

    /// A length of time: a whole number and its unit, `500ms`, `30s`, `15m`, `2h`, `3d`.
    ///
    /// A day is 24 hours.
    public func duration(
        _ node: YAMLNode?, _ what: String,
        in range: ClosedRange<Duration> = .zero ... .seconds(366 * 86_400)
    ) -> Duration? {
        guard let node, let string = string(node, what) else { return nil }
        guard let duration = YAMLReader.plainDuration(string) else {
            error(
                "\(what) must be a length of time", at: node.span,
                hint: "write a whole number and its unit: 30s, 15m, 2h or 3d")
            return nil
        }
        guard range.contains(duration) else {
            error(
                "\(what) must be between \(range.lowerBound.plain) and \(range.upperBound.plain)",
                at: node.span)
            return nil
        }
        return duration
    }

    /// A size: a whole number of bytes, or of `KiB`, `MiB` or `GiB`.
    public func byteCount(
        _ node: YAMLNode?, _ what: String, in range: ClosedRange<Int>
    ) -> Int? {
        guard let node, let string = string(node, what) else { return nil }
        let digits = string.prefix { $0.isASCII && $0.isNumber }
        let units = ["": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
        let unit = string.dropFirst(digits.count).drop { $0 == " " }
        guard let number = YAMLReader.plainInteger(String(digits)),
            let factor = units[String(unit)],
            case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow
        else {
            error(
                "\(what) must be a size", at: node.span,
                hint: "write a whole number of bytes, or of KiB, MiB or GiB")
            return nil
        }
        guard range.contains(bytes) else {
            error(
                "\(what) must be between \(range.lowerBound) and \(range.upperBound) bytes",
                at: node.span)
            return nil
        }
        return bytes
    }

    /// One of the words of `Choice`.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: YAMLNode?, _ what: String, as type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let node, let string = string(node, what) else { return nil }
        guard let choice = Choice(rawValue: string) else {
            let words = Choice.allCases.map(\.rawValue)
            error(
                "'\(string)' is not one of \(words.joined(separator: ", "))", at: node.span,
                hint: LikelyWord.hint(for: string, among: words))
            return nil
        }
        return choice
    }

    /// Digits without sign or leading zero.
    static func plainInteger(_ string: String) -> Int? {
        guard !string.isEmpty, string.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            string == "0" || !string.hasPrefix("0")
        else { return nil }
        return Int(string)
    }

    static func plainDuration(_ string: String) -> Duration? {
        let digits = string.prefix { $0.isASCII && $0.isNumber }
        guard let number = plainInteger(String(digits)), number < 1 << 40 else { return nil }
        switch string.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3_600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }
}

extension Duration {
    /// As a policy or configuration writes it.
    public var plain: String {
        let seconds = components.seconds
        let milliseconds = components.attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1_000 + milliseconds)ms" }
        for (unit, length) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60)]
        where seconds != 0 && seconds.isMultiple(of: length) {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
