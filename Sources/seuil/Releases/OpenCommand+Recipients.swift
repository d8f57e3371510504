import SeuilCrypto

extension OpenCommand {
    /// Refuses a file that more keys open than what was signed names.
    ///
    /// Whoever opens a file can seal its content again, to more keys; and a site could seal to somebody whom it names
    /// nowhere. The envelope says of a key only whose certificate names it, so that only their number can be held
    /// against the fingerprints that were signed; the audit has the certificates. Fewer give
    /// nothing away: a file that was sealed again for one of its readers opens.
    ///
    /// - Parameter named: The recipients that were signed, as fingerprints.
    static func checkRecipients(of bytes: [UInt8], named: [String]) throws(CommandFailure) {
        let count: Int
        do throws(CryptoError) {
            count = try Envelope.recipients(of: bytes, among: []).others
        } catch {
            throw CryptoText.failure(error)
        }
        guard count > named.count else { return }
        throw CommandFailure(
            .data,
            "the file is sealed to \(count.counted("key")), and names \(named.count.counted("recipient")): somebody "
                + "else can open it too",
            hint:
                "it was sealed again, or the site sealed it to somebody whom it does not name: keep it, and ask the "
                + "site and its auditor")
    }
}
