import SeuilCrypto

/// The period whose files something sealed stands in.
///
/// With what it is and where exactly, this makes the associated data of every box: one that is moved to another
/// site, period, policy, generation or row does not open. The site's identifier is random and outlives its
/// certificate, so that renewing the certificate makes nothing unreadable.
struct SealedPlace: Sendable, Equatable {
    /// What is sealed; the raw value is part of the format.
    enum Content: String {
        case masterKey = "master key"
        case foldKey = "fold key"
        case tally, events, delta
    }

    let site: [UInt8]
    let period: String
    let policy: Digest

    func associatedData(
        _ content: Content, generation: Int64 = 0, sequence: Int64 = 0
    ) -> [UInt8] {
        var data = Array("seuil vault 1".utf8)
        for part in [site, Array(period.utf8), policy.bytes, Array(content.rawValue.utf8)] {
            data += bigEndian(Int64(part.count)) + part
        }
        return data + bigEndian(generation) + bigEndian(sequence)
    }
}

/// The eight bytes of `number`, the most significant first.
func bigEndian(_ number: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
}
