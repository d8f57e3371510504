extension Envelope {
    /// Whom an envelope names as its readers.
    public struct Recipients: Sendable, Equatable {
        /// Those of the certificates asked about, in their order.
        public let named: [Certificate]
        /// How many parts are for somebody else.
        public let others: Int
    }

    /// Which of `certificates` an envelope is sealed to, and to how many others, as it says in clear.
    ///
    /// Nothing proves that a part opens with the key of the certificate that it names; but whoever has no part of
    /// their own cannot read it.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when it is not an envelope in Seuil's form.
    public static func recipients(
        of der: [UInt8], among certificates: [Certificate]
    ) throws(CryptoError) -> Recipients {
        guard let form = EnvelopeForm(der: der) else { throw .malformed(.envelope) }
        let parts = form.recipients.map(\.issuerAndSerial)
        let named = certificates.filter { parts.contains($0.issuerAndSerial) }
        let meant = Set(named.map(\.issuerAndSerial))
        // A second part under one name may be another's: the name is only said.
        return Recipients(named: named, others: parts.count - meant.count)
    }
}
