import SeuilCrypto
import Testing

@testable import SeuilDisclosure

/// A daemon that stops must not wait for a solver, and half a protection is none.
@Suite("Protection that is broken off")
struct CancellationTests {
    @Test("A cancelled protection ends without tables, and done again decides as ever")
    func cancelled() async throws {
        let design = StabilityTests.design(isReversed: false)
        let tally = design.tally(StabilityTests.visits(for: design, seed: 5))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        }
        task.cancel()
        await #expect(throws: ProtectionError.cancelled) { try await task.value }
        let release = try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        #expect(!release.isAllWithheld)
    }
}
