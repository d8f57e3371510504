extension Tally {
    /// The tokens of all events that a period has counted: what a repetition is recognised by.
    ///
    /// Kept apart from the figures and written in order of size, so that it tells nothing of who came when.
    public struct EventSet: Sendable, Equatable {
        private var tokens: Set<EventToken> = []

        public init() {}

        public var count: Int { tokens.count }

        public func contains(_ token: EventToken) -> Bool { tokens.contains(token) }

        /// Adds `token`; `false` when it was there already.
        @discardableResult
        public mutating func insert(_ token: EventToken) -> Bool { tokens.insert(token).inserted }

        /// Adds the events of `delta`.
        public mutating func insert(eventsOf delta: TallyDelta) {
            for event in delta.events { tokens.insert(event) }
        }

        public mutating func merge(_ other: EventSet) { tokens.formUnion(other.tokens) }

        /// The set as bytes, to be sealed.
        public func encoded() -> [UInt8] {
            var writer = TallyFormat.header(.events)
            writer.appendVariable(tokens.count)
            for token in tokens.sorted() { writer.append(token) }
            return writer.bytes
        }

        /// The set that `bytes` are.
        public init(decoding bytes: [UInt8]) throws(TallyFormatError) {
            var reader = try TallyFormat.reader(bytes, .events)
            tokens = Set(try reader.events())
            try reader.finish()
        }
    }
}

extension ByteWriter {
    mutating func append(_ event: EventToken) {
        appendFixed(event.high)
        appendFixed(event.low)
    }
}

extension ByteReader {
    /// Reads events' tokens, which ascend, no two alike.
    mutating func events() throws(TallyFormatError) -> [EventToken] {
        var events: [EventToken] = []
        let count = try itemCount(ofBytes: 16)
        events.reserveCapacity(count)
        for _ in 0..<count {
            let event = EventToken(high: try fixed(), low: try fixed())
            if let last = events.last, last >= event { throw .notCanonical }
            events.append(event)
        }
        return events
    }
}
