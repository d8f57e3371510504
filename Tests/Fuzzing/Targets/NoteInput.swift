internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// Any text, read as each of the texts of a transparency log, its entries and the statements that they name among them.
///
/// Source: C2SP signed-note, tlog-checkpoint and tlog-proof.
struct NoteInput {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the text as a note, a proof, a checkpoint and a log's key; what reads is written back as it was.
    func check() throws(BrokenPromise) {
        if let note = try? SignedNote(bytes: bytes) { try check(note) }
        if let proof = try? InclusionProof(bytes: bytes) {
            try promise("a proof is written as it was read", proof.bytes == bytes)
            try promise(
                "a proof by a stranger proves nothing",
                !proof.proves(bytes, in: TestSite.shared.logVerifier))
            try check(proof.checkpoint)
        }
        try checkEntries()
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        if let checkpoint = try? Checkpoint(text: text) {
            try promise(
                "a checkpoint is written as it was read",
                Array(checkpoint.text.utf8) == bytes && checkpoint.size >= 0)
        }
        if let verifier = try? LogVerifier(text: text) {
            try promise("a key is written as it was read", Array(verifier.text.utf8) == bytes)
            try promise("a key's name can stand in a note", NoteInput.isName(verifier.name))
        }
        try checkSigning(text)
    }

    /// Entries and statements: each is the one line that it can be written as, and none is a manifest.
    private func checkEntries() throws(BrokenPromise) {
        if let entry = try? LedgerEntry(bytes: bytes) {
            try promise("an entry is written as it was read", entry.bytes == bytes)
        }
        if let statement = try? Statement(bytes: bytes) {
            try promise("a statement is written as it was read", statement.bytes == bytes)
            try promise(
                "a statement is no manifest", (try? PolicyManifest(bytes: bytes)) == nil)
        }
    }

    private func check(_ note: SignedNote) throws(BrokenPromise) {
        try promise("a stranger's note is signed by no key of ours", !isOurs(note))
        try promise(
            "a note is written as it was read", (try? SignedNote(bytes: note.bytes)) == note)
        let own = bytes.suffix(note.bytes.count)
        try promise("a note's bytes are those that were read", own.elementsEqual(note.bytes))
        try promise(
            "a note's text has no control characters",
            note.text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
        for line in note.bytes.dropFirst(note.text.utf8.count + 1).split(separator: 0x0A) {
            let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
            try promise("a signature is a dash, a name and its bytes", words.count == 3)
            try promise(
                "a signature's name can stand in a note",
                NoteInput.isName(String(decoding: words[1], as: UTF8.self)))
        }
    }

    private func isOurs(_ note: SignedNote) -> Bool {
        note.isSigned(by: TestSite.shared.logVerifier)
            || (try? Checkpoint(of: note, signedBy: TestSite.shared.logVerifier)) != nil
    }

    /// What a text becomes when it is signed: it verifies, and reads as it was written.
    private func checkSigning(_ text: String) throws(BrokenPromise) {
        guard let note = TestSite.shared.signed(text) else { return }
        try promise("what is signed verifies", note.isSigned(by: TestSite.shared.logVerifier))
        guard note.bytes.count <= 1 << 16 else { return }
        try promise("what is signed can be read", (try? SignedNote(bytes: note.bytes)) == note)
    }

    /// Source: C2SP signed-note: a name is not empty, and has neither plus nor Unicode spaces.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace
            }
    }
}
