import Foundation
import SeuilCrypto

@testable import SeuilCore

/// A sound policy with certificates, which tests break in one place at a time.
enum PolicyFixture {
    static let vectors = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Vectors/policies")

    static func date(_ text: String) -> Date {
        (try? Date("\(text)T12:00:00Z", strategy: .iso8601)) ?? .distantPast
    }

    /// A key and its certificate.
    struct Holder {
        let key: PrivateKey
        let certificate: Certificate
    }

    static func holder(
        _ name: String, _ usage: Certificate.Usage, from: String = "2025-01-01",
        until: String = "2029-01-01"
    ) throws -> Holder {
        let key = try PrivateKey.generate(.p256)
        return Holder(
            key: key,
            certificate: try Certificate.selfSigned(
                key: key, commonName: name, organisation: nil, usage: usage,
                notBefore: date(from), notAfter: date(until)))
    }

    /// The files of `Vectors/policies/base`, with a certificate for each recipient.
    static func files() throws -> PolicyFiles {
        var files = try PolicyFolder.read(vectors.appending(path: "base"))
        for name in ["elus", "caf"] {
            files["recipients/\(name).pem"] = try recipients.get()[name]
        }
        return files
    }

    /// Made once: they are only read.
    private static let recipients = Result {
        [
            "elus": try holder("Élus", .encryption).certificate.pem,
            "caf": try holder("CAF", .encryption).certificate.pem,
        ]
    }

    /// `files` with `old`, found exactly once in `path`, replaced by `new`.
    static func replacing(
        _ old: String, by new: String, in path: String = PolicyFiles.policy, of files: PolicyFiles
    ) throws -> PolicyFiles {
        let parts = String(decoding: files[path] ?? [], as: UTF8.self).components(separatedBy: old)
        guard parts.count == 2 else { throw NotFoundOnce(text: old, count: parts.count - 1) }
        var changed = files
        changed[path] = Array(parts.joined(separator: new).utf8)
        return changed
    }

    struct NotFoundOnce: Error {
        var text: String
        var count: Int
    }
}
