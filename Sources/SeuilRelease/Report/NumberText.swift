internal import SeuilCore

/// Numbers as readers of a language write them.
///
/// By hand, so that a report is the same whatever data about languages a machine has.
enum NumberText {
    /// `12345` as `12 345` with narrow no-break spaces, or `12,345`.
    static func whole(_ number: Int, _ language: Language) -> String {
        let separator = language == .fr ? "\u{202F}" : ","
        let digits = String(number)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += separator }
            text.append(digit)
        }
        return text
    }

    /// `12345.5` as `12 345,5` with narrow no-break spaces, or `12,345.5`; exact, with no more places than it has.
    static func decimal(_ number: Decimal6, _ language: Language) -> String {
        let whole = whole(Int(number.millionths / 1_000_000), language)
        guard !number.isWhole else { return whole }
        let places = number.description.drop { $0 != "." }.dropFirst()
        return whole + (language == .fr ? "," : ".") + places
    }

    /// The change from `before` to `now` in whole percent: `+5 %`, `−12 %`, `±0 %`; `nil` from 0, and beyond
    /// tenfold, where the two figures say more than a percentage.
    static func change(from before: Int, to now: Int, _ language: Language) -> String? {
        guard before > 0 else { return nil }
        let difference = now - before
        let share = (Double(abs(difference)) / Double(before) * 100).rounded()
        guard share < 1000 else { return nil }
        let percent = Int(share)
        let sign = percent == 0 ? "±" : difference < 0 ? "−" : "+"
        return sign + String(percent) + (language == .fr ? "\u{202F}%" : "%")
    }
}
