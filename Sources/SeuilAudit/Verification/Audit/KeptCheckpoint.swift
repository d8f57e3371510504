public import SeuilCrypto

/// A checkpoint that an auditor has kept from before: a copy of `ledger/checkpoint`, or the proof beside a release,
/// which holds one and says more.
public struct KeptCheckpoint: Sendable {
    /// What it is called in the verdict: the file's name.
    public let name: String
    let note: SignedNote
    private let proof: InclusionProof?

    /// - Throws: ``CryptoError/malformed(_:)`` when `bytes` are neither.
    public init(_ name: String, bytes: [UInt8]) throws(CryptoError) {
        self.name = name
        if let proof = try? InclusionProof(bytes: bytes) {
            self.proof = proof
            note = proof.checkpoint
        } else {
            proof = nil
            note = try SignedNote(bytes: bytes)
        }
        _ = try Checkpoint(text: note.text)
    }

    /// What it says of the log of `key`; `nil` when that key has not signed it.
    func checkpoint(signedBy key: LogVerifier) -> Checkpoint? {
        try? Checkpoint(of: note, signedBy: key)
    }

    /// What the log of `key` has signed in it.
    func testimony(signedBy key: LogVerifier) -> LedgerTestimony? {
        proof.flatMap { LedgerTestimony(name, $0, signedBy: key) }
            ?? checkpoint(signedBy: key).map { LedgerTestimony(name, $0) }
    }
}
