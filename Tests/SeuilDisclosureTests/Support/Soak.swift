import Foundation

/// How long property tests run: briefly in `swift test`, as long as one likes by `scripts/soak-disclosure`.
enum Soak {
    /// Seeds for a property test: `count` of them, or with `SEUIL_SOAK=N` N after the first of `SEUIL_SOAK_FROM`.
    static func seeds(_ count: Int) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        guard let soak = environment["SEUIL_SOAK"].flatMap(UInt64.init) else {
            return (1...UInt64(count)).map(\.self)
        }
        let first = environment["SEUIL_SOAK_FROM"].flatMap(UInt64.init) ?? 1
        return (0..<soak).map { first &+ $0 }
    }
}
