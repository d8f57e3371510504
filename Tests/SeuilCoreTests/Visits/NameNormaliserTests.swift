import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("The rule `name`")
struct NameNormaliserTests {
    func form(_ name: String) -> String {
        let buffer = WipedBuffer(byteCount: 8)
        unsafe Array(name.utf8).withUnsafeBytes { unsafe NameNormaliser.append($0, to: buffer) }
        return unsafe String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(
        "The ways in which one name is written have one form",
        arguments: [
            (
                "jean pierre le goff",
                ["Jean-Pierre LE GOFF", " jean  pierre le goff\t", "Jean–Pierre le Goff!"]
            ),
            ("helene d arc", ["Hélène d'Arc", "HÉLÈNE D’ARC", "He\u{301}le\u{300}ne d arc"]),
            ("soeur loetitia", ["Sœur Lœtitia", "SŒUR LŒTITIA", "soeur loetitia"]),
            ("strasse", ["Straße", "STRASSE", "straẞe"]),
            ("nguyen van a", ["Nguyễn Văn A", "NGUYỄN VĂN A", "nguyen van a"]),
            ("ibrahim", ["İbrahim", "Ibrahim", "ıbrahim"]),
            ("fi", ["ﬁ", "FI", "ＦＩ"]),
            ("lukasz", ["Łukasz"]), ("fatima", ["Fatima2", "2 Fatima"]),
            ("οδυσσευσ", ["Ὀδυσσεύς", "ΟΔΥΣΣΕΥΣ"]), ("иванов", ["Иванов", "ИВАНОВ"]),
            ("محمد", ["مُحَمَّد", "محمد"]), ("山田", ["山田"]),
            ("", ["", " ", "-", "123", "\u{301}", "🙂"]),
        ])
    func oneForm(form expected: String, names: [String]) {
        for name in names { #expect(form(name) == expected, "\(name)") }
    }

    @Test("A form is its own form")
    func idempotent() {
        var mix = SeededGenerator.printed()
        for _ in 0..<2000 {
            let name = String(
                String.UnicodeScalarView(
                    (0..<8).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0x20...0x2FFF, using: &mix))
                    }))
            let once = form(name)
            #expect(form(once) == once, "\(Array(name.unicodeScalars))")
        }
    }

    @Test("Working scalar by scalar gives what decomposing the whole string gives")
    func wholeString() {
        var mix = SeededGenerator.printed()
        for _ in 0..<2000 {
            let name = String(
                String.UnicodeScalarView(
                    (0..<10).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0x20...0x21FF, using: &mix))
                    }))
            #expect(form(name) == form(name.decomposedStringWithCompatibilityMapping))
            #expect(form(name) == form(name.precomposedStringWithCanonicalMapping))
        }
    }
}
