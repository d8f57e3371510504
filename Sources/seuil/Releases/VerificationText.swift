import SeuilAudit
import SeuilCrypto

/// Why a release was not opened, in a person's words. Nothing of it has been written.
enum VerificationText {
    static func failure(_ error: VerificationError) -> CommandFailure {
        switch error {
        case .fileName(let name):
            CommandFailure(
                .data, "'\(name)' is not the name of a release or an erratum",
                hint:
                    "a release is named PERIOD.AUDIENCE.p7m, an erratum PERIOD.AUDIENCE.erratum-N.p7m; the name is "
                    + "checked against what was signed"
            )
        case .envelope(.notForThisKey), .notARecipient:
            CommandFailure(.noPermission, "the release is not meant for this key")
        case .envelope(let error): CommandFailure(.data, CryptoText.message(error))
        case .rehearsal(true):
            CommandFailure(
                .data,
                "this is of a rehearsal: its visits are invented, and its figures are no place's",
                hint: "to open it as a rehearsal, say so: --rehearsal")
        case .rehearsal(false):
            CommandFailure(.data, "this is of no rehearsal", hint: "leave out --rehearsal")
        case .untrustedSigner(let fingerprint):
            CommandFailure(
                .noPermission, "the release was signed with another key: sha256 \(fingerprint.hex)",
                hint: "--trust names the certificate of the site that sent it")
        case .archive, .header: CommandFailure(.data, "what was signed is not a release")
        case .missingFile(let path): CommandFailure(.data, "the release has no \(path)")
        case .undeclaredFile(let path):
            CommandFailure(.data, "the release holds \(path), which it does not declare")
        case .format(let format):
            CommandFailure(
                .data, "the release has the format '\(format)', which this version does not read")
        case .period(let named, let signed):
            CommandFailure(.data, "the file is named \(named), but the release is of \(signed)")
        case .audience(let named, let signed):
            CommandFailure(
                .data, "the file is named for '\(named)', but the release is for '\(signed)'")
        case .erratumNumber(let named, let signed):
            CommandFailure(
                .data, "the file is named erratum \(named), but it is number \(signed)")
        case .site:
            CommandFailure(
                .data, "the release names another site's key than the one that signed it")
        }
    }
}
