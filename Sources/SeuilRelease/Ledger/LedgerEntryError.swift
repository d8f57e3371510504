public import SeuilCore
public import SeuilCrypto

/// The rule of an entry's form that bytes break.
public enum LedgerEntryError: Error, Sendable, Equatable {
    case tooLong
    /// They are not one object in the ledger's JSON.
    case noObject
    /// A version or a kind that is not of the closed set.
    case unknown
    /// A key stands twice in that member: whoever holds it would count twice.
    case signerTwice(Digest, in: String)
    case signersUnsorted(in: String)
    case noSigner(in: String)
    /// Who decides from there on could never be met, or be read in two ways.
    case noQuorum(QuorumFault)
    /// An audience stands twice in that member.
    case audienceTwice(in: String)
    case audiencesUnsorted(in: String)
    /// A member of the kind is not there, or is not what it can be.
    case member
    /// There is a member too many, or it is written otherwise than in the one way.
    case writtenOtherwise
}

extension LedgerEntryError {
    private static let kinds: Set = [
        "founded", "quorum", "recipient-withdrawn", "policy-adopted", "policy-refused", "opened",
        "released", "no-release", "erratum", "keys-destroyed", "keys-destroyed-again", "started",
        "unclean-stop", "clock-jump",
    ]

    /// What keeps `fields` from being an entry.
    ///
    /// - Parameter isRead: Whether an entry was read out of them, which is written otherwise.
    init(of fields: LedgerFields, isRead: Bool) {
        self = LedgerEntryError.fault(of: fields) ?? (isRead ? .writtenOtherwise : .member)
    }

    private static func fault(of fields: LedgerFields) -> LedgerEntryError? {
        guard fields.number("v") == LedgerEntry.version,
            let kind = fields.text("kind"), kinds.contains(kind)
        else { return .unknown }
        for name in ["signers", "approved", "accepted"] {
            guard let keys = fields.objects(name, { $0.digest("key") }) else { continue }
            if keys.isEmpty { return .noSigner(in: name) }
            if let key = twice(keys) { return .signerTwice(key, in: name) }
            if !isSorted(keys, by: <) { return .signersUnsorted(in: name) }
        }
        if kind == "founded" || kind == "quorum",
            case .failure(let fault) = QuorumRule.reading(fields)
        {
            return .noQuorum(fault)
        }
        for name in ["releases", "errata", "unaddressed"] {
            let audiences =
                fields.objects(name) { $0.text("audience") } ?? fields.texts(name) ?? []
            if twice(audiences) != nil { return .audienceTwice(in: name) }
            if !isSorted(audiences, by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                return .audiencesUnsorted(in: name)
            }
        }
        return nil
    }

    private static func twice<Word: Hashable>(_ words: [Word]) -> Word? {
        var seen: Set<Word> = []
        return words.first { !seen.insert($0).inserted }
    }

    private static func isSorted<Word>(_ words: [Word], by precedes: (Word, Word) -> Bool) -> Bool {
        zip(words, words.dropFirst()).allSatisfy(precedes)
    }
}

extension LedgerEntryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong: "it is longer than \(LedgerEntry.byteLimit) bytes"
        case .noObject: "it is no object in the ledger's JSON"
        case .unknown: "this program does not know such an entry"
        case .signerTwice(let key, let name):
            "'\(name)' names the key \(key.hex) twice, and a signer counts once"
        case .signersUnsorted(let name): "'\(name)' is not sorted by key"
        case .noSigner(let name): "'\(name)' names nobody"
        case .noQuorum(let fault): "\(fault)"
        case .audienceTwice(let name): "'\(name)' names an audience twice"
        case .audiencesUnsorted(let name): "'\(name)' is not sorted by audience"
        case .member: "a member of its kind is missing, or is not what it can be"
        case .writtenOtherwise:
            "it is not written in the one way: a member is too many or out of order"
        }
    }
}
