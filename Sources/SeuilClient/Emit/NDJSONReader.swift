/// Reads NDJSON in chunks and makes batches of it: one visit a line, each given an id where it has none.
///
/// Memory holds one chunk, one batch and one line. Blank lines are passed over; what a line says is for the
/// daemon to judge.
public struct NDJSONReader {
    /// More on one line is no visit; the rest of the line is passed over.
    public static let longestLine = 1 << 20

    private let file: String
    private let ids: EventIDs
    private let time: (() -> String)?
    private let read: (_ waits: Bool) throws -> ByteSource.Reading
    private var rest: ArraySlice<UInt8> = []
    private var line: [UInt8] = []
    private var isTooLong = false
    /// Whether `line` has been read to its end, and whether any of it has been read.
    private var isComplete = true
    private var hasBegun = false
    private var lineNumber = 0
    private var isAtEnd = false
    /// Lines that were longer than any visit.
    public private(set) var tooLong: [Int] = []
    /// Whether any visit was given an id of this run.
    public private(set) var hasGivenIDs = false
    /// The serial number of the next visit.
    public private(set) var nextNumber: Int

    /// - Parameters:
    ///   - file: how messages name the source.
    ///   - firstNumber: the serial number, in the run, of the first visit.
    ///   - time: the time to give to a visit that has none, in RFC 3339; `nil` leaves it to the daemon.
    ///   - read: the next bytes; told whether it may wait for them.
    public init(
        file: String, ids: EventIDs, firstNumber: Int = 0, time: (() -> String)? = nil,
        read: @escaping (_ waits: Bool) throws -> ByteSource.Reading
    ) {
        self.file = file
        self.ids = ids
        self.nextNumber = firstNumber
        self.time = time
        self.read = read
    }

    /// The next visits; `nil` when there are none left.
    ///
    /// A writer that is silent for a moment gets a smaller batch sent: its visits do not wait for the next ones.
    public mutating func next() throws -> VisitBatch? {
        var batch = VisitBatch(file: file)
        while !batch.isFull, try readLine(waiting: batch.count == 0) {
            guard !isTooLong else {
                tooLong.append(lineNumber)
                continue
            }
            append(line[...], to: &batch)
        }
        return batch.count == 0 ? nil : batch
    }

    private mutating func append(_ line: ArraySlice<UInt8>, to batch: inout VisitBatch) {
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return }
        let seen = VisitLine(line)
        if let start = seen.start {
            batch.bytes += line[..<start]
            var added = false
            if !seen.hasID {
                batch.bytes += "\"id\":\"".utf8
                ids.append(nextNumber, to: &batch.bytes)
                batch.bytes.append(UInt8(ascii: "\""))
                added = true
                hasGivenIDs = true
            }
            if !seen.hasTime, let time {
                if added { batch.bytes.append(UInt8(ascii: ",")) }
                batch.bytes += "\"at\":\"\(time())\"".utf8
                added = true
            }
            if added, !seen.isEmpty { batch.bytes.append(UInt8(ascii: ",")) }
            batch.bytes += line[start...]
        } else {
            batch.bytes += line
        }
        batch.bytes.append(0x0A)
        batch.origins.append(lineNumber)
        nextNumber += 1
    }

    /// Reads one line into `line`, without its end; false when there is none, for now or at all.
    private mutating func readLine(waiting waits: Bool) throws -> Bool {
        if isComplete {
            line.removeAll(keepingCapacity: true)
            isTooLong = false
            hasBegun = false
            isComplete = false
        }
        while true {
            if rest.isEmpty, !isAtEnd {
                switch try read(waits) {
                case .bytes(let bytes): rest = bytes[...]
                case .nothingYet: return false
                case .end: isAtEnd = true
                }
            }
            guard !rest.isEmpty else { return hasBegun && endLine() }
            hasBegun = true
            let end = rest.firstIndex(of: 0x0A)
            let part = rest[..<(end ?? rest.endIndex)]
            if line.count + part.count > NDJSONReader.longestLine {
                isTooLong = true
            } else {
                line += part
            }
            guard let end else {
                rest = []
                continue
            }
            rest = rest[(end + 1)...]
            return endLine()
        }
    }

    private mutating func endLine() -> Bool {
        lineNumber += 1
        isComplete = true
        hasBegun = false
        return true
    }
}
