import Foundation

// What frames a policy: when it is in force, who answers for it, the periods, the rules of protection.
extension PolicyReading {
    func readInForce(_ node: YAMLNode?) -> ClosedRange<CalendarDate>? {
        let map = reader.mapping(
            node, "in_force", allowed: ["from", "until"], required: ["from", "until"])
        guard let from = reader.date(map?["from"], "in_force from"),
            let until = reader.date(map?["until"], "in_force until")
        else { return nil }
        guard from <= until else {
            reader.error(
                "the policy ends before it begins", at: map?["until"]?.span ?? map?.span ?? origin)
            return nil
        }
        return from...until
    }

    func readController(_ node: YAMLNode?) -> Controller? {
        let map = reader.mapping(
            node, "controller", allowed: ["name", "contact"], required: ["name", "contact"])
        guard let name = line(map?["name"], "the controller's name", limit: 120),
            let contact = line(map?["contact"], "the controller's contact", limit: 120)
        else { return nil }
        return Controller(name: name, contact: contact)
    }

    func readPeriods(_ node: YAMLNode?) -> PeriodRule? {
        let map = reader.mapping(
            node, "periods", allowed: ["each", "timezone", "grace", "backfill", "publish_after"],
            required: ["each", "timezone"])
        let each: PeriodLength? = reader.choice(map?["each"], "each")
        let zone = readTimeZone(map?["timezone"])
        let grace = reader.duration(map?["grace"], "grace", in: .zero ... .seconds(31 * 86_400))
        let delay = reader.duration(
            map?["publish_after"], "publish_after", in: .seconds(60) ... .seconds(31 * 86_400))
        let first = readBackfill(map?["backfill"], each)
        guard let each, let zone else { return nil }
        return PeriodRule(
            each: each, timeZone: zone, grace: grace ?? .zero, backfillFrom: first,
            publishAfter: delay ?? PeriodRule.defaultPublishAfter)
    }

    private func readTimeZone(_ node: YAMLNode?) -> String? {
        guard let node, let name = reader.string(node, "timezone") else { return nil }
        let known = TimeZone.knownTimeZoneIdentifiers
        guard name == "UTC" || (known.contains(name) && TimeZone(identifier: name) != nil) else {
            reader.error(
                "'\(name)' is not a time zone", at: node.span,
                hint: LikelyWord.hint(for: name, among: known)
                    ?? "use an IANA name such as Europe/Paris, or UTC")
            return nil
        }
        return name
    }

    private func readBackfill(_ node: YAMLNode?, _ each: PeriodLength?) -> CalendarDate? {
        let map = reader.mapping(node, "backfill", allowed: ["from"], required: ["from"])
        guard let map, let from = reader.date(map["from"], "backfill from"),
            let span = map["from"]?.span
        else { return nil }
        if let each, PeriodName.firstDay(of: each, containing: from) != from {
            reader.error(
                "backfill must begin with a period: \(from.plain) is not the first day of a \(each.rawValue)",
                at: span)
        }
        if let inForce, from > inForce.upperBound {
            reader.error("backfill begins after the policy ends", at: span)
        }
        return from
    }

    func readThreshold(_ node: YAMLNode?) -> Threshold? {
        guard let map = reader.mapping(node, "threshold", allowed: ["people", "visits"]) else {
            return nil
        }
        guard map.entries.count == 1, let entry = map.entries.first else {
            if !map.entries.contains(where: { !["people", "visits"].contains($0.key) }) {
                reader.error("threshold must say either people or visits", at: map.span)
            }
            return nil
        }
        let least = reader.integer(entry.value, "threshold", in: 3...1_000)
        if knowsKept {
            if entry.key == "people", !hasVisitorRule {
                reader.error(
                    "nobody is counted as a person, so the threshold cannot be on people",
                    at: entry.keySpan, hint: "write visits: N, or keep a 'visitor'")
            } else if entry.key == "visits", hasVisitorRule {
                reader.error(
                    "people are counted once, so the threshold must be on people",
                    at: entry.keySpan, hint: "write people: N")
            }
        }
        guard let least else { return nil }
        if least < 5 {
            reader.warning(
                "a threshold under 5 protects little", at: entry.value.span,
                hint: "health and social statistics use 10 or 11")
        }
        return entry.key == "people" ? .people(least) : .visits(least)
    }

    func readDisclosure(_ node: YAMLNode?) -> DisclosureRule? {
        guard let node else { return DisclosureRule() }
        let map = reader.mapping(
            node, "disclosure", allowed: ["interval", "zeros", "group", "p_percent"])
        guard let map else { return nil }
        var rule = DisclosureRule()
        if let interval = reader.integer(map["interval"], "interval", in: 1...1_000) {
            rule.interval = interval
        }
        rule.zeros = reader.choice(map["zeros"], "zeros")
        if let group: DisclosureRule.Group = reader.choice(map["group"], "group") {
            rule.group = group
        }
        if let percent = reader.integer(map["p_percent"], "p_percent", in: 1...99) {
            rule.pPercent = percent
        }
        return rule
    }

    var origin: SourceSpan { SourceSpan(line: 1, column: 1, length: 1) }
}

extension CalendarDate {
    /// `YYYY-MM-DD`.
    var plain: String { PeriodName.write(.day, firstDay: self) }
}
