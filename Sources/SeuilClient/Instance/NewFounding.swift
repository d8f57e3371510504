internal import Foundation
internal import SeuilCore
internal import SeuilCrypto

/// The founding of a new instance: the site's identifier and log key, and the statement that its signers sign.
struct NewFounding {
    let statement: Statement

    /// Chooses identifier and key; the key's seed waits in `place` for the daemon.
    init(
        of quorum: Quorum, site certificate: Certificate, after earlier: EarlierLog?,
        in place: PrivateFolder
    ) throws(NewInstanceError) {
        do throws(QuorumFault) {
            try quorum.check(site: certificate.publicKeyFingerprint)
        } catch {
            throw .quorum(error)
        }
        let seed: SecretBytes
        do throws(CryptoError) { seed = try SecretBytes(random: 32) } catch { throw .crypto(error) }
        try place.write(secret: seed, to: InstanceFiles.logSeed)
        let site = SecureRandom.bytes(16)
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let key: LogKey
        do throws(CryptoError) {
            key = try LogKey(seed: seed, name: LogName.origin(ofSite: site))
        } catch {
            throw .crypto(error)
        }
        guard let log = LogName(key.verifier) else {
            preconditionFailure("16 bytes in hexadecimal name a site")
        }
        statement = .founding(
            FoundingStatement(
                log: log, certificate: certificate, quorum: quorum, earlier: earlier))
    }

    /// Writes the statement, and its signature by `signer` where there is one.
    func write(to place: PrivateFolder, signedBy signer: KeyPair?, now: Date)
        throws(NewInstanceError)
    {
        try place.write(statement.bytes, to: InstanceFiles.founding)
        guard let signer else { return }
        let signatures: [UInt8]
        do throws(CryptoError) {
            signatures = try StatementSigner.sign(
                statement, adding: nil, certificate: signer.certificate, key: signer.key, at: now)
        } catch {
            throw .crypto(error)
        }
        try place.write(signatures, to: InstanceFiles.foundingSignatures)
    }
}
