import Testing

@testable import SeuilCrypto

@Suite("Sealed box") struct SealedBoxTests {
    @Test(
        "AES-256-GCM gives the published ciphertexts and tags",
        arguments: try Vector.cases("aes-256-gcm-nist.txt"))
    func knownAnswers(vector: Vector) throws {
        let key = try vector.secret("key")
        let associated = try vector.bytes("associated")
        let box = try SealedBox.seal(
            vector.bytes("plaintext"), under: key, binding: associated,
            nonce: vector.bytes("nonce"))
        #expect(
            try box == vector.bytes("nonce") + vector.bytes("ciphertext") + vector.bytes("tag"))
        #expect(
            try SealedBox.open(box, under: key, binding: associated) == vector.bytes("plaintext"))
    }

    @Test(
        "What is sealed opens again, whatever its length", arguments: [0, 1, 15, 16, 17, 100_003])
    func roundTrip(byteCount: Int) throws {
        let key = try SecretBytes(random: SealedBox.keyByteCount)
        let plaintext = SecureRandom.bytes(byteCount)
        let box = try SealedBox.seal(plaintext, under: key, binding: [7])
        #expect(box.count == byteCount + SealedBox.overheadByteCount)
        #expect(try SealedBox.open(box, under: key, binding: [7]) == plaintext)
    }

    @Test("Sealing twice gives two boxes that share nothing")
    func noncesAreFresh() throws {
        let key = try SecretBytes(random: 32)
        let boxes = try (0..<1000).map { _ in try SealedBox.seal([1], under: key, binding: []) }
        #expect(Set(boxes.map { Array($0.prefix(12)) }).count == 1000)
    }

    @Test("A changed byte anywhere in the box is found")
    func changedBytesAreFound() throws {
        let key = try SecretBytes(random: 32)
        let box = try SealedBox.seal(Array("a visit".utf8), under: key, binding: [1, 2])
        for index in box.indices {
            for mask: UInt8 in [0x01, 0x80, 0xff] {
                var changed = box
                changed[index] ^= mask
                #expect(throws: CryptoError.tampered) {
                    try SealedBox.open(changed, under: key, binding: [1, 2])
                }
            }
        }
    }

    @Test("A cut or lengthened box is found")
    func otherLengthsAreFound() throws {
        let key = try SecretBytes(random: 32)
        let box = try SealedBox.seal([1, 2, 3], under: key, binding: [])
        for count in 0..<box.count {
            let expected: CryptoError =
                count < SealedBox.overheadByteCount ? .malformed(.sealedBox) : .tampered
            #expect(throws: expected) {
                try SealedBox.open(Array(box.prefix(count)), under: key, binding: [])
            }
        }
        #expect(throws: CryptoError.tampered) {
            try SealedBox.open(box + [0], under: key, binding: [])
        }
    }

    @Test("A box opens neither under another key nor in another place")
    func keyAndPlaceAreBound() throws {
        let key = try SecretBytes(random: 32)
        let box = try SealedBox.seal([1, 2, 3], under: key, binding: [1])
        for place in [[], [2], [1, 0]] as [[UInt8]] {
            #expect(throws: CryptoError.tampered) {
                try SealedBox.open(box, under: key, binding: place)
            }
        }
        let other = try SecretBytes(random: 32)
        #expect(throws: CryptoError.tampered) {
            try SealedBox.open(box, under: other, binding: [1])
        }
    }

    @Test("A key of another length is refused, not padded", arguments: [0, 16, 31, 33, 64])
    func keyLengthIsChecked(byteCount: Int) throws {
        let key = try SecretBytes(random: byteCount)
        let expected = CryptoError.keyLength(byteCount: byteCount, expected: 32)
        #expect(throws: expected) { try SealedBox.seal([1], under: key, binding: []) }
        let box = [UInt8](repeating: 0, count: 40)
        #expect(throws: expected) { try SealedBox.open(box, under: key, binding: []) }
        #expect(throws: expected) {
            _ = try SealedBox.openSecret(box, under: key, binding: [])
        }
    }

    @Test("A wrapped key comes back as it was, or not at all")
    func secretsAreWrapped() throws {
        let host = try SecretBytes(random: 32)
        let period = try SecretBytes(random: 32)
        var box = try SealedBox.sealSecret(period, under: host, binding: [1])
        let unwrapped = try SealedBox.openSecret(box, under: host, binding: [1])
        expectEqual(unwrapped, period)
        box[20] ^= 1
        #expect(throws: CryptoError.tampered) {
            _ = try SealedBox.openSecret(box, under: host, binding: [1])
        }
    }
}
