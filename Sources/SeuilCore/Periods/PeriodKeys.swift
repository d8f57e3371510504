public import SeuilCrypto

/// The keys of one period at one site, all derived from its one random master key.
///
/// Each use has its own key, and each key is bound to site and period, so that a token of one can never be
/// taken for one of another. When the master key is destroyed, all of them are. What is at rest is sealed under
/// keys that change at every fold, which are not among these.
/// Source: RFC 5869 (HKDF), the uses told apart by `info`.
public struct PeriodKeys: ~Copyable, Sendable {
    /// For visitors' pseudonyms.
    public let visitor: SecretBytes
    /// For tokens of events' ids.
    public let event: SecretBytes
    /// For tokens of visitors in cells.
    public let cell: SecretBytes
    /// For the secret order in which disclosure control withholds.
    public let disclosure: SecretBytes

    /// Derives the keys of `period` at `site` from `master`.
    ///
    /// - Parameters:
    ///   - site: The site's random identifier, as text.
    ///   - period: The period's identifier.
    public init(master: borrowing SecretBytes, site: String, period: String) {
        visitor = PeriodKeys.derive(master, "visitor", site, period)
        event = PeriodKeys.derive(master, "event", site, period)
        cell = PeriodKeys.derive(master, "cell", site, period)
        disclosure = PeriodKeys.derive(master, "disclosure", site, period)
    }

    private static func derive(
        _ master: borrowing SecretBytes, _ use: String, _ site: String, _ period: String
    ) -> SecretBytes {
        // Each part is preceded by its length, so that no two lists of parts run together into one text.
        let parts = ["seuil/1/\(use)", site, period].map { "\($0.utf8.count):\($0)" }
        return KeyDerivation.hkdfSHA256(
            master, salt: [], info: parts.joined(), byteCount: 32)
    }
}
