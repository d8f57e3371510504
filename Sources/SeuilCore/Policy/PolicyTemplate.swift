/// Makes a policy out of a shipped one by changing nothing but its two dates.
public enum PolicyTemplate {
    /// The policy text `bytes` with `in_force` from `first` until `last`; everything else, comments included, stays.
    ///
    /// - Throws: why the text has no two dates to change.
    public static func dated(
        _ bytes: [UInt8], from first: CalendarDate, until last: CalendarDate
    ) throws(Diagnostics) -> [UInt8] {
        let document = try YAMLDocument(bytes: bytes, file: PolicyFiles.policy)
        let reader = YAMLReader(document)
        let map = reader.mapping(reader.root, "the policy")
        if map != nil, map?["in_force"] == nil {
            reader.error("the policy must say 'in_force'", at: reader.root.span)
        }
        let dates = reader.mapping(
            map?["in_force"], "in_force", allowed: ["from", "until"], required: ["from", "until"])
        let from = dates?["from"]
        let until = dates?["until"]
        _ = reader.date(from, "in_force from")
        _ = reader.date(until, "in_force until")
        try reader.check()
        guard let from, let until else { return bytes }
        let text = document.source.replacing([
            (from.span, first.plain), (until.span, last.plain),
        ])
        return Array(text.utf8)
    }
}
