/// The bytes of tallies and deltas. Version 2: since it, cells hold who brought how much to their sums.
///
/// Both begin with a mark, the version, and the numbers of cells and of sums of their shape. Then come the cells in
/// which there is anything, ascending: how far from the one before, visits, requests, sums, visitors, and for each
/// kept sum what each visitor or group of visitors brought and the two largest visits without identity. There is
/// one way to write a content, so that equal contents are equal bytes.
enum TallyFormat {
    enum Kind: UInt8 { case tally = 1, delta = 2, events = 3 }
    static let mark: [UInt8] = Array("SEUIL".utf8)
    static let version: UInt8 = 2
    /// Far above any count, far below where adding up counts would overflow.
    static let largestCount = 1 << 48

    static func header(_ kind: Kind) -> ByteWriter {
        var writer = ByteWriter()
        writer.append(mark)
        writer.append(kind.rawValue)
        writer.append(version)
        return writer
    }

    static func header(_ kind: Kind, _ shape: TallyShape) -> ByteWriter {
        var writer = header(kind)
        writer.appendVariable(shape.cellCount)
        writer.appendVariable(shape.sumCount)
        return writer
    }

    static func reader(_ bytes: [UInt8], _ kind: Kind) throws(TallyFormatError) -> ByteReader {
        var reader = ByteReader(bytes)
        guard try reader.take(mark.count) == mark, try reader.byte() == kind.rawValue,
            try reader.byte() == version
        else { throw .unknownFormat }
        return reader
    }

    static func reader(
        _ bytes: [UInt8], _ kind: Kind, _ shape: TallyShape
    ) throws(TallyFormatError) -> ByteReader {
        var reader = try reader(bytes, kind)
        guard try reader.variable(atMost: .max) == shape.cellCount,
            try reader.variable(atMost: .max) == shape.sumCount
        else { throw .otherShape }
        return reader
    }
}

extension ByteWriter {
    /// Writes the measures of one cell, visitors excepted.
    mutating func appendMeasures(visits: Int, requests: Int, sums: some Sequence<Int64>) {
        appendVariable(visits)
        appendVariable(requests)
        for sum in sums { appendVariable(Int(sum)) }
    }

    /// Writes what contributors brought to one sum: as many amounts as the reader will know to expect.
    mutating func appendContributions(
        _ amounts: some Sequence<Int64>, unidentified: LargestContributions
    ) {
        for amount in amounts { appendVariable(Int(amount)) }
        appendVariable(unidentified.first)
        appendVariable(unidentified.second)
    }

    /// Writes `tokens`, which ascend.
    mutating func appendTokens(_ tokens: [UInt64]) {
        appendVariable(tokens.count)
        for token in tokens { appendFixed(token) }
    }
}

extension ByteReader {
    /// Reads the number of the next cell, which comes after `last` and is one of `shape`'s.
    mutating func cell(after last: Int, of shape: TallyShape) throws(TallyFormatError) -> Int {
        let left = shape.cellCount - last - 1
        guard left > 0 else { throw .notCanonical }
        return last + 1 + (try variable(atMost: left - 1))
    }

    mutating func count() throws(TallyFormatError) -> Int {
        try variable(atMost: TallyFormat.largestCount)
    }

    mutating func sums(_ count: Int) throws(TallyFormatError) -> [Int64] {
        var sums: [Int64] = []
        for _ in 0..<count { sums.append(Int64(try variable(atMost: .max))) }
        return sums
    }

    /// Reads the amounts of `count` contributors and the two largest of those without identity.
    mutating func contributions(
        _ count: Int
    ) throws(TallyFormatError) -> (amounts: [Int64], unidentified: LargestContributions) {
        let amounts = try sums(count)
        let two = [try variable(atMost: .max), try variable(atMost: .max)]
        guard two[0] >= two[1] else { throw .notCanonical }
        return (amounts, LargestContributions(of: two))
    }

    /// Reads tokens, which ascend, no two alike.
    mutating func tokens() throws(TallyFormatError) -> [UInt64] {
        var tokens: [UInt64] = []
        let count = try itemCount(ofBytes: 8)
        tokens.reserveCapacity(count)
        for _ in 0..<count {
            let token = try fixed()
            if let last = tokens.last, last >= token { throw .notCanonical }
            tokens.append(token)
        }
        return tokens
    }
}
