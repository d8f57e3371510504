import Foundation
import TestSupport
import Testing

@testable import SeuilCore

/// The scanner against Foundation's reader, over objects made and broken at random.
@Suite("The scanner and its oracle")
struct VisitScannerOracleTests {
    /// Any members, of any kind, with room enough.
    static let limits = VisitLimits(memberCount: 1000, depth: 64)
    static let names = ["alpha", "béta", "gamma \"3\"", "δ", "e\\f", "🙂"]
    static let members: VisitMembers = {
        var policy = DeskPolicy.policy()
        policy.members = names.map {
            Member(name: $0, scope: .visit, kind: .code, isRequired: false)
        }
        policy.members += names.map {
            Member(name: "#\($0)", scope: .visit, kind: .number, isRequired: false)
        }
        return VisitMembers(policy)
    }()

    /// Writes JSON with all the freedom that the grammar leaves.
    struct Writer {
        var mix: SeededGenerator
        var text: [UInt8] = []

        mutating func space() {
            while Int.random(in: 0..<5, using: &mix) == 0 {
                text.append([0x20, 0x09, 0x0A, 0x0D].randomElement(using: &mix) ?? 0x20)
            }
        }

        mutating func string(_ string: String) {
            text.append(UInt8(ascii: "\""))
            for scalar in string.unicodeScalars {
                if scalar == "\"" || scalar == "\\" || scalar.value < 0x20
                    || Int.random(in: 0..<6, using: &mix) == 0
                {
                    for unit in String(scalar).utf16 {
                        let hex = String(unit, radix: 16, uppercase: Bool.random(using: &mix))
                        text += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8
                    }
                } else {
                    text += String(scalar).utf8
                }
            }
            text.append(UInt8(ascii: "\""))
        }

        mutating func randomString() -> String {
            let ranges: [ClosedRange<UInt32>] = [
                0x01...0x7F, 0x20...0x7E, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF,
                0x10000...0x10FFFF,
            ]
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &mix) {
                let range = ranges.randomElement(using: &mix) ?? 0x20...0x7E
                // Foundation drops U+FEFF where a run of plain text begins with it.
                let number = UInt32.random(in: range, using: &mix)
                if number != 0xFEFF, let scalar = Unicode.Scalar(number) {
                    scalars.append(scalar)
                }
            }
            return String(scalars)
        }

        mutating func number() -> String {
            var number = Bool.random(using: &mix) ? "-" : ""
            number += String(Int.random(in: 0...99_999, using: &mix))
            if Bool.random(using: &mix) { number += ".\(Int.random(in: 0...999, using: &mix))" }
            if Int.random(in: 0..<3, using: &mix) == 0 {
                let sign = ["", "+", "-"].randomElement(using: &mix) ?? ""
                number += "\(Bool.random(using: &mix) ? "e" : "E")\(sign)"
                number += String(Int.random(in: 0...3, using: &mix))
            }
            return number
        }

        mutating func value(depth: Int) {
            switch Int.random(in: 0..<(depth > 4 ? 5 : 7), using: &mix) {
            case 0: text += "true".utf8
            case 1: text += "false".utf8
            case 2: text += "null".utf8
            case 3: text += number().utf8
            case 4: string(randomString())
            case 5: list("[", "]") { writer in writer.value(depth: depth + 1) }
            default:
                list("{", "}") { writer in
                    writer.string(writer.randomString())
                    writer.space()
                    writer.text.append(UInt8(ascii: ":"))
                    writer.space()
                    writer.value(depth: depth + 1)
                }
            }
        }

