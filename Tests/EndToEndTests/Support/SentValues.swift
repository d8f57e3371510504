import Foundation

/// What may stand in no answer and no log line: whatever a visit says, but for the names and codes of the form.
struct SentValues {
    private let declared: Set<String>

    /// Reads the declared names and codes from the form of `instance`.
    init(formOf instance: Instance) throws {
        let form = try Curl.send([
            Curl.Transfer(socket: instance.events, method: "GET", path: "/v1/form", headers: [])
        ])
        var declared: Set<String> = []
        if let json = form.first?.answer.json { SentValues.collect(json, into: &declared) }
        self.declared = declared
    }

    /// Whether the form told of anything: otherwise every name would count as a value.
    var isUsable: Bool { declared.isSuperset(of: ["requests", "reason", "name"]) }

    /// The texts in quotes of more than three characters, and the long numbers, in a body that need not be JSON.
    func values(in text: String) -> Set<String> {
        var values: Set<String> = []
        for match in text.matches(of: #/"((?:[^"\\]|\\.){4,})"/#) { values.insert(String(match.1)) }
        for match in text.matches(of: #/[0-9]{6,}/#) { values.insert(String(match.0)) }
        let whole = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if !text.contains("\""), whole.count > 3, whole != "null" { values.insert(whole) }
        return values.filter { $0.contains { $0.isLetter || $0.isNumber } }
            .subtracting(declared)
    }

    private static func collect(_ schema: JSONValue, into declared: inout Set<String>) {
        switch schema {
        case .object(let members):
            if case .object(let properties)? = members["properties"] {
                declared.formUnion(properties.keys)
            }
            if case .string(let code)? = members["const"] { declared.insert(code) }
            if case .array(let codes)? = members["enum"] {
                for case .string(let code) in codes { declared.insert(code) }
            }
            for member in members.values { collect(member, into: &declared) }
        case .array(let items): for item in items { collect(item, into: &declared) }
        default: break
        }
    }
}
