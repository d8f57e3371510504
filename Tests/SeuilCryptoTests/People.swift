import Foundation
@testable import SeuilCrypto

/// A certificate and its key.
struct Person: Sendable {
    let certificate: Certificate
    let key: PrivateKey

    init(
        _ name: String, _ kind: KeyKind = .p256, for usage: Certificate.Usage = .signing,
        from notBefore: Date = Date(timeIntervalSince1970: 1_700_000_000),
        until notAfter: Date = Date(timeIntervalSince1970: 2_000_000_000)
    ) throws {
        key = try PrivateKey.generate(kind)
        certificate = try Certificate.selfSigned(
            key: key, commonName: name, organisation: "Seuil tests", usage: usage,
            notBefore: notBefore, notAfter: notAfter)
    }
}

/// A moment inside the validity of every ``Person`` by default.
let someTime = Date(timeIntervalSince1970: 1_800_000_000)
