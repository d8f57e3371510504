internal import Foundation
internal import SeuilCore

/// A policy's folder in one text: the policy, then each other file behind a line `=== PATH`.
struct PolicyInput {
    /// The most scalars in a message, a hint or a line shown: what is said of a file quotes little of it.
    static let longestLine = 400

    private static let mark = Array("=== ".utf8)

    let files: PolicyFiles

    init(_ bytes: [UInt8]) {
        var files = PolicyFiles()
        var path = PolicyFiles.policy
        var start = bytes.startIndex
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        where line.starts(with: PolicyInput.mark) {
            files[path] = Array(bytes[start..<line.startIndex])
            path = String(decoding: line.dropFirst(PolicyInput.mark.count), as: UTF8.self)
            start = min(line.endIndex + 1, bytes.endIndex)
        }
        files[path] = Array(bytes[start...])
        self.files = files
    }

    /// Reads the policy as `seuil policy check` does, its certificates too where the folder has any.
    func check() throws(BrokenPromise) {
        let hasRecipients = files.paths.contains { $0.hasPrefix("recipients/") }
        let parsed: ParsedPolicy
        do throws(Diagnostics) {
            parsed = try PolicyParser.parse(
                files, certificates: hasRecipients ? .required : .omitted)
        } catch {
            try promise("a refusal says what is wrong", error.hasErrors)
            return try check(error.list)
        }
        try promise(
            "a policy has no errors", parsed.warnings.allSatisfy { $0.severity == .warning })
        try promise("what a policy names is there", isThere(parsed))
        try check(parsed.warnings)
        try check(review(parsed))
    }

    private func isThere(_ parsed: ParsedPolicy) -> Bool {
        parsed.namedFiles.allSatisfy { files[$0] != nil || $0.hasPrefix("recipients/") }
    }

    /// What a reviewer says of it, in its place.
    private func review(_ parsed: ParsedPolicy) throws(BrokenPromise) -> [Diagnostic] {
        let findings = PolicyReview(
            parsed.policy, recipients: parsed.recipients,
            at: Date(timeIntervalSince1970: 1_800_000_000)
        ).findings
        do throws(Diagnostics) {
            let places = try PolicyPlaces(bytes: files[parsed.main] ?? [])
            return findings.map { places.diagnostic($0) }
        } catch {
            throw BrokenPromise("a policy that was read is read again")
        }
    }

    private func check(_ diagnostics: [Diagnostic]) throws(BrokenPromise) {
        // The first ones stand for all: a large file can be wrong in as many places as it has bytes.
        for diagnostic in diagnostics.prefix(50) {
            try promise(
                "a message points into its file", diagnostic.line >= 1 && diagnostic.column >= 1)
            let lines = diagnostic.rendered.split(separator: "\n").map(\.unicodeScalars.count)
            try promise(
                "a message quotes little of its file: \(lines.max() ?? 0) characters in a line",
                lines.allSatisfy { $0 <= PolicyInput.longestLine })
        }
    }
}
