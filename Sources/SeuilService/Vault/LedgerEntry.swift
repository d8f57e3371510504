import Foundation
import SeuilCrypto

/// One row of the ledger: what happened, when, in the same bytes for everyone.
///
/// Each row's digest covers the row before, so that none can be taken out or changed unnoticed by someone who kept
/// the last digest. Nothing that counts visits is ever in it.
struct LedgerEntry: Codable, Sendable, Equatable {
    enum Kind: String, Codable, Sendable {
        case founded, policy, opened, release
        case noRelease = "no-release"
        case destroyed
    }
    /// What one audience was given.
    struct Release: Codable, Sendable, Equatable {
        let audience: String
        let number: Int
        let sha256: String
    }

    var kind: Kind
    var time: String
    /// `founded`: the site's random identifier, who may sign policies, and how many must.
    var site: String?
    var signers: [String]?
    var required: Int?
    /// `policy`, `opened`, `release`: the policy's digest.
    var policy: String?
    var version: Int?
    var period: String?
    var isBackfilled: Bool?
    var releases: [Release]?
    var reason: String?

    init(_ kind: Kind, at time: Date) {
        self.kind = kind
        self.time = time.formatted(.iso8601)
    }

    /// The entry as canonical JSON: members sorted, nothing that is not there.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    init(decoding bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(LedgerEntry.self, from: Data(bytes))
    }

    /// The digest of row `number` with this body, after a row of digest `previous`.
    static func digest(number: Int64, body: [UInt8], after previous: Digest) -> Digest {
        .sha256(Array("seuil ledger 1\n".utf8) + bigEndian(number) + previous.bytes + body)
    }

    /// What the first row follows.
    static var beginning: Digest { .sha256([UInt8]()) }
}
