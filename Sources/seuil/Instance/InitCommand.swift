import ArgumentParser
import Foundation
import SeuilClient
import SeuilCore
import SeuilCrypto

/// `seuil init`: makes an instance.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a complete, private, ready-to-run instance.",
        discussion: """
            Makes DIR with keys, certificates, a configuration, and a policy that is in force from today on for one \
            year and signed. Only its owner may read it.

            The signers of its policies are fixed when it begins, and only they can name others. Without --signer one \
            is made here, and whoever runs this machine can sign until its key is moved away. With --signer nobody's \
            key is made: each signer signs the founding and the policy where their key is, with 'seuil quorum sign' \
            and 'seuil policy sign', before the daemon is started. Without --required any one of them decides alone.

            A signer makes key and certificate at home, for signatures and nothing else:
              openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1826 -subj /CN=anne \
                -addext keyUsage=critical,digitalSignature -keyout anne.key -out anne.pem

            Examples:
              seuil init /srv/seuil --policy policies/pimms-accueil-people --site "PIMMS de Grenoble"
              seuil init /srv/seuil --signer director=anne.pem --signer auditor=bruno.pem \
                --required director=1 --required auditor=1
            """)

    @Argument(
        help: ArgumentHelp("The folder to make; it must not exist or be empty.", valueName: "dir"))
    var folder: String

    @Option(
        help: ArgumentHelp(
            "The folder of the policy to copy. (default: the shipped 'pimms-accueil')",
            valueName: "folder"))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "The site's name, as its releases show it. (default: the folder's name)",
            valueName: "name"))
    var site: String?

    @OptionGroup var signers: SignerOptions

    @Option(
        help: ArgumentHelp(
            "The last checkpoint of a ledger that this site kept before, which the new one follows.",
            valueName: "file"))
    var after: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let folder = URL(fileURLWithPath: folder).standardizedFileURL
        guard let site = SiteName(site ?? folder.lastPathComponent) else {
            throw CommandFailure(
                .usage,
                "a site's name has 1 to \(SiteName.longest) bytes and no control characters",
                hint: "name it with --site NAME")
        }
        let template = try policy.map { URL(fileURLWithPath: $0) } ?? ShippedPolicies.usual()
        guard FileManager.default.fileExists(atPath: template.path) else {
            throw CommandFailure(
                .noInput, "there is no policy at \(template.path)",
                hint: "name the folder of a policy, or leave --policy out for the shipped one")
        }
        let quorum = try signers.quorum()
        let newSigners: NewSigners = quorum.map { .others($0) } ?? .own
        let earlier = try after.map(InitCommand.earlier)
        let instance: NewInstance
        do throws(NewInstanceError) {
            instance = try NewInstance.make(
                in: folder, policy: template, site: site, signers: newSigners, after: earlier,
                now: Date())
        } catch {
            throw InitCommand.failure(error, folder, template)
        }
        if json {
            Terminal.answer(json: NewInstanceAnswer(instance))
        } else {
            Terminal.answer(NewInstanceAnswer(instance).text)
        }
        if let quorum {
            signers.tellOfDefault(
                quorum,
                remedy:
                    "where more should sign, remove \(folder.path) and make it again before anybody signs, with "
                    + "--required \(quorum.signers.count), or with --required ROLE=NUMBER for each role"
            )
        }
    }

    static func failure(
        _ error: NewInstanceError, _ folder: URL, _ template: URL
    ) -> CommandFailure {
        switch error {
        case .notEmpty:
            CommandFailure(
                .cannotCreate, "\(folder.path) is not empty",
                hint: "name a new folder; an instance is never made over another")
        case .notAFolder:
            CommandFailure(
                .cannotCreate, "\(folder.path) is not a folder", hint: "name a new folder")
        case .socketPathTooLong(let count, let most):
            CommandFailure(
                .cannotCreate,
                "the sockets' path would have \(count) bytes; a socket's has at most \(most)",
                hint: "choose a folder with a shorter path")
        case .system(let path): OutputFile.failure(path)
        case .folder(let error): PolicyCommand.failure(error, template.path)
        case .policy(let diagnostics):
            CommandFailure(diagnostics, in: "the policy in \(template.path)")
        case .refused(let reason):
            CommandFailure(
                .data, "\(reason)",
                hint: "correct the policy in \(template.path): seuil policy check says more")
        case .quorum(let fault): SignerOptions.failure(fault)
        case .crypto(let error):
            CommandFailure(.software, CryptoText.message(error), hint: CryptoText.hint(error))
        }
    }

    /// The state of a log as the checkpoint in the file at `path` says; nobody's signature is checked.
    private static func earlier(_ path: String) throws(CommandFailure) -> EarlierLog {
        let bytes = try InputFile.read(path, "checkpoint")
        guard let note = try? SignedNote(bytes: bytes),
            let checkpoint = try? Checkpoint(text: note.text),
            let earlier = EarlierLog(checkpoint)
        else {
            throw CommandFailure(
                .data, "\(path) is no checkpoint",
                hint: "it is the file 'ledger/checkpoint' of the site as it was before")
        }
        return earlier
    }
}

/// Where the policies are that come with the tool.
enum ShippedPolicies {
    static let usualName = "pimms-accueil"

    /// The policy for whoever names none: `../share/seuil/policies` beside the tool, or `policies` of the source
    /// tree that it was built in.
    static func usual() throws(CommandFailure) -> URL {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let tool = URL(fileURLWithPath: own ?? CommandLine.arguments[0]).standardizedFileURL
        var folder = tool.deletingLastPathComponent()
        var places = [
            folder.deletingLastPathComponent().appendingPathComponent("share/seuil/policies")
        ]
        while folder.path != "/" {
            places.append(folder.appendingPathComponent("policies"))
            folder.deleteLastPathComponent()
        }
        let policies = places.map { $0.appendingPathComponent(usualName) }
        guard
            let found = policies.first(where: {
                FileManager.default.fileExists(
                    atPath: $0.appendingPathComponent(PolicyFiles.policy).path)
            })
        else {
            throw CommandFailure(
                .noInput, "the shipped policies were not found",
                hint: "name one with --policy FOLDER")
        }
        return found
    }
}
