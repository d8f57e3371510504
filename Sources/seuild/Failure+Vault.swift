import Foundation
import Glibc
import SeuilService
import SystemPackage

extension Failure {
    /// What a vault that does not open asks of its operator.
    init(_ error: VaultError) {
        switch error {
        case .inUse(let path):
            self.init(
                "another daemon runs here and holds \(path)", EX_TEMPFAIL,
                hint: "it counts already; to start anew, stop it first: fuser \(path)")
        case .hostKeyUnusable(let path, _)
        where !FileManager.default.fileExists(atPath: path.string):
            self.init("\(path) does not exist", EX_NOINPUT, hint: Failure.hostKeyRemedy)
        case .hostKeyUnusable(let path, let reason):
            self.init(
                "the host key \(path) cannot be used: \(reason)", EX_NOPERM,
                hint: "it holds 32 bytes, and belongs to the daemon's user alone: chmod 400 \(path)"
            )
        case .wrongHostKey:
            self.init(
                "the host key is not the one this state was sealed under", EX_CONFIG,
                hint: "nothing was changed; put the right key back before starting again")
        case .rehearsalDiffers:
            self.init(
                "'rehearsal' in seuild.yaml does not fit this state", EX_CONFIG,
                hint: "a real site takes no seed, and a rehearsal goes on with its own")
        case .quorumDiffers:
            self.init(
                "'trust' names other signers than this site's ledger", EX_CONFIG,
                hint:
                    "signers are named when the instance is made ('seuil init --signer'), and changed by the signers "
                    + "before them ('seuil quorum change'), not by the configuration; certificates of those who decide must be there as they were first shown"
            )
        case .noSigners:
            self.init(
                "nobody is named who may sign policies", EX_CONFIG,
                hint: "'seuil init' writes a founding, or name signers under 'trust'")
        case .foundingRefused(let path, let reason):
            self.init(
                "the site cannot be founded: \(path): \(reason)", EX_CONFIG,
                hint:
                    "its signers sign it with: seuil quorum sign \(path) --key KEY --cert CERT; a founding is used "
                    + "once: to begin anew, make a new instance with 'seuil init --after CHECKPOINT'"
            )
        case .missingLog(let path):
            self.init(
                "the write-ahead log of \(path) has gone", EX_DATAERR,
                hint: "bring back \(path)-wal; without it, visits that were acknowledged are lost")
        case .strangeFile(let path):
            self.init(
                "\(path) is of a period that this site does not know", EX_DATAERR,
                hint: "check 'state' in seuild.yaml, and whether an old site.sqlite was restored")
        case .ledgerDiffers(let path):
            self.init(
                "the published \(path) is not what the site's file says", EX_DATAERR,
                hint:
                    "if an older 'state' was restored, put the newer one back; if only the published file was "
                    + "damaged, move the folder 'ledger' away, keep it for the auditor, and start again"
            )
        case .siteNameUnusable:
            self.init(
                "'site' in seuild.yaml is no usable name", EX_CONFIG,
                hint: "it has 1 to 120 bytes, and no control characters")
        // These may pass: the service manager tries again.
        case .storage, .diskFull:
            self.init(
                "the vault does not open: \(error)", EX_IOERR,
                hint: "make room, or let the daemon's user write there, and start again")
        default:
            self.init(
                "the vault does not open: \(error)", EX_DATAERR,
                hint:
                    "nothing was changed: keep 'state' as it is, and put the newest backup beside it to compare"
            )
        }
    }
}
