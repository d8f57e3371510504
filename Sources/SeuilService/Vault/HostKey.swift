import Glibc
import SeuilCrypto
import SystemPackage

/// The instance's outermost key: whoever has it and the files has what the files hold.
///
/// It encrypts nothing itself; each use has a key of its own, derived from it.
struct HostKey: ~Copyable {
    /// What a key derived from the host key is for.
    enum Use: String {
        /// Wraps the key of the site's own file.
        case site = "seuil/1/host/site"
        /// Wraps the periods' master keys.
        case period = "seuil/1/host/period"
    }

    private let key: SecretBytes

    init(_ key: consuming SecretBytes) { self.key = key }

    /// Reads the key at `path`, which must be 32 bytes that nobody but their owner may read.
    init(readingFrom path: FilePath) throws(VaultError) {
        var status = stat()
        // Safe: stat writes one such structure.
        guard unsafe stat(path.string, &status) == 0 else {
            throw .hostKeyUnusable(path, reason: Errno(rawValue: errno).description)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .hostKeyUnusable(path, reason: "others than its owner may read it")
        }
        guard var bytes = try DurableFile.read(path), bytes.count == SealedBox.keyByteCount else {
            throw .hostKeyUnusable(path, reason: "it does not hold 32 bytes")
        }
        key = SecretBytes(copying: bytes)
        wipe(&bytes)
    }

    func key(for use: Use) -> SecretBytes {
        KeyDerivation.hkdfSHA256(
            key, salt: [], info: use.rawValue, byteCount: SealedBox.keyByteCount)
    }
}
