import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("Keys of a period")
struct PeriodKeysTests {
    func hexes(master: UInt8 = 1, site: String = "desk", period: String = "2026-01") -> [String] {
        let keys = PeriodKeys(
            master: SecretBytes(copying: [UInt8](repeating: master, count: 32)), site: site,
            period: period)
        func hex(_ key: borrowing SecretBytes) -> String {
            unsafe key.withUnsafeBytes { unsafe Digest.sha256($0).hex }
        }
        return [hex(keys.visitor), hex(keys.event), hex(keys.cell), hex(keys.disclosure)]
    }

    @Test("Every use, site, period and master key has keys of its own, the same each time")
    func keysDiffer() {
        let all = [
            hexes(), hexes(master: 2), hexes(site: "desk2"), hexes(period: "2026-02"),
            hexes(site: "desk7:2026-0", period: "1"),
        ]
        #expect(Set(all.flatMap(\.self)).count == 20)
        #expect(hexes() == hexes())
    }
}
