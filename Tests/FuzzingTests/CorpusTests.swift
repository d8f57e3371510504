import Foundation
import FuzzTargets
import Testing

/// The corpora that `scripts/fuzz` begins with, and every input that ever broke something.
@Suite("What the fuzzers have found")
struct CorpusTests {
    @Test(
        "Every file of the corpora is read, and no promise is broken",
        arguments: FuzzTarget.allCases)
    func replay(target: FuzzTarget) throws {
        let folder = CorpusTests.corpora.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count >= 10)
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            #expect(throws: Never.self, "\(name)") { try target.check(bytes) }
        }
    }

    @Test("The corpora are small enough to live in the repository")
    func size() throws {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: CorpusTests.corpora.path)
        let byteCount = try paths.reduce(0) { sum, path in
            let place = CorpusTests.corpora.appending(path: path).path
            let attributes = try FileManager.default.attributesOfItem(atPath: place)
            return sum + (attributes[.size] as? Int ?? 0)
        }
        #expect(byteCount < 1 << 20)
    }

    private static let corpora = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzzing/Corpora")
}
