import SeuilCrypto
import SystemPackage

/// A period's key file: the wrapped master key, and two slots for the wrapped fold key.
///
/// Each stands in a block of its own, so that a write cut short harms no other. The master key lives as long as
/// the period. A fold key lives from one fold to the next: the new one is written into the free slot, the snapshot
/// is committed under it, then the old slot is overwritten. Overwriting in place, not replacing the file: a
/// replaced file's blocks would stay on the disk until something else needs them.
///
/// A fold key is wrapped under a key derived from the master key, which is wrapped under the host key.
struct PeriodKeyFile {
    static let blockByteCount = 4096
    private static let title = Array("seuil period keys 1\n".utf8)
    private static let boxByteCount = SealedBox.keyByteCount + SealedBox.overheadByteCount

    let path: FilePath
    let place: SealedPlace

    /// Makes the file, with a fresh master key, its first fold key, and the second slot blank.
    func create(
        hostKey: borrowing HostKey, seeded: SeededSecrets? = nil
    ) throws(VaultError) -> SecretBytes {
        let master =
            if let seeded {
                seeded.secret(SealedBox.keyByteCount, for: "period \(place.period)")
            } else {
                try randomKey()
            }
        let first = try randomKey()
        var header = PeriodKeyFile.title
        do {
            header += try SealedBox.sealSecret(
                master, under: hostKey.key(for: .period),
                binding: place.associatedData(.masterKey))
        } catch {
            throw .sealing(path, error)
        }
        var blocks = [header, [], []]
        blocks[1 + PeriodKeyFile.slot(of: 1)] = try wrap(first, generation: 1, master: master)
        let bytes = blocks.flatMap { block in
            block + SecureRandom.bytes(PeriodKeyFile.blockByteCount - block.count)
        }
        try DurableFile.replace(path, with: bytes)
        return master
    }

    /// The master key, or why there is none.
    func master(hostKey: borrowing HostKey) throws(KeyLoss) -> SecretBytes {
        let bytes = try contents()
        let title = PeriodKeyFile.title
        guard bytes.starts(with: title) else { throw .unreadable }
        let box = Array(bytes[title.count..<title.count + PeriodKeyFile.boxByteCount])
        do {
            return try SealedBox.openSecret(
                box, under: hostKey.key(for: .period), binding: place.associatedData(.masterKey))
        } catch {
            throw .unreadable
        }
    }

    /// The fold key of `generation`.
    func foldKey(
        generation: Int64, master: borrowing SecretBytes
    ) throws(KeyLoss) -> SecretBytes {
        let bytes = try contents()
        let start = PeriodKeyFile.offset(of: generation)
        do {
            return try SealedBox.openSecret(
                Array(bytes[start..<start + PeriodKeyFile.boxByteCount]),
                under: wrappingKey(master),
                binding: place.associatedData(.foldKey, generation: generation))
        } catch {
            throw .unreadable
        }
    }

    /// Puts a fresh key for `generation` into its slot, on disk when this returns.
    ///
    /// The slot's last key must have been erased before, or belong to nothing any more.
    func makeFoldKey(
        generation: Int64, master: borrowing SecretBytes
    ) throws(VaultError) -> SecretBytes {
        let key = try randomKey()
        try DurableFile.overwrite(
            path, at: PeriodKeyFile.offset(of: generation),
            with: wrap(key, generation: generation, master: master))
        return key
    }

    /// Overwrites the slot that the key of `generation` stands in, or stood.
    func eraseFoldKey(generation: Int64) throws(VaultError) {
        try DurableFile.overwrite(
            path, at: PeriodKeyFile.offset(of: generation),
            with: SecureRandom.bytes(PeriodKeyFile.blockByteCount))
    }

    private func contents() throws(KeyLoss) -> [UInt8] {
        let bytes: [UInt8]?
        do { bytes = try DurableFile.read(path) } catch { throw .outOfReach(error) }
        guard let bytes else { throw .missing }
        guard bytes.count == 3 * PeriodKeyFile.blockByteCount else { throw .unreadable }
        return bytes
    }

    private func wrap(
        _ key: borrowing SecretBytes, generation: Int64, master: borrowing SecretBytes
    ) throws(VaultError) -> [UInt8] {
        do {
            return try SealedBox.sealSecret(
                key, under: wrappingKey(master),
                binding: place.associatedData(.foldKey, generation: generation))
        } catch {
            throw .sealing(path, error)
        }
    }

    private func wrappingKey(_ master: borrowing SecretBytes) -> SecretBytes {
        KeyDerivation.hkdfSHA256(
            master, salt: [], info: "seuil/1/fold-key", byteCount: SealedBox.keyByteCount)
    }

    private func randomKey() throws(VaultError) -> SecretBytes {
        do {
            return try SecretBytes(random: SealedBox.keyByteCount)
        } catch {
            throw .sealing(path, error)
        }
    }

    private static func slot(of generation: Int64) -> Int { Int(generation % 2) }

    private static func offset(of generation: Int64) -> Int {
        (1 + slot(of: generation)) * blockByteCount
    }
}

/// Why a period's key is not there.
enum KeyLoss: Error, Equatable {
    /// There is no such file.
    case missing
    /// There is a file, but the host key opens nothing in it.
    case unreadable
    /// The file system refuses for now; nothing says that the key is lost.
    case outOfReach(VaultError)

    /// Whether waiting cannot bring it back.
    var isFinal: Bool {
        switch self {
        case .missing, .unreadable: true
        case .outOfReach: false
        }
    }
}
