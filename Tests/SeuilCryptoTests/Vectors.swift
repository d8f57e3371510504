import Foundation
import Testing

@testable import SeuilCrypto

/// One case of a vector file: its members, values in hexadecimal.
struct Vector: Sendable, CustomTestStringConvertible {
    let members: [String: String]

    var testDescription: String { "case \(members["case"] ?? "without number")" }

    func bytes(_ name: String) throws -> [UInt8] {
        try #require(members[name].flatMap { unhex($0) }, "no \(name) in \(testDescription)")
    }

    func secret(_ name: String) throws -> SecretBytes {
        SecretBytes(copying: try bytes(name))
    }

    /// The cases of a file in `Vectors`: `name = value` lines, cases apart by a blank line, `#` comments.
    static func cases(_ file: String) throws -> [Vector] {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors").appending(path: file)
        let text = try String(contentsOf: url, encoding: .utf8)
        return text.components(separatedBy: "\n\n").compactMap { block in
            var members: [String: String] = [:]
            for line in block.split(separator: "\n") where !line.hasPrefix("#") {
                let parts = line.split(separator: "=", maxSplits: 1)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                members[parts[0]] = parts.count == 2 ? parts[1] : ""
            }
            return members.isEmpty ? nil : Vector(members: members)
        }
    }
}
