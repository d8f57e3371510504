internal import Foundation
internal import SeuilCrypto

// Certificates and quorums in a statement's text.

extension Certificate {
    var encoded: LedgerValue { .string(Data(der).base64EncodedString()) }

    init?(_ fields: LedgerFields) {
        guard let text = fields.text("certificate"), let der = Data(base64Encoded: text),
            let certificate = try? Certificate(der: Array(der))
        else { return nil }
        self = certificate
    }
}

extension Quorum {
    var members: [(name: String, value: LedgerValue)] {
        [
            (
                "signers",
                .list(
                    signers.map { signer in
                        .object([
                            ("role", .string(signer.role.name)),
                            ("certificate", signer.certificate.encoded),
                        ])
                    })
            )
        ] + rule.numbers
    }

    init(_ fields: LedgerFields) throws(StatementFault) {
        let signers: [Signer]? = fields.objects("signers") { signer in
            guard let role = signer.text("role").flatMap({ Role($0) }),
                let certificate = Certificate(signer)
            else { return nil }
            return Signer(role: role, certificate: certificate)
        }
        guard let signers, let numbers = QuorumNumbers(fields) else { throw .malformed }
        do throws(QuorumFault) {
            try self.init(signers: signers, minimums: numbers.minimums, total: numbers.total)
        } catch {
            throw .quorum(error)
        }
    }
}
