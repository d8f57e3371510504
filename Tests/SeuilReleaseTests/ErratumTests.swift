import Testing

@testable import SeuilRelease

/// The parts of an erratum that people write: its text, its flags, and the name that others may give its file.
@Suite("Errata")
struct ErratumTests {
    @Test("A text holds no digit of any script, nothing a page cannot show, and not too much")
    func texts() throws {
        let good = try ErratumText("  Deux bornes ont été confondues.\nNous en sommes désolés…\n")
        #expect(good.paragraphs == ["Deux bornes ont été confondues.", "Nous en sommes désolés…"])
        for digit in ["3", "٣", "३", "½", "²", "Ⅷ", "①", "〇", "𝟛"] {
            #expect(throws: ErratumTextError.digit(place: 4), "\(digit)") {
                try ErratumText("il \(digit) manque")
            }
        }
        for sign in ["\u{1B}", "\u{202E}", "\u{0}", "\r", "\u{2028}", "\u{FEFF}", "\u{E000}"] {
            #expect(throws: ErratumTextError.character(place: 2), "\(sign.unicodeScalars)") {
                try ErratumText("a\(sign)b")
            }
        }
        for blank in ["", " \n\t "] {
            #expect(throws: ErratumTextError.empty) { try ErratumText(blank) }
        }
        let long = String(repeating: "é", count: 1001)
        #expect(throws: ErratumTextError.tooLong(byteCount: 2002)) { try ErratumText(long) }
        #expect(try ErratumText(String(long.dropLast())).string.utf8.count == 2000)
    }

    @Test("An erratum's name is read back, and no name is both a release's and an erratum's")
    func names() {
        let name = ErratumName(release: ReleaseName(period: "2026-01", audience: "elus"), number: 2)
        #expect(name.fileName == "2026-01.elus.erratum-2.p7m")
        #expect(name.proofName == "2026-01.elus.erratum-2.tlog-proof")
        #expect(ErratumName(fileName: name.fileName) == name)
        #expect(ReleaseName(fileName: name.fileName) == nil)
        for other in [
            "2026-01.elus.p7m", "2026-01.elus.erratum-0.p7m", "2026-01.elus.erratum-02.p7m",
            "2026-01.elus.erratum-+2.p7m", "2026-01.elus.erratum-.p7m", "2026-01.erratum-1.p7m",
            "2026-01.a.b.erratum-1.p7m", "x/2026-01.elus.erratum-1.p7m", ".elus.erratum-1.p7m",
        ] {
            #expect(ErratumName(fileName: other) == nil, "\(other)")
        }
    }

    @Test("Flags are everything, or what is named, once and in order")
    func flags() {
        let cell = FlaggedCell(table: "reasons", codes: ["rent"])
        #expect(ErratumFlags().all)
        let some = ErratumFlags(tables: ["b", "a", "b"], cells: [cell, cell])
        #expect(!some.all && some.tables == ["a", "b"] && some.cells == [cell])
    }
}