        mutating func list(
            _ start: Unicode.Scalar, _ end: Unicode.Scalar, _ item: (inout Writer) -> Void
        ) {
            text.append(UInt8(ascii: start))
            for index in 0..<Int.random(in: 0...3, using: &mix) {
                space()
                if index > 0 { text.append(UInt8(ascii: ",")) }
                space()
                item(&self)
            }
            space()
            text.append(UInt8(ascii: end))
        }
    }

    func wellFormed(_ bytes: [UInt8], _ scanner: VisitScanner) -> Bool {
        do {
            try scan(bytes, scanner) { (_) throws(Refusal) in }
            return true
        } catch { return error.code != .malformed }
    }

    @Test("What the scanner reads is what Foundation reads")
    func sameValues() throws {
        var writer = Writer(mix: SeededGenerator.printed())
        let scanner = VisitScanner(
            members: VisitScannerOracleTests.members, limits: VisitScannerOracleTests.limits)
        let names = VisitScannerOracleTests.names
        for _ in 0..<3000 {
            writer.text = []
            writer.space()
            let sent = names.indices.filter { _ in Bool.random(using: &writer.mix) }
                .shuffled(using: &writer.mix)
            writer.text.append(UInt8(ascii: "{"))
            for (place, index) in sent.enumerated() {
                if place > 0 { writer.text.append(UInt8(ascii: ",")) }
                writer.space()
                writer.string(names[index])
                writer.text.append(UInt8(ascii: ":"))
                writer.string(writer.randomString())
                writer.text.append(UInt8(ascii: ","))
                writer.string("#\(names[index])")
                writer.space()
                writer.text.append(UInt8(ascii: ":"))
                writer.text += writer.number().utf8
            }
            writer.text.append(UInt8(ascii: "}"))
            writer.space()
            let oracle = try #require(
                try JSONSerialization.jsonObject(with: Data(writer.text)) as? [String: Any])
            try scan(writer.text, scanner) { (visit) throws(Refusal) in
                for index in names.indices {
                    let string = visit.string(index)
                    let digits = visit.string(index + names.count)
                    guard let string, let digits else {
                        #expect(oracle[names[index]] == nil)
                        continue
                    }
                    // Compared scalar by scalar: equal strings may be written differently.
                    let theirs = oracle[names[index]] as? String ?? "?"
                    #expect(Array(string.unicodeScalars) == Array(theirs.unicodeScalars))
                    let value = (oracle["#\(names[index])"] as? NSNumber)?.doubleValue
                    #expect(Double(digits) == value)
                }
            }
        }
    }

    /// Whether `bytes` hold something that we refuse on purpose where Foundation is lenient.
    func isKnownLeniency(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        // Text in UTF-16 or UTF-32 is recognised by its NULs or its mark; JSON is UTF-8.
        return bytes.contains(0) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
            || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
            || text.contains("\\u0000")
            // Foundation takes a comma before a closing bracket. By scalars: "\r\n" is one character.
            || text.contains(/,[ \t\r\n]*[}\]]/.matchingSemantics(.unicodeScalar))
    }

    /// Whether `bytes` hold a number that no `Double` can, which Foundation refuses to read.
    func holdsHugeNumber(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(/[0-9][eE]\+?[0-9]{3}/)
    }

    @Test("Broken at random, the scanner takes nothing that Foundation refuses, and the reverse")
    func sameVerdicts() {
        var writer = Writer(mix: SeededGenerator.printed())
        let scanner = VisitScanner(members: .outline, limits: VisitScannerOracleTests.limits)
        var verdicts = (right: 0, wrong: 0)
        for _ in 0..<12_000 {
            writer.text = []
            writer.list("{", "}") { writer in
                writer.string(writer.randomString())
                writer.text.append(UInt8(ascii: ":"))
                writer.value(depth: 1)
            }
            var bytes = writer.text
            for _ in 0..<Int.random(in: 0...2, using: &writer.mix) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &writer.mix)
                switch Int.random(in: 0..<5, using: &writer.mix) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &writer.mix)
                case 1: bytes.remove(at: place)
                case 2: bytes.removeSubrange(place...)
                case 3:
                    let likely = Array("{}[]\":,\\u0dDeE+-.10tfn ".utf8)
                    bytes.insert(likely.randomElement(using: &writer.mix) ?? 0x20, at: place)
                default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &writer.mix))
                }
            }
            let ours = wellFormed(bytes, scanner)
            let theirs =
                (try? JSONSerialization.jsonObject(
                    with: Data(bytes), options: .fragmentsAllowed)) != nil
            if ours { verdicts.right += 1 } else { verdicts.wrong += 1 }
            if ours != theirs {
                #expect(
                    ours ? holdsHugeNumber(bytes) : isKnownLeniency(bytes),
                    "\(ours) \(theirs) \(String(decoding: bytes, as: UTF8.self)) \(bytes)")
            }
        }
        // Both kinds were met often, or the test says nothing.
        #expect(verdicts.right > 1000 && verdicts.wrong > 1000)
    }

    @Test("No text of a visit, cut anywhere or changed anywhere, stops the program")
    func neverCrashes() {
        let text = Array(
            ("{\"id\":\"123e4567-e89b-42d3-a456-426614174000\",\"name\":\"\\ud83d\\ude42é\","
                + "\"note\":[{\"a\":-1.5e3},null],\"count\":2,\"requests\":[{\"reason\":\"x\"}]}")
                .utf8)
        let scanner = VisitScanner(
            members: VisitMembers(DeskPolicy.policy()), limits: VisitLimits())
        for end in 0..<text.count { #expect(!wellFormed(Array(text[..<end]), scanner)) }
        for place in text.indices {
            for byte in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x80, 0xC3, 0xFF] as [UInt8] {
                var changed = text
                changed[place] = byte
                _ = wellFormed(changed, scanner)
            }
        }
    }
}
