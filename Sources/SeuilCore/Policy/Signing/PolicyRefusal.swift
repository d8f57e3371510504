public import SeuilCrypto

/// Why a policy is not put into force.
public enum PolicyRefusal: Error, Sendable, Equatable {
    /// There is no manifest, or no signature.
    case unsigned
    case malformedManifest(line: Int)
    case malformedSignatures
    /// Too few distinct trusted keys have signed, of all or of one role.
    case tooFewSigners(TooFewSignatures)
    /// A recipient's key, of that fingerprint, decides over policies too.
    case recipientDecides(Digest)
    /// A file is not the one that was signed.
    case altered(file: String)
    /// A signed file is not there.
    case missingFile(String)
    /// The policy names a file that was not signed.
    case unlistedFile(String)
    /// The manifest lists a file that the policy does not name.
    case unnamedFile(String)
    /// The policy itself, a code list or a recipient's certificate breaks a rule.
    case invalid(Diagnostics)
    case expired(until: CalendarDate)
    case notYetInForce(from: CalendarDate)
    case lowerVersion(Int, inForce: Int)
    case sameVersionOtherContent(Int)
}

extension PolicyRefusal: CustomStringConvertible {
    /// The reason in one sentence, for logs, the status and the tool.
    public var description: String {
        switch self {
        case .unsigned: "the policy is not signed"
        case .malformedManifest(let line):
            "line \(line) of \(PolicyFiles.manifest) is not what 'seuil policy sign' writes"
        case .malformedSignatures: "\(PolicyFiles.signatures) holds no signature"
        case .tooFewSigners(let tooFew): tooFew.description
        case .recipientDecides(let key):
            "the key \(key.hex) receives releases and decides over policies; it can do one of them"
        case .altered(let file): "\(file) was changed after it was signed"
        case .missingFile(let file): "\(file) is missing"
        case .unlistedFile(let file): "the policy names \(file), which was not signed"
        case .unnamedFile(let file): "\(file) was signed, but the policy does not name it"
        case .invalid(let diagnostics):
            "the policy has \(diagnostics.errorCount) error\(diagnostics.errorCount == 1 ? "" : "s")"
                + (diagnostics.firstError.map {
                    ", the first: \($0.file):\($0.line): \($0.message)"
                }
                    ?? "")
        case .expired(let until): "the policy ended on \(until.plain)"
        case .notYetInForce(let from): "the policy is in force from \(from.plain) only"
        case .lowerVersion(let version, let inForce):
            "version \(version) is lower than version \(inForce), which was in force before: "
                + "raise 'version' above it and sign again"
        case .sameVersionOtherContent(let version):
            "version \(version) was in force before with another content: raise 'version' and sign "
                + "again"
        }
    }
}

extension Diagnostics {
    var firstError: Diagnostic? { list.first { $0.severity == .error } }
    var errorCount: Int { list.count { $0.severity == .error } }
}
