import Testing

@testable import SeuilCrypto

/// Expects two secrets to be equal, or not; the macro itself cannot hold what is not copyable.
func expectEqual(
    _ one: borrowing SecretBytes, _ other: borrowing SecretBytes, _ isExpected: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let isEqual = one.isEqual(to: other)
    #expect(isEqual == isExpected, sourceLocation: sourceLocation)
}

@Suite("Secret bytes") struct SecretBytesTests {
    @Test("Random secrets have the asked length and differ")
    func randomSecretsDiffer() throws {
        let one = try SecretBytes(random: 32)
        let other = try SecretBytes(random: 32)
        #expect(one.byteCount == 32)
        expectEqual(one, other, false)
        let none = try SecretBytes(random: 0)
        #expect(none.byteCount == 0)
    }

    @Test("A copy is equal, and lives on without the original")
    func copyIsEqual() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        var copy: SecretBytes
        do {
            let original = SecretBytes(copying: bytes)
            copy = original.copy()
            expectEqual(copy, original)
        }
        expectEqual(copy, SecretBytes(copying: bytes))
        copy = SecretBytes(copying: [])
        #expect(copy.byteCount == 0)
    }

    @Test("Secrets of different lengths or bytes are not equal")
    func differentSecretsAreNotEqual() {
        let secret = SecretBytes(copying: [1, 2, 3])
        for other in [[], [1, 2], [1, 2, 3, 0], [1, 2, 4], [0, 2, 3]] as [[UInt8]] {
            expectEqual(secret, SecretBytes(copying: other), false)
        }
    }

    @Test("A secret's memory no longer holds it once it has ended")
    func memoryIsWiped() {
        let marker: [UInt8] = Array("a marker that is long enough to be no accident".utf8)
        var address: UnsafeRawPointer?
        do {
            let secret = SecretBytes(copying: marker)
            unsafe secret.withUnsafeBytes { unsafe address = $0.baseAddress }
            expectEqual(secret, SecretBytes(copying: marker))
        }
        // Safe: the locked arena stays mapped for the life of the process; whoever got the place since
        // has written something else.
        let left = unsafe UnsafeRawBufferPointer(
            start: address, count: marker.count)
        #expect(unsafe !left.elementsEqual(marker))
        #expect(unsafe !left.suffix(24).elementsEqual(marker.suffix(24)))
    }

    @Test("More and longer secrets than the locked arena holds still work, and leave room for keys")
    func arenaMayOverflow() throws {
        var long = [UInt8](repeating: 0, count: 300_000)
        for index in long.indices { long[index] = UInt8(truncatingIfNeeded: index &* 31) }
        let first = SecretBytes(copying: long)
        let second = first.copy()
        expectEqual(first, second)
        let many = Many((0..<400).map { [UInt8](repeating: UInt8($0 % 251), count: 4096) })
        _ = try PrivateKey(pem: PrivateKey.generate(.rsa(bits: 3072)).pem())
        #expect(many?.areIntact == true)
    }

    /// A list of secrets, which an array cannot be.
    private final class Many {
        private let secret: SecretBytes
        private let expected: [UInt8]
        private let rest: Many?

        init?(_ all: [[UInt8]]) {
            guard let first = all.first else { return nil }
            secret = SecretBytes(copying: first)
            expected = first
            rest = Many(Array(all.dropFirst()))
        }

        var areIntact: Bool {
            secret.isEqual(to: SecretBytes(copying: expected)) && rest?.areIntact ?? true
        }
    }

    @Test("Wiping leaves zeros")
    func wipingLeavesZeros() {
        var bytes: [UInt8] = [1, 2, 3]
        wipe(&bytes)
        #expect(bytes == [0, 0, 0])
        var none: [UInt8] = []
        wipe(&none)
        #expect(none.isEmpty)
    }

    @Test("Errors of a closure over a secret come out typed")
    func errorsAreTyped() {
        let secret = SecretBytes(copying: [1])
        #expect(throws: CryptoError.tampered) {
            try unsafe secret.withUnsafeBytes { _ throws(CryptoError) in throw .tampered }
        }
    }

    @Test("A process that forbids dumps is not dumpable")
    func dumpsAreForbidden() async {
        // In a process of its own, so that a crash of another test can still be examined.
        await #expect(processExitsWith: .success) {
            let isForbidden = ProcessHardening.forbidDumps()
            #expect(isForbidden)
            #expect(!ProcessHardening.isDumpable)
        }
    }
}

@Suite("Randomness that is no secret") struct SecureRandomTests {
    @Test("Bytes have the asked number and differ")
    func bytesDiffer() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(33).count == 33)
        #expect(SecureRandom.bytes(16) != SecureRandom.bytes(16))
    }

    @Test("A UUID is of version 4 and in lower case")
    func uuidHasItsForm() throws {
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        let all = (0..<200).map { _ in SecureRandom.uuid() }
        #expect(all.allSatisfy { $0.wholeMatch(of: form) != nil })
        #expect(Set(all).count == 200)
    }
}
