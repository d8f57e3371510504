import ArgumentParser

/// `seuil quorum`: who decides over a site's policies, and how that changes.
struct QuorumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quorum",
        abstract: "Show, change and sign who decides over a site's policies.",
        discussion: """
            A site begins with a founding that its first signers have signed. Only those who decide can name others: \
            a change is written once, signed by one after another where their keys are, and laid into the instance's \
            folder 'trust' with its signatures.

            Example, a new auditor:
              seuil quorum change /media/copy --signer director=anne.pem --signer auditor=chloe.pem \
                --required director=1 --required auditor=1 --output quorum-1.json
              seuil quorum sign quorum-1.json --key anne.key --cert anne.pem
              seuil quorum sign quorum-1.json --key bruno.key --cert bruno.pem
              seuil quorum sign quorum-1.json --key chloe.key --cert chloe.pem
            """,
        subcommands: [
            QuorumShowCommand.self, QuorumChangeCommand.self, QuorumSignCommand.self,
        ])
}
