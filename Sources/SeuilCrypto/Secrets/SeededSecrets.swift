/// What a rehearsal has instead of secrets: bytes that follow from a number.
///
/// Whoever knows the number knows them all. So they are for instances whose every file says that it is a rehearsal,
/// where one seed must give the same files again.
public struct SeededSecrets: Sendable, Equatable {
    public let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// `count` bytes for the use that `label` names.
    ///
    /// Source: RFC 5869 (HKDF), with SHA-256.
    public func bytes(_ count: Int, for label: String) -> [UInt8] {
        let bytes = secret(count, for: label)
        // Safe: the bytes are copied within the call.
        return unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }

    /// The same, where a secret is asked for.
    public func secret(_ count: Int, for label: String) -> SecretBytes {
        KeyDerivation.hkdfSHA256(
            SecretBytes(copying: Array("seuil rehearsal 1\n\(seed)".utf8)), salt: [], info: label,
            byteCount: count)
    }
}
