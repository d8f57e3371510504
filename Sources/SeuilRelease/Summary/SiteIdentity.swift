public import SeuilCrypto

/// The site that publishes: its name for readers, and the key that its signatures are checked with.
public struct SiteIdentity: Sendable, Equatable {
    /// The most bytes of UTF-8 that a name may have, so that the size of a release is known beforehand.
    public static let nameByteLimit = 120

    public let name: String
    /// SHA-256 of the SubjectPublicKeyInfo of the site's certificate.
    public let key: Digest

    /// A site of that name.
    ///
    /// - Throws: `SummaryError.siteName` when the name is empty, longer than `nameByteLimit`, or holds a
    ///   control character.
    public init(name: String, key: Digest) throws(SummaryError) {
        let isPlain = name.unicodeScalars.allSatisfy { !$0.properties.isControl }
        guard !name.isEmpty, name.utf8.count <= SiteIdentity.nameByteLimit, isPlain else {
            throw .siteName(byteCount: name.utf8.count)
        }
        self.name = name
        self.key = key
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control }
}
