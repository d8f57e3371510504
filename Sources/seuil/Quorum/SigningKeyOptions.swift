import ArgumentParser
import SeuilCrypto

/// With what somebody signs.
struct SigningKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The signer's private key.", valueName: "key"))
    var key: String

    @Option(help: ArgumentHelp("The signer's certificate.", valueName: "cert"))
    var cert: String

    /// Certificate and key, from their files.
    func read() throws(CommandFailure) -> (certificate: Certificate, key: PrivateKey) {
        (try InputFile.signer(cert), try InputFile.key(key))
    }
}
