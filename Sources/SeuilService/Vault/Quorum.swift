import SeuilCrypto
import SeuilRelease

/// Who may sign policies, by public key, and how many of them must.
struct Quorum: Sendable, Equatable {
    /// SHA-256 of each SubjectPublicKeyInfo, in hexadecimal, sorted: the key counts, not its certificate.
    let signers: [String]
    let required: Int
    /// The keys with the certificates that were shown for them, sorted by key.
    let certificates: [LedgerEvent.Signer]

    init(_ certificates: [Certificate], required: Int) {
        var byKey: [Digest: LedgerEvent.Signer] = [:]
        for certificate in certificates {
            byKey[certificate.publicKeyFingerprint] = .init(certificate)
        }
        self.certificates = byKey.values.sorted { $0.key < $1.key }
        signers = self.certificates.map(\.key.hex)
        self.required = required
    }

    static func == (left: Quorum, right: Quorum) -> Bool {
        left.signers == right.signers && left.required == right.required
    }
}

/// Who founds a site.
struct Founder {
    let identifier: [UInt8]
    let quorum: Quorum
    /// Signs the site's releases.
    let certificate: Certificate
    var isRehearsal = false

    private var site: String { SiteFile.name(of: identifier) }

    /// The name of the site's log.
    var origin: String { LedgerWords.origin(ofSite: site, isRehearsal: isRehearsal) }

    /// The ledger's first entry.
    func founding(logKey: String, earlier: LedgerEvent.Earlier?) -> LedgerEvent.Founding {
        LedgerEvent.Founding(
            site: site, logKey: logKey, certificate: .init(certificate),
            signers: quorum.certificates, required: quorum.required, earlier: earlier)
    }
}

extension LedgerEvent.Signer {
    init(_ certificate: Certificate) {
        self.init(key: certificate.publicKeyFingerprint, certificate: .sha256(certificate.der))
    }
}
