import ArgumentParser
import SeuilCore
import SeuilCrypto

/// Signers in roles, and how many of them must sign.
struct SignerOptions: ParsableArguments {
    @Option(
        name: .customLong("signer"),
        help: ArgumentHelp(
            "A signer's certificate and role, for example 'director=anne.pem'; may be given several times.",
            valueName: "role=cert"))
    var signers: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many must sign: a number for all together, or 'director=1' for a role; may be given several "
                + "times. (default: any one of them, or as many as the roles ask for)",
            valueName: "number"))
    var required: [String] = []

    func validate() throws {
        guard signers.allSatisfy({ SignerOptions.role($0) != nil }) else {
            throw ValidationError(
                "--signer takes ROLE=CERT, for example director=anne.pem; a role is of small letters, digits and "
                    + "hyphens")
        }
        guard required.allSatisfy({ SignerOptions.number($0) != nil }) else {
            throw ValidationError("--required takes a number from 1, or ROLE=NUMBER")
        }
        guard !signers.isEmpty || required.isEmpty else {
            throw ValidationError("--required says how many of those that --signer names")
        }
    }

    /// The quorum that they make; `nil` when no signer is named.
    func quorum() throws(CommandFailure) -> Quorum? {
        guard !signers.isEmpty else { return nil }
        var named: [Quorum.Signer] = []
        for text in signers {
            guard let (role, path) = SignerOptions.role(text) else { continue }
            named.append(.init(role: role, certificate: try InputFile.signer(path)))
        }
        var minimums: [Role: Int] = [:]
        var total: Int?
        for (role, number) in required.compactMap(SignerOptions.number) {
            if let role { minimums[role] = number } else { total = number }
        }
        do throws(QuorumFault) {
            let quorum = try Quorum(signers: named, minimums: minimums, total: total)
            try quorum.check(site: nil)
            return quorum
        } catch {
            throw SignerOptions.failure(error)
        }
    }

    /// Why they make no quorum, and for a certificate that may not sign, how one is made that may.
    static func failure(_ fault: QuorumFault) -> CommandFailure {
        let hint =
            switch fault {
            case .noSigners: "name everyone who decides with --signer ROLE=CERT"
            case .tooMany: "name fewer; those of one body may be a role with a --required number"
            case .keyTwice:
                "each signer has a key of their own: name each certificate once, in one role"
            case .unknownRole(let role):
                "name a signer in that role, --signer \(role)=CERT, or give the number of a role that is there"
            case .minimum, .total: "give --required a number that those named by --signer can reach"
            case .cannotSign:
                "a signer's certificate is made with keyUsage digitalSignature: see seuil init --help"
            case .siteKey:
                "a signer's key is made at home, not the site's: 'seuil init --help' has the command"
            }
        return CommandFailure(.data, fault.description, hint: hint)
    }

    /// Says, where several are named and nobody said how many must sign, that any of them decides alone.
    ///
    /// - Parameter remedy: What to do where that is not meant.
    func tellOfDefault(_ quorum: Quorum, remedy: String) {
        guard required.isEmpty, quorum.signers.count > 1 else { return }
        Terminal.tell(
            "seuil: warning: any one of these \(quorum.signers.count) signers decides alone: --required was not given"
        )
        Terminal.tell("seuil: hint: \(remedy)")
    }

    private static func role(_ text: String) -> (Role, String)? {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let role = Role(parts[0]) else { return nil }
        return (role, parts[1])
    }

    private static func number(_ text: String) -> (Role?, Int)? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = parts.last.flatMap({ Int($0) }), number >= 1 else { return nil }
        if parts.count == 1 { return (nil, number) }
        return Role(String(parts[0])).map { ($0, number) }
    }
}
