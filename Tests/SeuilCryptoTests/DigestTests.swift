import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Digests and keyed hashes") struct DigestTests {
    @Test("SHA-256 gives the published digests", arguments: try Vector.cases("sha256-nist.txt"))
    func sha256(vector: Vector) throws {
        let message = try vector.bytes("message")
        let expected = Digest(bytes: try vector.bytes("digest"))
        #expect(Digest.sha256(message) == expected)
        #expect(Digest.sha256(Data(message)) == expected)
        #expect(Digest.sha256(AnySequence(message)) == expected)
        #expect(expected?.hex == vector.members["digest"])
    }

    @Test("A digest is spelt in 64 hexadecimal digits of either case and in nothing else")
    func hexadecimalForm() {
        let digest = Digest.sha256(Array("abc".utf8))
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect("\(digest)" == digest.hex)
        let wrong = [
            "", "0g", String(digest.hex.dropLast()), String(digest.hex.dropLast(2)),
            digest.hex + "00", " " + digest.hex.dropFirst(), "+" + digest.hex.dropFirst(),
        ]
        #expect(wrong.allSatisfy { Digest(hex: $0) == nil })
    }

    @Test("Digests are ordered as their bytes are")
    func order() throws {
        let digests = (0..<200).map { Digest.sha256([UInt8($0)]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
        #expect(Set(digests).count == 200)
    }

    @Test(
        "HMAC gives the published codes, again and again with one context",
        arguments: try Vector.cases("hmac-sha256-rfc4231.txt"))
    func hmac(vector: Vector) throws {
        let hash = KeyedHash(key: try vector.secret("key"))
        let message = try vector.bytes("message")
        let expected = try vector.bytes("code")
        for _ in 0..<3 {
            #expect(hash.code(for: message).bytes.prefix(expected.count) == expected[...])
            _ = hash.code(for: [1, 2, 3])
        }
        let first = expected.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(hash.truncated64(for: message) == first)
        #expect(unsafe hash.truncated64(for: message.span.bytes) == first)
        var written = [UInt8](repeating: 0, count: 40)
        unsafe written.withUnsafeMutableBytes { out in
            unsafe message.withUnsafeBytes { unsafe hash.code(for: $0, into: out) }
        }
        #expect(written.prefix(expected.count) == expected[...])
        #expect(written.suffix(8).allSatisfy { $0 == 0 })
    }

    @Test("An empty key and an empty message are a key and a message")
    func emptyKeyAndMessage() {
        // The value in the encyclopedias: HMAC_SHA256("", "").
        let hash = KeyedHash(key: SecretBytes(copying: []))
        let expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(hash.code(for: []).hex == expected)
        #expect(hash.code(for: []).hex == expected)
    }

    @Test("HKDF gives the published keys", arguments: try Vector.cases("hkdf-sha256-rfc5869.txt"))
    func hkdf(vector: Vector) throws {
        let expected = try vector.bytes("derived")
        let derived = KeyDerivation.hkdfSHA256(
            try vector.secret("key"), salt: try vector.bytes("salt"),
            info: try vector.bytes("info"), byteCount: expected.count)
        expectEqual(derived, SecretBytes(copying: expected))
    }

    @Test("Keys derived for other uses, salts or from other keys differ")
    func derivedKeysDiffer() throws {
        let key = try SecretBytes(random: 32)
        let one = KeyDerivation.hkdfSHA256(key, salt: [], info: "one", byteCount: 32)
        let same = KeyDerivation.hkdfSHA256(key, salt: [], info: Array("one".utf8), byteCount: 32)
        let other = KeyDerivation.hkdfSHA256(key, salt: [], info: "other", byteCount: 32)
        let salted = KeyDerivation.hkdfSHA256(key, salt: [1], info: "one", byteCount: 32)
        let unrelated = KeyDerivation.hkdfSHA256(other, salt: [], info: "one", byteCount: 32)
        expectEqual(one, same)
        expectEqual(one, other, false)
        expectEqual(one, salted, false)
        expectEqual(one, unrelated, false)
    }
}
