/// Guesses the word that was meant by one that is not known.
public enum LikelyWord {
    private static let longestWord = 100

    /// The candidate nearest to `word`, or `nil` when none is near enough to be worth naming.
    ///
    /// Near enough: a third of the longer word may differ. Upper and lower case, `-` and `_` count as the same.
    public static func suggestion(for word: String, among candidates: [String]) -> String? {
        // Nobody means a longer word, and comparing two takes the product of their lengths.
        guard word.unicodeScalars.count <= longestWord else { return nil }
        let given = folded(word)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where candidate != word {
            let known = folded(candidate)
            let limit = max(1, max(given.count, known.count) / 3)
            guard abs(given.count - known.count) <= limit else { continue }
            let distance = distance(given, known)
            if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// `did you mean 'x'?` where one is near, else the list of what could stand here, else nothing.
    public static func hint(
        for word: String, among candidates: [String], listing what: String? = nil
    ) -> String? {
        if let suggestion = suggestion(for: word, among: candidates) {
            return "did you mean '\(suggestion)'?"
        }
        guard let what, !candidates.isEmpty, candidates.count <= 24 else { return nil }
        return "\(what): \(candidates.joined(separator: ", "))"
    }

    private static func folded(_ word: String) -> [Unicode.Scalar] {
        word.lowercased().unicodeScalars.map { $0 == "-" ? "_" : $0 }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(row[j], last[j + 1]) + 1
                best = min(best, last[j] + (scalar == other ? 0 : 1))
                if i > 0, j > 0, scalar == right[j - 1], left[i - 1] == other {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
