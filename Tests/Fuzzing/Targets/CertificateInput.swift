internal import SeuilCrypto

/// Bytes as a certificate or a private key, in DER or PEM.
struct CertificateInput {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A certificate that reads is written as it reads.
    func check() throws(BrokenPromise) {
        let inPEM = (try? Certificate.certificates(inPEM: bytes)) ?? []
        for certificate in [try? Certificate(der: bytes)].compactMap({ $0 }) + inPEM.prefix(4) {
            try promise(
                "a certificate is written as it was read",
                (try? Certificate(pem: certificate.pem)) == certificate)
            try promise(
                "a validity has both its ends", certificate.isValid(at: certificate.notAfter))
            _ = try? certificate.checkSigner()
            guard (try? certificate.checkRecipient()) != nil else { continue }
            // A key that no curve has may be found out only here.
            _ = try? Envelope.encrypt([], to: [certificate])
        }
        _ = try? PrivateKey(pem: bytes)
    }
}
