import Foundation
import SeuilCore

/// The two places where a command writes.
enum Terminal {
    /// Whether a person is watching standard error.
    static let isWatched = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// Writes a line of the answer.
    static func answer(_ text: String) { write(text, to: .standardOutput) }

    /// Writes a line of what a person should know meanwhile.
    static func tell(_ text: String) { write(text, to: .standardError) }

    /// Writes JSON for a script.
    static func answer(json value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("answers are made of strings and whole numbers")
        }
        answer(String(decoding: data, as: UTF8.self))
    }

    /// Writes over the line that the last call wrote, on a watched terminal only.
    static func progress(_ text: String) {
        guard isWatched else { return }
        try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text)".utf8))
    }

    private static func write(_ text: String, to handle: FileHandle) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        // Nobody is left to be told that writing failed.
        try? handle.write(contentsOf: Data(line.utf8))
    }
}

extension Int {
    /// With a comma between thousands: `64,991`.
    var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 visit`, `2 visits`.
    func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }
}

extension CalendarDate {
    /// `YYYY-MM-DD`.
    var text: String {
        let year = String(repeating: "0", count: 4 - String(year).count) + String(year)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
