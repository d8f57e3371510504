import Foundation
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// To whom a site with all its keys seals, against whom the policy names.
@Suite("Whom releases are sealed to")
struct RecipientTests {
    private static let june = "outbox/2025-06.elus.p7m"

    @Test("A release sealed to somebody besides its recipients is named, with a key and without")
    func besides() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let keys = try TestKeys.shared.get()
        let stranger = try RecipientTests.stranger()
        try copy.repackJune(to: [keys.recipient.certificate, stranger]) { $0 }
        for isRecipient in [false, true] {
            let errors = try copy.audit(isRecipient: isRecipient).findings
                .filter { $0.severity == .error }
            #expect(errors.map(\.code) == [.recipientsDiffer])
            #expect(errors.map(\.place) == [RecipientTests.june])
            #expect(
                errors.first?.text.contains(
                    /^it is sealed to 1 key of nobody whom the policy names for 'elus': the certificate with the number [0-9a-f]+, issued by stranger$/
                ) == true, "\(errors)")
        }
    }

    @Test("A release sealed to somebody instead of its recipient is named, with the recipient")
    func instead() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let keys = try TestKeys.shared.get()
        try copy.repackJune(to: [RecipientTests.stranger()]) { $0 }
        for isRecipient in [false, true] {
            let errors = try copy.audit(isRecipient: isRecipient).findings
                .filter { $0.severity == .error }
            #expect(errors.map(\.code) == [.recipientsDiffer])
            let key = keys.recipient.certificate.publicKeyFingerprint.hex
            #expect(
                errors.first?.text.hasSuffix("not sealed to the recipient \(key) of 'elus'") == true
            )
        }
    }

    @Test("A release sealed to a recipient who was withdrawn says so, and by which entry")
    func withdrawn() async throws {
        let copy = try await ApprovedSite.shared.value.copy()
        let keys = try TestKeys.shared.get()
        try copy.repackJune(to: [keys.recipient.certificate, keys.deputy.certificate]) { $0 }
        let entries = try copy.entries()
        let index = try #require(entries.firstIndex { $0.event.kind == "recipient-withdrawn" })
        let key = keys.deputy.certificate.publicKeyFingerprint.hex
        let errors = try copy.audit(isRecipient: true).findings.filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.code.rawValue) \($0.place)" } == [
                "recipients-differ \(RecipientTests.june)"
            ])
        #expect(
            errors.first?.text
                == "it is sealed to the key \(key), who was withdrawn by entry \(index) on "
                + "\(entries[index].time.text.prefix(10))", "\(errors)")
        // May's deputy had not been withdrawn yet.
        #expect(!errors.contains { $0.place.contains("2025-05") })
    }

    @Test("A release that somebody sealed again names whom it is sealed to besides")
    func sealedAgain() async throws {
        let keys = try TestKeys.shared.get()
        let stranger = try RecipientTests.stranger()
        for isRecipient in [false, true] {
            let copy = try await AuditedSite.shared.value.copy()
            let forged = try await AuditedSite.shared.value.copy()
            try forged.repackJune(to: [keys.recipient.certificate, stranger]) { $0 }
            // The file alone: the ledger is as it was.
            try copy.write(forged.bytes(RecipientTests.june), to: RecipientTests.june)
            let errors = try copy.audit(isRecipient: isRecipient).findings
                .filter { $0.severity == .error }
            #expect(errors.map(\.code) == [.releaseDiffers])
            #expect(
                errors.first?.text.contains(
                    /; it is sealed to 1 key of nobody whom the policy names for 'elus': the certificate with the number [0-9a-f]+, issued by stranger$/
                ) == true, "\(errors)")
        }
        // Of a damaged file nothing is said of whom it is for.
        let copy = try await AuditedSite.shared.value.copy()
        try copy.write([1, 2, 3], to: RecipientTests.june)
        let text = try copy.audit().findings.first { $0.code == .releaseDiffers }?.text
        #expect(text?.contains("sealed to") == false)
    }

    /// A certificate that may receive, of nobody whom the policy names.
    private static func stranger() throws -> Certificate {
        try Certificate.selfSigned(
            key: .generate(.p256), commonName: "stranger", organisation: nil, usage: .encryption,
            notBefore: date("2024-01-01T00:00:00Z"), notAfter: date("2036-01-01T00:00:00Z"))
    }
}
