import Glibc
import SeuilCrypto

/// Cuts a stream of bytes into lines and gathers them until they are taken, in memory that is wiped.
///
/// However long a line is, no more than the longest allowed is kept of it: the rest is passed over to its end,
/// and the line reported as too long. Empty lines are none.
@safe
final class LineSplitter {
    /// A gathered line: which it is in the stream, from 1, and where it stands.
    struct Line: Equatable {
        let number: Int
        let range: Range<Int>
    }

    private let longestLine: Int
    /// Gathered lines and the beginning of the next, wiped as they go.
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private var lineStart = 0
    private var isPassingOver = false
    private var lineNumber = 1
    /// The whole lines gathered so far.
    private(set) var lines: [Line] = []
    /// The numbers of lines longer than allowed, met since the last `clear`.
    private(set) var tooLong: [Int] = []
    private let capacity: Int

    /// - Parameters:
    ///   - longestLine: In bytes, without its end.
    ///   - byteCount: How many bytes of lines are gathered before `isFull`.
    init(longestLine: Int, gathering byteCount: Int) {
        self.longestLine = longestLine
        capacity = byteCount
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: byteCount + longestLine + 1, alignment: 8)
    }

    deinit {
        clear()
        // Safe: ours alone, wiped and freed here only.
        unsafe wipe(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
        unsafe memory.deallocate()
    }

    /// Whether as many bytes are gathered as shall be: take them before adding more.
    var isFull: Bool { lineStart >= capacity }

    /// Takes bytes from `bytes`, beginning at `offset`, until a line ends or they are used up; returns where to
    /// go on.
    func add(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> Int {
        // Safe: `offset` lies within the bytes.
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let end = unsafe LineSplitter.lineEnd(in: rest)
        let piece = unsafe UnsafeRawBufferPointer(rebasing: rest[..<(end ?? rest.count)])
        if !isPassingOver {
            if count - lineStart + piece.count > longestLine {
                drop(from: lineStart)
                isPassingOver = true
            } else {
                // Safe: the memory has room for the lines gathered and one of the longest.
                unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(
                    from: piece)
                count += piece.count
            }
        }
        guard let end else { return bytes.count }
        endLine()
        return offset + end + 1
    }

    /// Takes what stands after the last line's end as a line.
    func finish() {
        if isPassingOver || count > lineStart { endLine() }
    }

    /// Gives `body` the memory in which the gathered lines stand.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // Safe: only what was written, for the call.
        unsafe body(UnsafeRawBufferPointer(rebasing: memory[..<lineStart]))
    }

    /// Forgets the gathered lines; the beginning of the next one stays.
    func clear() {
        let begun = lineStart..<count
        // Safe: both within the memory; copyMemory allows them to overlap.
        unsafe memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[begun]))
        drop(from: begun.count)
        lineStart = 0
        lines.removeAll(keepingCapacity: true)
        tooLong.removeAll(keepingCapacity: true)
    }

    private func endLine() {
        if isPassingOver {
            tooLong.append(lineNumber)
            isPassingOver = false
        } else if !isBlank(lineStart..<count) {
            lines.append(Line(number: lineNumber, range: lineStart..<count))
            lineStart = count
        } else {
            drop(from: lineStart)
        }
        lineNumber += 1
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        // Safe: the line lies within what was written.
        unsafe memory[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private func drop(from start: Int) {
        // Safe: the bytes from `start` on were written.
        unsafe wipe(UnsafeMutableRawBufferPointer(rebasing: memory[start..<count]))
        count = start
    }

    private static func lineEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = bytes.baseAddress else { return nil }
        // Safe: memchr reads within the length given.
        guard let found = unsafe memchr(start, 0x0A, bytes.count) else { return nil }
        return unsafe UnsafeRawPointer(found) - start
    }
}
