internal import SeuilCore

/// The grammar of what entries name. What it lets through is safe as a part of a path.
public enum LedgerWords {
    /// The days of the period that `id` names, whatever its length; `nil` when it names none.
    ///
    /// In no time zone in particular: which calendar days are meant needs none.
    public static func days(ofPeriod id: String) -> Range<Int>? {
        for length in PeriodLength.allCases {
            let rule = PeriodRule(each: length, timeZone: "UTC", grace: .zero, backfillFrom: nil)
            guard let calendar = PeriodCalendar(rule: rule), let period = calendar.period(id: id)
            else { continue }
            let next = calendar.next(after: period)?.firstDay.dayNumber
            return next.map { period.firstDay.dayNumber..<$0 }
        }
        return nil
    }

    /// Whether `word` can be an audience's name.
    public static func isAudience(_ word: String) -> Bool {
        guard let first = word.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return word.utf8.count <= 48
            && word.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    /// Whether `word` is a site's identifier: 16 bytes in hexadecimal.
    public static func isSite(_ word: String) -> Bool { LogName.isSite(word) }

    /// The name of a site's log, which is also that of its key.
    ///
    /// A rehearsal's is another one, so that nothing it signs can be taken for a site's.
    public static func origin(ofSite site: String, isRehearsal: Bool = false) -> String {
        isRehearsal ? "seuil-rehearsal/\(site)" : "seuil/\(site)"
    }

    /// The site whose log has that name, and whether it is a rehearsal's.
    public static func site(ofOrigin origin: String) -> (site: String, isRehearsal: Bool)? {
        for isRehearsal in [false, true] {
            let prefix = LedgerWords.origin(ofSite: "", isRehearsal: isRehearsal)
            guard origin.utf8.starts(with: prefix.utf8) else { continue }
            let site = String(decoding: origin.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            if isSite(site) { return (site, isRehearsal) }
        }
        return nil
    }
}
