import SeuilAudit
import SeuilCrypto

/// Why a release was not opened: for a script in a number, and what to do about it. Nothing of it has been written.
enum VerificationText {
    static func failure(_ error: VerificationError) -> CommandFailure {
        CommandFailure(status(error), error.description, hint: hint(error))
    }

    private static func status(_ error: VerificationError) -> CommandFailure.Status {
        switch error {
        case .envelope(.notForThisKey), .notARecipient, .untrustedSigner: .noPermission
        default: .data
        }
    }

    private static func hint(_ error: VerificationError) -> String {
        switch error {
        case .fileName:
            "a release is named PERIOD.AUDIENCE.p7m, an erratum PERIOD.AUDIENCE.erratum-N.p7m; the name is "
                + "checked against what was signed"
        case .rehearsal(isOne: true): "to open it as a rehearsal, say so: --rehearsal"
        case .rehearsal(isOne: false): "leave out --rehearsal"
        case .untrustedSigner: "--trust names the certificate of the site that sent it"
        case .envelope(.notForThisKey), .notARecipient:
            "--key takes the private key of one of the recipients of its audience, which the policy names"
        case .envelope(let error): CryptoText.hint(error)
        case .format: "bring a newer seuil, of the version that the site runs"
        case .period, .audience, .erratumNumber:
            "ask the site for its own file, under its own name: this one was renamed, or somebody else's"
        case .archive, .header, .missingFile, .undeclaredFile, .site:
            "keep the file, and ask the site and its auditor: it was signed, and is no release of this form"
        }
    }
}
