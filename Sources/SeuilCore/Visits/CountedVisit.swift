internal import SeuilCrypto

/// What remains of a visit once its identifiers have ended: codes, capped numbers, and one-way tokens.
///
/// It can be made only by `OpenPeriod`, so that nothing else of a visit can reach the tally or the disk.
public struct CountedVisit: Sendable, Equatable {
    public struct Request: Sendable, Equatable {
        /// For each request dimension (index into `Policy.dimensions`), a leaf of its code list; for a visit
        /// dimension, -1. Length: `Policy.dimensions.count`.
        public var codes: [Int32]
        /// For each of `Policy.sums`, the capped number in millionths of its unit; 0 where it is the visit's or
        /// missing.
        public var sums: [Int64]

        init(codes: [Int32], sums: [Int64]) {
            self.codes = codes
            self.sums = sums
        }
    }

    /// A keyed token of the event's `id`, for refusing repetitions.
    public let event: EventToken
    /// How many people came together: 1, or more without a visitor.
    public let weight: Int
    /// For each visit dimension, a leaf of its code list; for a request dimension, -1.
    public let codes: [Int32]
    /// For each of `Policy.sums`, the capped number in millionths of its unit; 0 where it is a request's or
    /// missing.
    public let sums: [Int64]
    /// At least one.
    public let requests: [Request]
    /// The visitor's pseudonym within the period, `nil` when nobody was identified.
    public let visitor: Pseudonym?

    init(
        event: EventToken, weight: Int, codes: [Int32], sums: [Int64], requests: [Request],
        visitor: Pseudonym?
    ) {
        self.event = event
        self.weight = weight
        self.codes = codes
        self.sums = sums
        self.requests = requests
        self.visitor = visitor
    }
}

/// The first 128 bits of an HMAC of an event's id under the period's key.
public struct EventToken: Sendable, Equatable, Hashable, Comparable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static func < (left: EventToken, right: EventToken) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// An HMAC of a visitor's normalised, length-prefixed members under the period's key: 32 bytes.
///
/// It lives in memory between the mapping of a visit and its tokens, and is never written.
public struct Pseudonym: Sendable, Equatable, Hashable {
    // Inline, so that no copy of it is left on the heap.
    let code: Digest

    init(_ code: Digest) { self.code = code }
}
