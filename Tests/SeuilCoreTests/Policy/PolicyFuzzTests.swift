import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("A damaged policy is read or refused, and never anything else")
struct PolicyFuzzTests {
    private func read(_ files: PolicyFiles) -> Bool {
        do throws(Diagnostics) {
            _ = try PolicyParser.parse(files)
            return true
        } catch {
            // A refusal says something, somewhere in its file.
            let isPlaced = error.list.allSatisfy { $0.line >= 1 && $0.column >= 1 }
            #expect(error.hasErrors && isPlaced && !error.rendered.isEmpty)
            return false
        }
    }

    @Test("Cut off at every byte, no part of a policy is taken for the whole")
    func truncated() throws {
        let files = try PolicyFixture.files()
        let whole = try #require(files[PolicyFiles.policy])
        for length in 0..<(whole.count - 1) {
            var cut = files
            cut[PolicyFiles.policy] = Array(whole.prefix(length))
            let isRead = read(cut)
            #expect(!isRead, "cut at \(length)")
        }
    }

    @Test(
        "With any byte changed, and with code lists too, reading ends",
        arguments: [
            PolicyFiles.policy, "codes/districts.csv",
        ])
    func mutated(path: String) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let files = try PolicyFixture.files()
        let whole = try #require(files[path])
        let replacements =
            Array("\0\t\n \"'#&*!|>%@`{}[],:-?_.0aé".utf8) + [0x7F, 0x80, 0xC3, 0xFF]
        for place in whole.indices {
            var changed = files
            var bytes = whole
            bytes[place] = replacements.randomElement(using: &random) ?? 0
            changed[path] = bytes
            _ = read(changed)
        }
    }

    @Test("With lines left out, doubled and moved, reading ends")
    func shuffled() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed: \(seed)")
        var random = SeededGenerator(seed: seed)
        let files = try PolicyFixture.files()
        let lines = try #require(files[PolicyFiles.policy]).split(
            separator: 0x0A, omittingEmptySubsequences: false)
        for _ in 0..<300 {
            var changed = files
            var shuffled = lines
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let from = Int.random(in: 0..<shuffled.count, using: &random)
                let to = Int.random(in: 0..<shuffled.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: shuffled.remove(at: from)
                case 1: shuffled.insert(shuffled[from], at: to)
                default: shuffled.swapAt(from, to)
                }
            }
            changed[PolicyFiles.policy] = Array(shuffled.joined(separator: [0x0A]))
            _ = read(changed)
        }
    }
}
