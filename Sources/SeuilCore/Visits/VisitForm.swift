/// The description of a visit from which any tool can build its form: a JSON Schema with labels.
///
/// A visit that fits the schema is one that the daemon takes, time and repetition apart. Labels stand in `title`,
/// in French, and in both languages in `x-labels`; `x-identifies` marks what is hashed, `x-dropped` what is read
/// and forgotten, `x-parent` the group that a code stands in.
/// Source: JSON Schema, draft 2020-12.
public enum VisitForm {
    /// The schema of a visit under `policy`, as JSON.
    public static func schema(_ policy: Policy, limits: VisitLimits = VisitLimits()) -> [UInt8] {
        let request = object(of: .request, in: policy, own: [])
        let needsRequest = policy.members.contains { $0.scope == .request && $0.isRequired }
        let own: [(String, JSONText)] = [
            ("id", .object([("type", .string("string")), ("format", .string("uuid"))])),
            ("at", .object([("type", .string("string")), ("format", .string("date-time"))])),
            (
                "count",
                .object([
                    ("type", .string("integer")), ("minimum", .number(1)),
                    ("maximum", .number(limits.groupSize)),
                ])
            ),
            (
                "requests",
                .object([
                    ("type", .string("array")), ("minItems", .number(1)),
                    ("maxItems", .number(limits.requestCount)), ("items", .object(request)),
                ])
            ),
        ]
        var schema: [(String, JSONText)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("$id", .string("urn:seuil:form:\(policy.name):\(policy.version)")),
        ]
        schema += labels(policy.title)
        schema += object(
            of: .visit, in: policy, own: own, alsoRequired: needsRequest ? ["requests"] : [])
        if let visitor = policy.visitor { schema += groupRule(visitor, in: policy) }
        return JSONText.object(schema).bytes
    }

    /// The schema's members for an object that holds the declared members of `scope`.
    private static func object(
        of scope: Scope, in policy: Policy, own: [(String, JSONText)],
        alsoRequired: [String] = []
    ) -> [(String, JSONText)] {
        let members = policy.members.indices.filter { policy.members[$0].scope == scope }
        let required = members.filter { policy.members[$0].isRequired }
            .map { policy.members[$0].name }
        return [
            ("type", .string("object")),
            (
                "properties",
                .object(
                    own
                        + members.map {
                            (policy.members[$0].name, .object(property($0, in: policy)))
                        })
            ),
            ("required", .array((required + alsoRequired).map(JSONText.string))),
            ("additionalProperties", .bool(false)),
        ]
    }

    /// The schema of one declared member.
    private static func property(_ index: Int, in policy: Policy) -> [(String, JSONText)] {
        let member = policy.members[index]
        let dimensions = policy.dimensions.filter { $0.source == .member(index) }
        let sum = policy.sums.first { $0.member == index }
        var schema = labels(policy.label(ofMember: index))
        switch member.kind {
        case .text:
            schema.append(("type", .string("string")))
            // A prefix asks for more than one character by itself.
            let isCut = dimensions.contains { !choices(of: $0).isEmpty }
            if member.isRequired && !isCut { schema.append(("minLength", .number(1))) }
        case .date:
            schema += [("type", .string("string")), ("format", .string("date"))]
        case .number:
            schema.append(("type", .string("number")))
            if sum != nil { schema.append(("minimum", .number(0))) }
        case .code: schema.append(("type", .string("string")))
        case .dropped: schema.append(("x-dropped", .bool(true)))
        }
        for dimension in dimensions { schema += choices(of: dimension) }
        if policy.visitor?.hashed.contains(index) == true {
            schema.append(("x-identifies", .bool(true)))
        }
        return schema
    }

    /// What `dimension` asks of its member's value.
    private static func choices(of dimension: Dimension) -> [(String, JSONText)] {
        switch dimension.transform {
        case .code:
            let codelist = dimension.codelist
            let reserved = [Codelist.totalCode, Codelist.unknownCode, Codelist.otherCode]
            let codes = codelist.leaves.filter { !reserved.contains(codelist.entries[$0].code) }
                .map { leaf -> JSONText in
                    let entry = codelist.entries[leaf]
                    var choice = [("const", JSONText.string(entry.code))] + labels(entry.label)
                    if let parent = entry.parent, parent != 0 {
                        choice += [
                            ("x-parent", .string(codelist.entries[parent].code)),
                            ("x-parent-labels", both(codelist.entries[parent].label)),
                        ]
                    }
                    return .object(choice)
                }
            guard dimension.acceptsOther else { return [("oneOf", .array(codes))] }
            return [("anyOf", .array(codes + [.object([("type", .string("string"))])]))]
        case .prefix(let count):
            return dimension.acceptsOther ? [] : [("minLength", .number(count))]
        case .time, .band: return []
        }
    }

    /// Whoever comes in a group is not identified.
    private static func groupRule(
        _ visitor: VisitorRule, in policy: Policy
    ) -> [(String, JSONText)] {
        let isNamed = visitor.hashed.map { member -> JSONText in
            .object([("required", .array([.string(policy.members[member].name)]))])
        }
        let isGroup: [(String, JSONText)] = [
            ("properties", .object([("count", .object([("minimum", .number(2))]))])),
            ("required", .array([.string("count")])),
        ]
        return [
            ("if", .object(isGroup)),
            ("then", .object([("not", .object([("anyOf", .array(isNamed))]))])),
        ]
    }

    private static func labels(_ text: LocalizedText) -> [(String, JSONText)] {
        [("title", .string(text.fr)), ("x-labels", both(text))]
    }

    private static func both(_ text: LocalizedText) -> JSONText {
        .object([("fr", .string(text.fr)), ("en", .string(text.en))])
    }
}
