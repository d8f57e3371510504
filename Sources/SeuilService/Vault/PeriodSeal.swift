import SeuilCore
import SeuilCrypto
import SystemPackage

/// Seals and opens what stands in a period's file, for one generation.
///
/// All of a generation, its snapshot too, is under keys derived from that generation's fold key: an old snapshot
/// that is found somewhere opens as little as an old delta, and two snapshots cannot be subtracted.
struct PeriodSeal: ~Copyable {
    let place: SealedPlace
    let generation: Int64
    let path: FilePath
    private let snapshotKey: SecretBytes
    private let deltaKey: SecretBytes

    init(
        place: SealedPlace, generation: Int64, foldKey: borrowing SecretBytes, path: FilePath
    ) {
        self.place = place
        self.generation = generation
        self.path = path
        snapshotKey = KeyDerivation.hkdfSHA256(
            foldKey, salt: [], info: "seuil/1/fold/snapshot", byteCount: SealedBox.keyByteCount)
        deltaKey = KeyDerivation.hkdfSHA256(
            foldKey, salt: [], info: "seuil/1/fold/delta", byteCount: SealedBox.keyByteCount)
    }

    func seal(
        _ tally: Tally, _ events: Tally.EventSet
    ) throws(VaultError) -> PeriodFile.Snapshot {
        var figures = tally.encoded()
        var tokens = events.encoded()
        defer {
            wipe(&figures)
            wipe(&tokens)
        }
        return PeriodFile.Snapshot(
            generation: generation,
            tally: try box(Padding.snapshot(figures), snapshotKey, .tally),
            events: try box(Padding.snapshot(tokens), snapshotKey, .events))
    }

    func seal(
        _ delta: TallyDelta, sequence: Int64, for shape: TallyShape
    ) throws(VaultError) -> [UInt8] {
        var bytes = delta.encoded(for: shape)
        defer { wipe(&bytes) }
        return try box(Padding.delta(bytes), deltaKey, .delta, sequence: sequence)
    }

    private func open(
        _ snapshot: PeriodFile.Snapshot, for shape: TallyShape
    ) throws(VaultError) -> (Tally, Tally.EventSet) {
        var tally = try opened(snapshot.tally, snapshotKey, .tally)
        var events = try opened(snapshot.events, snapshotKey, .events)
        defer {
            wipe(&tally)
            wipe(&events)
        }
        do {
            return (
                try Tally(decoding: tally, for: shape), try Tally.EventSet(decoding: events)
            )
        } catch {
            throw .altered(path, what: "snapshot")
        }
    }

    private func open(
        _ delta: [UInt8], sequence: Int64, for shape: TallyShape
    ) throws(VaultError) -> TallyDelta {
        var bytes = try opened(delta, deltaKey, .delta, sequence: sequence)
        defer { wipe(&bytes) }
        do {
            return try TallyDelta(decoding: bytes, for: shape)
        } catch {
            throw .altered(path, what: "delta \(sequence)")
        }
    }

    /// The snapshot and the deltas since, in their order. What does not authenticate is never skipped.
    func replay(
        _ contents: PeriodFile.Contents, for shape: TallyShape
    ) throws(VaultError) -> (Tally, Tally.EventSet) {
        var (tally, events) = try open(contents.snapshot, for: shape)
        for (index, box) in contents.deltas.enumerated() {
            let delta = try open(box, sequence: Int64(index + 1), for: shape)
            tally.add(delta)
            events.insert(eventsOf: delta)
        }
        return (tally, events)
    }

    private func box(
        _ padded: [UInt8], _ key: borrowing SecretBytes, _ content: SealedPlace.Content,
        sequence: Int64 = 0
    ) throws(VaultError) -> [UInt8] {
        var bytes = padded
        defer { wipe(&bytes) }
        do {
            return try SealedBox.seal(
                bytes, under: key,
                binding: place.associatedData(
                    content, generation: generation, sequence: sequence))
        } catch {
            throw .sealing(path, error)
        }
    }

    private func opened(
        _ box: [UInt8], _ key: borrowing SecretBytes, _ content: SealedPlace.Content,
        sequence: Int64 = 0
    ) throws(VaultError) -> [UInt8] {
        var bytes: [UInt8]
        do {
            bytes = try SealedBox.open(
                box, under: key,
                binding: place.associatedData(
                    content, generation: generation, sequence: sequence))
        } catch {
            throw .altered(path, what: "\(content.rawValue) \(sequence)")
        }
        defer { wipe(&bytes) }
        guard let content = Padding.removed(from: bytes) else {
            throw .altered(path, what: "padding")
        }
        return content
    }
}
