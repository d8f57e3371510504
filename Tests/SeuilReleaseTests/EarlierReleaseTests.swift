import SeuilCore
import Testing

@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("Released figures as what is known of a period ever after")
struct EarlierReleaseTests {
    @Test(
        "What all audiences were told of a period, kept and read again, is what was published of it"
    )
    func pooled() throws {
        let policy = SamplePolicy.verified(SamplePolicy.policy())
        let period = SamplePolicy.month(2026, 1)
        let tables = SampleFigures.random(policy, period: period, seed: 7, withheldShare: 0.3)
        let kept = try policy.policy.audiences.indices.map { audience in
            let figures = try Summary.sample(tables, audience: audience).figures
            return try #require(ReleasedFigures(decoding: try figures.encoded()))
        }
        #expect(
            EarlierFigures(kept, of: period, under: policy.policy) == EarlierFigures(tables))
        #expect(
            EarlierFigures(Array(kept.dropFirst()), of: period, under: policy.policy)
                != EarlierFigures(tables))
    }
}
