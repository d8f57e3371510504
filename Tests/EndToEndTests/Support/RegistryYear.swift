import Foundation
import TestSupport

/// A year of invented visits under `policies/health-registry`, spread unevenly over its codes, so that many cells
/// are small and protecting them takes a while.
struct RegistryYear {
    private let year: Int
    private var random: SeededGenerator

    init(_ year: Int, seed: UInt64) {
        self.year = year
        random = SeededGenerator(seed: seed)
    }

    /// `count` visits by `people` people, each of whom comes once at least; one JSON text each.
    mutating func visits(_ count: Int, people: Int) -> [String] {
        (0..<count).map { visit(of: $0 < people ? $0 : uneven(people)) }
    }

    private mutating func visit(of person: Int) -> String {
        // What is the person's own follows from who they are: it is the same each time.
        let sex = person * 5 % 3 == 0 ? "male" : "female"
        let month = 1 + Int(random.next() % 12)
        return """
            {"id":"\(UUID().uuidString.lowercased())",\
            "at":"\(year)-\(month < 10 ? "0" : "")\(month)-15T12:00:00Z","person":"p\(person)",\
            "age":\(25 + person * 7 % 40),"sex":"\(sex)","education":"\(1 + person * person % 11 % 4)",\
            "out_of_work":"\(person / 5 % 3 == 0 ? "yes" : "no")","income":\(1 + person / 3 % 6),\
            "requests":[{"reason":"\(uneven(3) == 2 ? "hospital" : "doctor")"}]}
            """
    }

    /// A number below `bound`, the small ones more often.
    private mutating func uneven(_ bound: Int) -> Int {
        let first = Int(random.next() % UInt64(bound))
        return min(first, Int(random.next() % UInt64(bound)))
    }
}
