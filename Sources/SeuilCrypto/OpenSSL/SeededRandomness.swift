internal import COpenSSL
internal import Synchronization

/// Lets OpenSSL take its random numbers from a seed for a while: keys, certificates and signatures then come out the
/// same again.
///
/// For the making of a rehearsal's instance only, by a process that does nothing else: while it lasts, nothing in the
/// process is random.
public enum SeededRandomness {
    /// What was given out so far of one stream.
    private struct Stream {
        let secrets: SeededSecrets
        var block = 0
        var rest: ArraySlice<UInt8> = []

        mutating func take(_ count: Int) -> [UInt8] {
            while rest.count < count {
                rest += secrets.bytes(4096, for: "randomness \(block)")[...]
                block += 1
            }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
    }

    private static let stream = Mutex<Stream?>(nil)

    /// Runs `body` with random numbers of `secrets`; only one such call at a time.
    public static func with<R, E: Error>(
        _ secrets: SeededSecrets, _ body: () throws(E) -> R
    ) throws(E) -> R {
        stream.withLock { stream in
            precondition(stream == nil, "one seed at a time")
            stream = Stream(secrets: secrets)
        }
        // Safe: the function lives as long as the program, and is taken away again below.
        unsafe seuil_set_randomness { buffer, count in
            unsafe SeededRandomness.fill(buffer, count)
        }
        defer {
            seuil_set_randomness(nil)
            stream.withLock { $0 = nil }
        }
        return try body()
    }

    private static func fill(_ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int32) -> Int32 {
        // The bytes come from a derivation, which draws no random numbers itself.
        let bytes = stream.withLock { $0?.take(Int(count)) }
        guard let bytes, let buffer = unsafe buffer else { return 0 }
        // Safe: OpenSSL asks for as many bytes as its buffer has room for.
        for (place, byte) in bytes.enumerated() { unsafe buffer[place] = byte }
        return 1
    }
}
