import Foundation
import SeuilCore
import SeuilCrypto
import SeuilDisclosure

/// One invented release to be protected: how its tables look, and about how many cells they have.
struct DisclosureCase {
    struct Shape {
        /// Dimensions of the larger tables.
        let dimensions: Int
        /// People for each cell of the finest table, on average.
        let peoplePerCell: Double
        let name: String

        static let all = [
            Shape(dimensions: 2, peoplePerCell: 4, name: "2d-sparse"),
            Shape(dimensions: 2, peoplePerCell: 15, name: "2d-dense"),
            Shape(dimensions: 3, peoplePerCell: 4, name: "3d-sparse"),
            Shape(dimensions: 3, peoplePerCell: 15, name: "3d-dense"),
        ]
    }

    let shape: Shape
    let size: Int

    /// Makes the release, protects it, and says what came of it.
    func measured() throws -> DisclosureResult {
        let clock = ContinuousClock()
        let design = try SiteDesign(dimensions: shape.dimensions, cells: size)
        let policy = try design.verifiedPolicy()
        let layouts = policy.policy.tables.indices.map {
            TableLayout(table: $0, of: policy.policy)
        }
        let reference = Reference(policy.policy, layouts, peoplePerCell: shape.peoplePerCell)
        let tally = ClosedTally(
            policy: policy, period: try SignedPolicy.period(of: policy), tables: reference.figures,
            counting: .exact)
        let before = Memory.peakMegabytes
        let protector = Protector(seed: SecretBytes(copying: Array("the bench's seed".utf8)))
        var times: [Duration] = []
        let processorStart = Processor.seconds
        var release: ProtectedTables?
        repeat {
            let start = clock.now
            release = try protector.protect(tally)
            times.append(clock.now - start)
        } while times[0] < .seconds(2) && times.count < 3
        guard let release else { throw BenchError.noPeriod }
        return DisclosureResult(
            release: release, reference: reference,
            seconds: times.sorted()[times.count / 2].seconds, repetitions: times.count,
            processorSeconds: (Processor.seconds - processorStart) / Double(times.count),
            peakMegabytes: Memory.peakMegabytes, megabytesBefore: before)
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}

enum Memory {
    /// The most memory that this process has held so far; 0 where the system does not say.
    static var peakMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").compactMap { Double($0) }.first ?? 0) / 1024
    }
}

enum Processor {
    /// The time that processors have worked for this process: on a shared machine, less than what has passed.
    static var seconds: Double { Double(clock()) / 1_000_000 }  // POSIX: always a million a second
}
