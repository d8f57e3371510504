import TestSupport
import Testing

@testable import SeuilService

@Suite("Lines of a stream")
struct LineSplitterTests {
    /// The lines that `text` gives when it comes in pieces of `size` bytes.
    private func split(
        _ text: [UInt8], pieces size: Int, longest: Int = 8, gathering: Int = 16
    ) -> (lines: [[UInt8]], numbers: [Int], tooLong: [Int]) {
        let splitter = LineSplitter(longestLine: longest, gathering: gathering)
        var lines: [[UInt8]] = []
        var numbers: [Int] = []
        var tooLong: [Int] = []
        func take() {
            unsafe splitter.withUnsafeBytes { bytes in
                for line in splitter.lines { lines.append(unsafe Array(bytes[line.range])) }
            }
            numbers += splitter.lines.map(\.number)
            tooLong += splitter.tooLong
            splitter.clear()
        }
        var start = 0
        while start < text.count {
            let piece = Array(text[start..<min(start + size, text.count)])
            start += size
            var offset = 0
            while offset < piece.count {
                offset = unsafe piece.withUnsafeBytes { unsafe splitter.add($0, from: offset) }
                if splitter.isFull { take() }
            }
        }
        splitter.finish()
        take()
        return (lines, numbers, tooLong)
    }

    @Test("Lines are the same however they arrive", arguments: 1...20)
    func pieces(size: Int) {
        let text = "a\n\nbb\r\n  \nccc\n123456789\n12345678\nx"
        let (lines, numbers, tooLong) = split(Array(text.utf8), pieces: size)
        #expect(
            lines.map { String(decoding: $0, as: UTF8.self) } == [
                "a", "bb\r", "ccc", "12345678", "x",
            ])
        #expect(numbers == [1, 3, 5, 7, 8])
        #expect(tooLong == [6])
    }

    @Test("Random texts give what splitting them whole gives")
    func random() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: 0...5, using: &generator) == 0
                    ? 0x0A : UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            let (lines, numbers, tooLong) = split(
                text, pieces: Int.random(in: 1...50, using: &generator),
                gathering: Int.random(in: 1...40, using: &generator))
            var whole = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(
                Array.init)
            if whole.last == [] { whole.removeLast() }
            let blank: ([UInt8]) -> Bool = { $0.allSatisfy { $0 == 0x20 } }
            let kept = whole.enumerated().filter { $1.count <= 8 && !blank($1) }
            #expect(lines == kept.map(\.element))
            #expect(numbers == kept.map { $0.offset + 1 })
            #expect(tooLong == whole.enumerated().filter { $1.count > 8 }.map { $0.offset + 1 })
        }
    }
}
