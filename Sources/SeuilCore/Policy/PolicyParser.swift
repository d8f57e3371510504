public import SeuilCrypto

/// Reads a policy and everything that it names, and checks every rule of the policy language.
///
/// It takes bytes that somebody else read, so that what was verified is what is parsed. The language is closed:
/// what is not known is refused, and nothing has a default that widens what is learnt, kept or said.
public enum PolicyParser {
    /// What is said where there is no policy at all.
    public static let missingFile = "the file is missing"

    /// Whether recipients' certificates must be there and fit for use.
    public enum CertificateCheck: Sendable {
        /// They must; the only choice from which a policy can be put into force.
        case required
        /// They are not looked at: for a policy that is shipped without recipients.
        case omitted
    }

    /// The policy that `files` holds.
    ///
    /// - Parameter main: the path of the policy itself, which messages use.
    /// - Throws: all errors of all files in one run, warnings among them; YAML's own errors and repeated keys
    ///   stop at the first.
    public static func parse(
        _ files: PolicyFiles, main: String = PolicyFiles.policy,
        certificates: CertificateCheck = .required
    ) throws(Diagnostics) -> ParsedPolicy {
        var missing: Set<String> = []
        return try parse(files, main: main, certificates: certificates, missing: &missing)
    }

    /// The same, and the paths that the policy names but `files` does not hold.
    static func parse(
        _ files: PolicyFiles, main: String, certificates: CertificateCheck,
        missing: inout Set<String>
    ) throws(Diagnostics) -> ParsedPolicy {
        guard let bytes = files[main] else {
            throw Diagnostics(
                Diagnostic(
                    file: main, span: SourceSpan(line: 1, column: 1, length: 1),
                    message: missingFile, excerpt: ""))
        }
        let reading = PolicyReading(
            reader: YAMLReader(try YAMLDocument(bytes: bytes, file: main)), files: files,
            certificates: certificates)
        let policy = reading.policy()
        missing = reading.missingFiles
        try reading.reader.check()
        guard let policy else {
            // Every part that could not be read has left an error; this is for the one that forgot to.
            throw Diagnostics(
                reading.reader.source.diagnostic(
                    "this is not a policy", at: SourceSpan(line: 1, column: 1, length: 1)))
        }
        return ParsedPolicy(
            policy: policy, warnings: reading.reader.diagnostics, main: main,
            namedFiles: reading.namedFiles.sorted(), recipients: reading.recipients)
    }
}

/// A policy whose every rule holds, of which nobody has said yet that it is the signed one.
public struct ParsedPolicy: Sendable, Equatable {
    public let policy: Policy
    /// What deserves a second look.
    public let warnings: [Diagnostic]
    /// The path of the policy itself.
    public let main: String
    /// The paths of every code list and certificate that it names, sorted.
    public let namedFiles: [String]
    /// Each audience's certificates, in the order of `policy.audiences`; empty where they were not looked at.
    public let recipients: [[Certificate]]
}
