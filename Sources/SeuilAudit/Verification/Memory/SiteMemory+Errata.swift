public import SeuilCrypto
public import SeuilRelease

extension SiteMemory {
    /// An erratum that was opened.
    struct Erratum: Sendable, Equatable, Codable {
        let period: String
        let audience: String
        let number: Int
        /// SHA-256 of what was signed.
        let content: String
        /// SHA-256 of each sealed file that held it.
        var sealed: [String]
    }

    /// Takes in an erratum, which is held against the release that it is about as far as that is known.
    ///
    /// - Parameters: As for a release.
    /// - Throws: ``MemoryRefusal``; nothing has then been taken in.
    public mutating func take(
        _ erratum: OpenedErratum, sealed: Digest, proof: InclusionProof? = nil,
        accepting accepted: LogVerifier? = nil
    ) throws(MemoryRefusal) -> Outcome {
        var next = self
        let outcome: Outcome = isEmpty ? .firstContact : .consistent
        let header = erratum.header
        guard let place = header.ledgerPlace else { throw .withoutLedger }
        try next.takeLog(place, accepted)
        if let proof { try next.take(proof, of: erratum, sealed, place) }
        let release = releases.first {
            $0.period == header.period && $0.audience == header.audience
        }
        if let release {
            guard release.number == header.release.number,
                header.release.content ?? release.content == release.content
            else { throw .erratumOfAnotherRelease }
            if let known = release.checkpoint, known.origin == place.checkpoint.origin,
                known.size >= place.checkpoint.size
            {
                throw .checkpointOutOfOrder
            }
        }
        let known = (errata ?? []).firstIndex {
            $0.period == header.period && $0.audience == header.audience
                && $0.number == header.number
        }
        if let known, let there = errata?[known] {
            guard there.content == erratum.content.hex else { throw .secondErratum }
            let isNew = !there.sealed.contains(sealed.hex)
            if isNew { next.errata?[known].sealed.append(sealed.hex) }
            self = next
            return isNew ? .sealedAgain : outcome
        }
        next.errata =
            (errata ?? []) + [
                Erratum(
                    period: header.period, audience: header.audience, number: header.number,
                    content: erratum.content.hex, sealed: [sealed.hex])
            ]
        self = next
        return outcome
    }

    /// How many errata were opened of a release.
    public func erratumCount(of release: ReleaseName) -> Int {
        (errata ?? []).count { $0.period == release.period && $0.audience == release.audience }
    }

    private mutating func take(
        _ proof: InclusionProof, of erratum: OpenedErratum, _ sealed: Digest, _ place: LedgerPlace
    ) throws(MemoryRefusal) {
        let header = erratum.header
        guard proof.proves(proof.extra, in: place.logKey),
            let entry = try? LedgerEntry(bytes: proof.extra),
            case .erratum(let logged) = entry.event, logged.period == header.period,
            logged.reason == header.reason,
            let told = logged.audiences.first(where: { $0.audience == header.audience }),
            told.sealed == sealed, told.number == header.number, told.content == erratum.content,
            told.release.hex == header.release.sealed, place.checkpoint.size <= proof.index,
            let checkpoint = try? Checkpoint(of: proof.checkpoint, signedBy: place.logKey)
        else { throw .proofDiffers }
        try take(checkpoint)
    }
}
