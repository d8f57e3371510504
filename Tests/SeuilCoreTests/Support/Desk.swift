import Foundation
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore

/// An open period under a hand-written policy, and what a test does with it.
struct Desk {
    let open: OpenPeriod
    let scanner: VisitScanner
    let calendar: PeriodCalendar
    /// 20 January 2026, 11:30 in Paris.
    static let receipt = Date(timeIntervalSince1970: 1_768_905_000)

    init(
        _ policy: Policy = DeskPolicy.policy(), period: String = "2026-01", master: UInt8 = 7
    ) throws {
        calendar = try #require(PeriodCalendar(rule: policy.periods))
        let period = try #require(calendar.period(id: period))
        let keys = PeriodKeys(
            master: SecretBytes(copying: [UInt8](repeating: master, count: 32)), site: "desk",
            period: period.id)
        open = OpenPeriod(policy: DeskPolicy.verified(policy), period: period, keys: keys)
        scanner = VisitScanner(members: open.members, limits: VisitLimits())
    }

    /// Scans and maps `text`; a visit without `id` gets `fallback`.
    func count(
        _ text: String, fallback: EventID? = nil, receivedAt receipt: Date = Desk.receipt
    ) throws(Refusal) -> CountedVisit {
        try scan(Array(text.utf8), scanner) { (visit) throws(Refusal) in
            try open.count(
                visit, id: visit.eventID ?? fallback ?? EventID(random: 1), receivedAt: receipt)
        }
    }

    /// The code that the visit's dimension `name` got.
    func code(_ name: String, _ visit: CountedVisit, request: Int? = nil) -> String {
        let dimension = DeskPolicy.dimension(name)
        let codes = request.map { visit.requests[$0].codes } ?? visit.codes
        return DeskPolicy.dimensions[dimension].codelist.entries[Int(codes[dimension])].code
    }

    func refusal(_ text: String, receivedAt receipt: Date = Desk.receipt) -> Refusal? {
        do {
            _ = try count(text, receivedAt: receipt)
            return nil
        } catch { return error }
    }
}

/// Scans `bytes` and hands the visit to `body` while the bytes are in place.
func scan<Value>(
    _ bytes: [UInt8], _ scanner: VisitScanner,
    _ body: (borrowing RawVisit) throws(Refusal) -> Value
) throws(Refusal) -> Value {
    // Safe: the visit does not outlive the closure that lends the bytes.
    let result = unsafe bytes.withUnsafeBytes { buffer -> Result<Value, Refusal> in
        do throws(Refusal) {
            let visit = try unsafe scanner.scan(buffer)
            return .success(try body(visit))
        } catch { return .failure(error) }
    }
    return try result.get()
}

extension EventID {
    /// A version 4 identifier whose other bits come from `number`.
    init(random number: UInt64) {
        var mix = SeededGenerator(seed: number)
        func hex(_ bits: UInt64, _ width: Int) -> String {
            let digits = String(bits & (1 << (4 * UInt64(width)) - 1), radix: 16)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        let text =
            "\(hex(mix.next(), 8))-\(hex(mix.next(), 4))-4\(hex(mix.next(), 3))"
            + "-8\(hex(mix.next(), 3))-\(hex(mix.next(), 12))"
        guard let id = EventID(text) else { preconditionFailure("this is a version 4 UUID") }
        self = id
    }
}
