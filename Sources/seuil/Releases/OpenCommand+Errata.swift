import Foundation
import SeuilAudit
import SeuilCrypto
import SeuilRelease

extension OpenCommand {
    /// Opens an erratum, with every check that a release gets.
    func openErratum(_ name: String, _ bytes: [UInt8], _ keys: Keys) throws {
        let erratum: OpenedErratum
        do throws(VerificationError) {
            let sealed = try SealedErratum(fileName: name, bytes: bytes)
            guard let trusted = keys.trusted else {
                showSigner(try sealed.signer(key: keys.key, recipient: keys.recipient))
            }
            erratum = try sealed.open(
                key: keys.key, recipient: keys.recipient, trusting: trusted, at: nil,
                rehearsal: rehearsal)
        } catch {
            throw VerificationText.failure(error)
        }
        try OpenCommand.checkRecipients(of: bytes, named: erratum.header.recipients)
        let sealed = Digest.sha256(bytes)
        let place = erratum.header.ledgerPlace?.checkpoint
        let proof = try proofBeside()
        let accepted = try acceptedLog()
        let standing = try remember(
            of: erratum.signer,
            take: { memory in
                try memory.take(erratum, sealed: sealed, proof: proof, accepting: accepted)
            },
            check: { memory in
                try checkLedger { folder in
                    LedgerCheck.findings(
                        on: folder, remembered: memory.checkpoints(of: place?.origin ?? ""),
                        erratum: erratum, sealed: sealed)
                }
            })
        let folder = URL(fileURLWithPath: output ?? "").standardizedFileURL
        do throws(WritingError) {
            try erratum.write(to: folder, replacing: replace)
        } catch {
            throw OpenCommand.failure(error, folder, writing: .erratum)
        }
        let answer = ErratumAnswer(erratum, folder: folder.path, standing: standing)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
    }
}

/// What `seuil open` says of an erratum whose every check has held.
struct ErratumAnswer: Encodable {
    let site: String
    let audience: String
    let period: String
    let erratum: Int
    let release: Int
    let reason: ErratumReason
    let flagged: ErratumFlags
    let signer: String
    let folder: String
    /// Where to start reading.
    let page: String
    let memory: OpenedAnswer.Standing.Memory
    let ledgerChecked: Bool

    init(_ opened: OpenedErratum, folder: String, standing: OpenedAnswer.Standing) {
        let header = opened.header
        site = header.site.name
        audience = header.audience
        period = header.period
        erratum = header.number
        release = header.release.number
        reason = header.reason
        flagged = header.flagged
        signer = opened.signer.publicKeyFingerprint.hex
        self.folder = folder
        page = "\(folder)/\(ErratumPaths.page)"
        memory = standing.memory
        ledgerChecked = standing.ledger
    }

    var text: String {
        let concerned =
            flagged.all
            ? "every figure"
            : (flagged.tables + flagged.cells.map { ([$0.table] + $0.codes).joined(separator: "/") })
                .joined(separator: ", ")
        return """
            \(period) for \(audience), from \(site): erratum \(erratum) to release number \(release), genuine and \
            meant for this key
              reason  \(reason.rawValue)
              flagged \(concerned)
              memory  \(memory.text)
              ledger  \(ledgerChecked ? "names this erratum, and was not rewritten" : "not checked")
              start   \(page)
            """
    }
}
