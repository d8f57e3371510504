internal import Foundation
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// By what the entries are read.
    struct Head {
        let checkpoint: Checkpoint
        let key: LogVerifier
        /// Whether it stands in `ledger/checkpoint`; else that one is found not to hold, and this is from elsewhere.
        let isRead: Bool
    }

    /// The checkpoint, signed by the key that the auditor brought, or else the one of the first entry; where it does
    /// not hold, the latest that the same key has signed elsewhere.
    mutating func readHead(_ lines: [[UInt8]]) -> Head? {
        let path = Audit.ledger(LedgerPaths.checkpoint)
        let content = folder.file(path, limit: AuditLimit.note)
        var note: SignedNote?
        if case .bytes(let bytes) = content { note = try? SignedNote(bytes: bytes) }
        let own = foundingKey(lines.first)
        let other = anchors.logKey ?? keyBeside()
        func checkpoint(_ key: LogVerifier) -> Checkpoint? {
            note.flatMap { try? Checkpoint(of: $0, signedBy: key) }
        }
        // The key that stands beside the ledger has signed what is here, and the first entry names none or another.
        if own.flatMap(checkpoint) == nil, let other, other != own {
            gather(signedBy: other)
            let head = checkpoint(other)
            let elsewhere = testimony(over: lines.count)
            // What is signed by either is read by the one that the entries name.
            let isOwn = own.map { speaks($0) } ?? false
            if head == nil, !isOwn, own == nil || elsewhere != nil {
                findHead(content, note, by: other, instead: elsewhere)
            }
            if let known = head ?? (isOwn ? nil : elsewhere?.checkpoint), isOther(known, lines) {
                return nil
            }
        } else if own == nil, note == nil {
            findHead(content, note, by: nil, instead: nil)
        }
        guard let key = own else {
            find(.entryUnreadable, "entry 0", noFounding(lines.first))
            return nil
        }
        let named = Audit.ledger(LedgerPaths.logKey)
        if let text = file(named, limit: AuditLimit.note), text != Array("\(key.text)\n".utf8) {
            find(.logKeyDiffers, named, "it is not the key that the first entry names")
        }
        report.origin = key.name
        let isRehearsal = LedgerWords.site(ofOrigin: key.name)?.isRehearsal ?? false
        guard isRehearsal == anchors.isRehearsal else {
            find(
                .rehearsal, "entry 0",
                isRehearsal
                    ? "this is a rehearsal, whose visits are invented; it is read only when asked for"
                    : "this is no rehearsal")
            return nil
        }
        if let trusted = anchors.logKey {
            guard trusted == key else {
                find(
                    .logKeyDiffers, "entry 0",
                    "it names the log key \(key.text), not the one that you trust")
                return nil
            }
            report.isKeyTrusted = true
        }
        gather(signedBy: key)
        if let head = checkpoint(key) { return Head(checkpoint: head, key: key, isRead: true) }
        let elsewhere = testimony(over: lines.count)
        findHead(content, note, by: key, instead: elsewhere)
        return elsewhere.map { Head(checkpoint: $0.checkpoint, key: key, isRead: false) }
    }

    /// Says what is wrong with `ledger/checkpoint`, and by what the entries are read instead.
    private mutating func findHead(
        _ content: AuditFolder.Content, _ note: SignedNote?, by key: LogVerifier?,
        instead: LedgerTestimony?
    ) {
        let path = Audit.ledger(LedgerPaths.checkpoint)
        let rest =
            instead.map {
                "; the entries are read by \($0.source), signed over \($0.checkpoint.size)"
            }
            ?? "; nothing else that the log's key has signed is at hand, so the entries were not looked at"
        switch content {
        case .bytes:
            guard let note, let key else {
                return find(.checkpointUnreadable, path, "it is no signed note" + rest)
            }
            find(.checkpointNotSigned, path, notSigned(note, by: key) + rest)
        case .missing: find(.fileMissing, path, content.words + rest)
        case .notAFile, .tooLarge: find(.fileUnsafe, path, content.words + rest)
        }
    }

    /// What the log's key has signed besides `ledger/checkpoint`, over the most entries that are there; where all of
    /// it is over more, over the most.
    private mutating func testimony(over count: Int) -> LedgerTestimony? {
        let known = (published + kept + carried()).sorted {
            ($1.checkpoint.size, $0.source) < ($0.checkpoint.size, $1.source)
        }
        return known.first { $0.checkpoint.size <= count } ?? known.first
    }

    /// Whether anything here or at hand is signed by `key`, besides `ledger/checkpoint`.
    private func speaks(_ key: LogVerifier) -> Bool {
        var other = self
        other.inside = nil
        other.gather(signedBy: key)
        return !other.published.isEmpty || !other.kept.isEmpty
    }

    /// Where there are no entries to read: what proofs carry of them.
    mutating func readWithoutEntries() {
        guard let key = anchors.logKey ?? keyBeside() else { return }
        gather(signedBy: key)
        let path = Audit.ledger(LedgerPaths.checkpoint)
        if let bytes = file(path, limit: AuditLimit.note) {
            let note = try? SignedNote(bytes: bytes)
            if let note, !note.isSigned(by: key) {
                find(.checkpointNotSigned, path, notSigned(note, by: key))
            } else if note == nil {
                find(.checkpointUnreadable, path, "it is no signed note")
            }
        }
        takeCarried(LedgerEvidence(published + kept))
        checkEarlierLedger()
    }

    /// What keeps the first line from founding a site: the rule of the form that it breaks, or another kind.
    private func noFounding(_ first: [UInt8]?) -> String {
        guard let first else { return "it is no founding of a site: there is no entry" }
        do throws(LedgerEntryError) {
            _ = try LedgerEntry(bytes: first)
            return "it is no founding of a site"
        } catch {
            return "it is no founding of a site: \(error)"
        }
    }

    /// The log's key as the first entry names it.
    func foundingKey(_ first: [UInt8]?) -> LogVerifier? {
        guard let first, let entry = try? LedgerEntry(bytes: first),
            case .founded(let founding) = entry.event
        else { return nil }
        return try? LogVerifier(text: founding.logKey)
    }

    func notSigned(_ note: SignedNote, by key: LogVerifier) -> String {
        if note.isClaimed(by: key) {
            return
                "the signature of the log's key does not hold: it was altered after it was signed"
        }
        let origin = (try? Checkpoint(text: note.text))?.origin
        return origin == key.name
            ? "the log's key did not sign it, or its name under it was altered"
            : "it is no checkpoint of this log" + (origin.map { ", but of \($0)" } ?? "")
    }

    /// The key that stands beside the ledger.
    private func keyBeside() -> LogVerifier? {
        content(Audit.ledger(LedgerPaths.logKey), limit: AuditLimit.note).flatMap { bytes in
            try? LogVerifier(
                text: String(decoding: bytes, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Whether it is the first entry that is another, or not the first one, under a checkpoint that the key beside the
    /// ledger has signed; names the entries then.
    private mutating func isOther(_ head: Checkpoint, _ lines: [[UInt8]]) -> Bool {
        leaves = lines.prefix(head.size).map { MerkleTree.leafHash(of: $0) }
        return !holds(head, lines)
    }
}
