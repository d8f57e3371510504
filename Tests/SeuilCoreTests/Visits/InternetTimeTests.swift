import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Times and identifiers as they are sent")
struct InternetTimeTests {
    func read(_ text: String) -> Double? {
        InternetTime.instant(Array(text.utf8))?.timeIntervalSince1970
    }

    @Test(
        "Times of RFC 3339 are read to the second",
        arguments: [
            ("1985-04-12T23:20:50.52Z", 482_196_050),
            ("1996-12-19T16:39:57-08:00", 851_042_397),
            ("1990-12-31T23:59:60Z", 662_688_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_173),
            ("2026-01-20t10:30:00z", 1_768_905_000), ("2026-01-20T10:30:00-00:00", 1_768_905_000),
        ] as [(String, Double)])
    func known(text: String, seconds: Double) {
        // The first five are the examples of RFC 3339 section 5.8.
        #expect(read(text) == seconds)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2026-01-20", "2026-01-20T10:30:00", "2026-01-20 10:30:00Z", "2026-01-20T10:30Z",
            "2026-01-20T24:00:00Z", "2026-01-20T10:60:00Z", "2026-01-20T10:30:61Z",
            "2026-01-20T10:30:60Z", "2026-02-29T10:30:00Z", "2026-01-20T10:30:00.Z",
            "2026-01-20T10:30:00+24:00", "2026-01-20T10:30:00+01:60", "2026-01-20T10:30:00+0100",
            "2026-01-20T10:30:00Z ", "2026-01-20T10:30:00ZZ", "1899-12-31T23:59:59Z",
            "2026-1-20T10:30:00Z", "2026-01-20T10:30:00,5Z", "1768905000",
        ])
    func wrong(text: String) {
        #expect(read(text) == nil)
    }

    @Test("Random times agree with Foundation's reader")
    func oracle() throws {
        var mix = SeededGenerator.printed()
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<500 {
            let seconds = Double(Int.random(in: -2_000_000_000...30_000_000_000, using: &mix))
            let text = Date(timeIntervalSince1970: seconds).formatted(style)
            #expect(read(text) == seconds, "\(text)")
        }
    }

    @Test(
        "Random identifiers are read, whatever their case",
        arguments: [
            "123e4567-e89b-42d3-a456-426614174000", "123E4567-E89B-42D3-B456-426614174000",
            "01890a5d-ac96-774b-bcce-b302099a8057",
        ])
    func identifiers(text: String) {
        #expect(EventID(text) != nil)
        #expect(EventID(text) == EventID(text.uppercased()))
    }

    @Test(
        "Identifiers that are not random, or not UUIDs, are refused",
        arguments: [
            "123e4567-e89b-12d3-a456-426614174000", "6ba7b810-9dad-31d1-80b4-00c04fd430c8",
            "6ba7b810-9dad-51d1-80b4-00c04fd430c8", "6ba7b810-9dad-81d1-80b4-00c04fd430c8",
            "123e4567-e89b-42d3-c456-426614174000", "00000000-0000-0000-0000-000000000000",
            "123e4567e89b42d3a456426614174000", "{123e4567-e89b-42d3-a456-42661417400}",
            "123e4567-e89b-42d3-a456-42661417400g", "123e4567-e89b-42d3-a456-4266141740001", "",
        ])
    func wrongIdentifiers(text: String) {
        #expect(EventID(text) == nil)
    }

    @Test("The system's own random identifiers are read, and different ones differ")
    func systemIdentifiers() {
        let ids = Set((0..<200).compactMap { _ in EventID(UUID().uuidString) })
        #expect(ids.count == 200)
    }
}
