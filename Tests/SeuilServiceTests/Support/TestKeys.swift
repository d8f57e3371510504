import Foundation
import SeuilCrypto

/// The keys and certificates of a test's people, made once a run.
struct TestKeys: Sendable {
    struct Person: Sendable {
        let key: PrivateKey
        let certificate: Certificate
    }
    let signer: Person
    let otherSigner: Person
    let site: Person
    let recipient: Person
    /// A second recipient of the same audience.
    let deputy: Person
    /// A signer who comes later.
    let successor: Person
    /// A signer whose certificate ends in March 2026.
    let leaving: Person

    static let shared = Result { try TestKeys() }

    private init() throws {
        signer = try TestKeys.person("signer", .signing)
        otherSigner = try TestKeys.person("other signer", .signing)
        site = try TestKeys.person("site", .signing)
        recipient = try TestKeys.person("recipient", .encryption)
        deputy = try TestKeys.person("deputy", .encryption)
        successor = try TestKeys.person("successor", .signing)
        leaving = try TestKeys.person("leaving", .signing, until: "2026-03-01T00:00:00Z")
    }

    private static func person(
        _ name: String, _ usage: Certificate.Usage, until: String = "2036-01-01T00:00:00Z"
    ) throws -> Person {
        let key = try PrivateKey.generate(.p256)
        let certificate = try Certificate.selfSigned(
            key: key, commonName: name, organisation: nil, usage: usage,
            notBefore: date("2024-01-01T00:00:00Z"), notAfter: date(until))
        return Person(key: key, certificate: certificate)
    }
}
