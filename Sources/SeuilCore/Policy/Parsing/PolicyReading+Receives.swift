// What a tool may send.
extension PolicyReading {
    func readReceives(_ node: YAMLNode?) {
        guard
            let map = reader.mapping(
                node, "receives", allowed: ["visit", "request", "required", "labels"],
                required: ["visit"])
        else {
            knowsMembers = false
            return
        }
        if map["visit"] == nil { knowsMembers = false }
        readMembers(map["visit"], .visit)
        readMembers(map["request"], .request)
        readRequired(map["required"])
        readLabels(map["labels"])
        if members.count > PolicyLimits.memberCount {
            reader.error(
                "a policy receives at most \(PolicyLimits.memberCount) members", at: map.span)
        }
    }

    private func readMembers(_ node: YAMLNode?, _ scope: Scope) {
        guard let node else { return }
        guard let map = reader.mapping(node, "receives \(scope.rawValue)") else {
            knowsMembers = false
            return
        }
        for entry in map.entries {
            let kind: Member.Kind? = reader.choice(entry.value, "the kind of '\(entry.key)'")
            guard isWord(entry.key, entry.keySpan, PolicyNames.isColumnWord) else { continue }
            if PolicyNames.reservedMembers.contains(entry.key) {
                reader.error(
                    "'\(entry.key)' is part of every visit and is not declared", at: entry.keySpan)
                continue
            }
            if memberSpans[entry.key] != nil {
                reader.error("'\(entry.key)' is already received", at: entry.keySpan)
                continue
            }
            memberSpans[entry.key] = entry.keySpan
            if kind == nil { unreadMembers.insert(entry.key) }
            members.append(
                Member(
                    name: entry.key, scope: scope, kind: kind ?? .dropped, isRequired: false))
        }
    }

    private func readRequired(_ node: YAMLNode?) {
        var seen: Set<String> = []
        for element in reader.list(node, "required", allowsEmpty: true) ?? [] {
            guard let name = reader.string(element, "required") else { continue }
            guard let index = members.firstIndex(where: { $0.name == name }) else {
                reportUnknownMember(name, element.span)
                continue
            }
            if !seen.insert(name).inserted {
                reader.error("'\(name)' appears twice", at: element.span)
            }
            if members[index].kind == .dropped, !unreadMembers.contains(name) {
                reader.error(
                    "'\(name)' is dropped, so it cannot be required", at: element.span)
            }
            members[index].isRequired = true
        }
    }

    private func readLabels(_ node: YAMLNode?) {
        for entry in reader.mapping(node, "labels")?.entries ?? [] {
            if !members.contains(where: { $0.name == entry.key }) {
                reportUnknownMember(entry.key, entry.keySpan)
            }
            guard
                let label = text(
                    entry.value, "the label of '\(entry.key)'", limit: PolicyLimits.labelLength)
            else { continue }
            if let index = members.firstIndex(where: { $0.name == entry.key }) {
                members[index].label = label
            }
        }
    }

    func reportUnknownMember(_ name: String, _ span: SourceSpan) {
        guard knowsMembers else { return }
        let names = members.map(\.name)
        if let likely = LikelyWord.suggestion(for: name, among: names) {
            usedMembers.insert(likely)
        }
        reader.error(
            "'\(name)' is not received", at: span,
            hint: LikelyWord.hint(for: name, among: names, listing: "received are"))
    }

    /// The member `name`, of one of `kinds`, used by `user`.
    func member(
        _ name: String, _ span: SourceSpan, kinds: [Member.Kind], for transform: String
    ) -> Int? {
        guard let index = members.firstIndex(where: { $0.name == name }) else {
            reportUnknownMember(name, span)
            return nil
        }
        usedMembers.insert(name)
        guard !unreadMembers.contains(name) else { return nil }
        let kind = members[index].kind
        if kind == .dropped {
            reader.error("'\(name)' is dropped, so it cannot be kept", at: span)
            return nil
        }
        guard kinds.contains(kind) else {
            let allowed = kinds.map(\.rawValue).joined(separator: " or ")
            reader.error(
                "'\(transform)' takes a member of kind \(allowed), and '\(name)' is \(kind.rawValue)",
                at: span)
            return nil
        }
        return index
    }
}
