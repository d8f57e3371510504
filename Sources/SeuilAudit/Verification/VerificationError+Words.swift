internal import SeuilCrypto

extension VerificationError: CustomStringConvertible {
    /// The reason in words, for whoever opens a file and for the audit alike.
    public var description: String {
        switch self {
        case .fileName(let name): "'\(name)' is not the name of a release or an erratum"
        case .envelope(.notForThisKey), .notARecipient: "the release is not meant for this key"
        case .envelope(let error): error.description
        case .rehearsal(isOne: true):
            "this is of a rehearsal: its visits are invented, and its figures are no place's"
        case .rehearsal(isOne: false): "this is of no rehearsal"
        case .untrustedSigner(let fingerprint):
            "the release was signed with another key: sha256 \(fingerprint.hex)"
        case .archive: "what was signed is not the archive of a release or an erratum"
        case .header: "what was signed has no readable header, release.json or erratum.json"
        case .missingFile(let path): "the release has no \(path)"
        case .undeclaredFile(let path):
            "the release holds \(path), which it does not declare"
        case .format(let format):
            "the release has the format '\(format)', which this version does not read"
        case .period(let named, let signed):
            "the file is named \(named), but the release is of \(signed)"
        case .audience(let named, let signed):
            "the file is named for '\(named)', but the release is for '\(signed)'"
        case .erratumNumber(let named, let signed):
            "the file is named erratum \(named), but it is number \(signed)"
        case .site: "the release names another site's key than the one that signed it"
        }
    }
}
