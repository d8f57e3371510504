import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// What a site is founded with.
struct Founder {
    let identifier: [UInt8]
    let quorum: Quorum
    /// Signs the site's releases.
    let certificate: Certificate
    /// The founding as its quorum has signed it; a configuration alone founds without.
    var signed: SignedStatement?
    var isRehearsal = false

    private var site: String { SiteFile.name(of: identifier) }

    /// The name of the site's log.
    var origin: String { LedgerWords.origin(ofSite: site, isRehearsal: isRehearsal) }

    /// The ledger's first entry.
    func founding(logKey: String, earlier: LedgerEvent.Earlier?) -> LedgerEvent.Founding {
        LedgerEvent.Founding(
            site: site, logKey: logKey, certificate: .init(certificate), quorum: quorum.rule,
            signed: signed?.named, earlier: earlier)
    }
}

/// A statement and its signatures, as their two files hold them.
struct SignedStatement: Sendable, Equatable {
    let statement: [UInt8]
    let signatures: [UInt8]

    /// As the ledger names them.
    var named: LedgerEvent.Signed {
        LedgerEvent.Signed(statement: .sha256(statement), signatures: .sha256(signatures))
    }
}

extension LedgerEvent.Signer {
    init(_ certificate: Certificate) {
        self.init(key: certificate.publicKeyFingerprint, certificate: .sha256(certificate.der))
    }
}

extension Sequence<Certificate> {
    /// As entries list them.
    var logged: [LedgerEvent.Signer] {
        map { LedgerEvent.Signer($0) }.sorted { $0.key < $1.key }
    }
}
