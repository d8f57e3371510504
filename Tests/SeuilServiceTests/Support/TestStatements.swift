import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

@testable import SeuilService

extension Quorum {
    /// One of each role must sign.
    static func of(director: TestKeys.Person, auditor: TestKeys.Person) throws -> Quorum {
        guard let roles = Roles.both else { throw QuorumFault.noSigners }
        return try Quorum(
            signers: [
                .init(role: roles.director, certificate: director.certificate),
                .init(role: roles.auditor, certificate: auditor.certificate),
            ], minimums: [roles.director: 1, roles.auditor: 1])
    }

    /// One who decides alone.
    static func of(_ signer: TestKeys.Person) throws -> Quorum {
        try Quorum(signers: [.init(role: .signer, certificate: signer.certificate)])
    }
}

enum Roles {
    static var both: (director: Role, auditor: Role)? {
        guard let director = Role("director"), let auditor = Role("auditor") else { return nil }
        return (director, auditor)
    }
}

extension SeuilCore.Statement {
    /// The signatures of one after another.
    func signatures(
        by signers: [TestKeys.Person], at time: String = "2026-01-01T12:00:00Z"
    ) throws -> [UInt8] {
        try DetachedSignature.sign(
            bytes, by: signers.map { ($0.certificate, $0.key) }, at: date(time))
    }
}

extension TestInstance {
    /// Where signed statements are laid.
    var trust: FilePath { layout.statements ?? layout.state }

    /// Lays a statement and its signatures ready.
    func lay(
        _ statement: SeuilCore.Statement, as name: String, signedBy signers: [TestKeys.Person],
        at time: String = "2026-01-01T12:00:00Z"
    ) throws {
        try DurableFile.makeDirectory(trust)
        try DurableFile.replace(trust.appending("\(name).json"), with: statement.bytes)
        try DurableFile.replace(
            trust.appending("\(name).p7s"), with: try statement.signatures(by: signers, at: time))
    }

    /// A founding of this instance, which its signers have signed; the seed of the log's key waits beside it.
    @discardableResult
    func layFounding(
        of quorum: Quorum, signedBy signers: [TestKeys.Person], site: String = "5e",
        after earlier: EarlierLog? = nil
    ) throws -> SeuilCore.Statement {
        let seed = SecureRandom.bytes(32)
        let name = LogName.origin(ofSite: String(repeating: site, count: 16))
        let key = try LogKey(seed: SecretBytes(copying: seed), name: name)
        guard let log = LogName(key.verifier) else { throw CryptoError.malformed(.logKey) }
        let statement = SeuilCore.Statement.founding(
            FoundingStatement(
                log: log, certificate: try TestKeys.shared.get().site.certificate, quorum: quorum,
                earlier: earlier))
        try lay(statement, as: "founding", signedBy: signers)
        try DurableFile.makeDirectory(layout.state)
        try DurableFile.replace(layout.logSeed, with: seed)
        return statement
    }

    /// The room of a site that was founded by its signers, under nothing that the configuration says.
    func openFounded() throws -> CountingRoom { try open(isConfigured: false) }
}

extension SiteFile {
    /// The next change of the quorum.
    func change(to quorum: Quorum) throws -> SeuilCore.Statement {
        let quorums = ledgerState.history.quorums
        guard let log, let last = quorums.last else { throw StatementFault.malformed }
        return .quorum(
            QuorumStatement(
                log: log, number: quorums.count, previous: last.statement, quorum: quorum))
    }

    /// The withdrawal of a recipient.
    func withdrawal(
        of recipient: TestKeys.Person, from audience: String? = nil
    ) throws -> SeuilCore.Statement {
        guard let log else { throw StatementFault.malformed }
        return .withdrawal(
            WithdrawalStatement(
                log: log, audience: audience, key: recipient.certificate.publicKeyFingerprint))
    }
}
