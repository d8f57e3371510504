/// Looks at one line of NDJSON just closely enough to see which members its object has.
///
/// It judges nothing: a line that is no object goes to the daemon as it is, whose refusal is the one that
/// counts.
struct VisitLine {
    /// Whether the object has a member of this name already.
    private(set) var hasID = false
    private(set) var hasTime = false
    /// Where the first member begins; `nil` when the line is no object.
    private(set) var start: Int?
    private(set) var isEmpty = false

    init(_ line: ArraySlice<UInt8>) {
        var place = line.startIndex
        VisitLine.skipSpace(line, &place)
        guard place < line.endIndex, line[place] == UInt8(ascii: "{") else { return }
        place += 1
        start = place
        VisitLine.skipSpace(line, &place)
        isEmpty = place < line.endIndex && line[place] == UInt8(ascii: "}")
        readMembers(line, from: place)
    }

    private mutating func readMembers(_ line: ArraySlice<UInt8>, from first: Int) {
        var place = first
        var depth = 1
        // A string at depth 1 is a name when it follows the brace or a comma.
        var expectsName = true
        while place < line.endIndex, depth > 0 {
            switch line[place] {
            case UInt8(ascii: "\""):
                let begin = place
                VisitLine.skipString(line, &place)
                if depth == 1, expectsName {
                    note(name: line[begin..<min(place + 1, line.endIndex)])
                    expectsName = false
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): if depth == 1 { expectsName = true }
            default: break
            }
            place += 1
        }
    }

    /// Notes a member's quoted name. Escapes are read: `"\u0069d"` is `id` too.
    private mutating func note(name: ArraySlice<UInt8>) {
        guard name.contains(UInt8(ascii: "\\")) else {
            hasID = hasID || name.elementsEqual("\"id\"".utf8)
            hasTime = hasTime || name.elementsEqual("\"at\"".utf8)
            return
        }
        let text = JSONText.string(quoted: name)
        hasID = hasID || text == "id"
        hasTime = hasTime || text == "at"
    }

    private static func skipSpace(_ line: ArraySlice<UInt8>, _ place: inout Int) {
        while place < line.endIndex, [0x20, 0x09, 0x0D].contains(line[place]) { place += 1 }
    }

    /// Leaves `place` on the closing quote, or at the end when there is none.
    private static func skipString(_ line: ArraySlice<UInt8>, _ place: inout Int) {
        place += 1
        while place < line.endIndex, line[place] != UInt8(ascii: "\"") {
            place += line[place] == UInt8(ascii: "\\") ? 2 : 1
        }
    }
}
