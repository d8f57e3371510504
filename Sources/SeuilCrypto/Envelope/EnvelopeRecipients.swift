internal import COpenSSL

extension Envelope {
    /// Whom an envelope names as its readers.
    public struct Recipients: Sendable, Equatable {
        /// Those of the certificates asked about, in their order.
        public let named: [Certificate]
        /// The parts that are for somebody else.
        public let strangers: [Stranger]

        /// How many parts are for somebody else.
        public var others: Int { strangers.count }
    }

    /// A reader by what an envelope says of them: who issued their certificate, and its number.
    public struct Stranger: Sendable, Equatable {
        /// The issuer's common name; of a certificate that signs itself, its holder's.
        public let issuer: String?
        /// The serial number, in hexadecimal.
        public let serial: String

        /// - Parameter name: IssuerAndSerialNumber in DER.
        init(_ name: [UInt8]) {
            var outer = DERReader(name[...])
            var inner = outer.reader(DER.sequence)
            let issuer = inner?.element(DER.sequence).map { Array($0) }
            serial = (inner?.contents(DER.integer) ?? []).map {
                String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
            }.joined()
            // Safe: the name is read from bytes that outlive the call, and freed once its text is copied.
            let parsed = unsafe issuer.flatMap {
                unsafe decode(
                    $0, with: { unsafe d2i_X509_NAME(nil, $0, $1) },
                    freeing: { unsafe X509_NAME_free($0) })
            }
            defer { unsafe X509_NAME_free(parsed) }
            self.issuer = unsafe parsed.flatMap { unsafe Certificate.commonName($0) }
        }
    }

    /// Which of `certificates` an envelope is sealed to, and to which others, as it says in clear.
    ///
    /// Nothing proves that a part opens with the key of the certificate that it names; but whoever has no part of
    /// their own cannot read it.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when it is not an envelope in Seuil's form.
    public static func recipients(
        of der: [UInt8], among certificates: [Certificate]
    ) throws(CryptoError) -> Recipients {
        guard let form = EnvelopeForm(der: der) else { throw .malformed(.envelope) }
        var parts = form.recipients.map(\.issuerAndSerial)
        let named = certificates.filter { parts.contains($0.issuerAndSerial) }
        // A second part under one name may be another's: the name is only said.
        for name in Set(named.map(\.issuerAndSerial)) {
            if let place = parts.firstIndex(of: name) { parts.remove(at: place) }
        }
        return Recipients(named: named, strangers: parts.map { Stranger($0) })
    }
}
