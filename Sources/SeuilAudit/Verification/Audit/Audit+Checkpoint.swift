internal import Foundation
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The checkpoint, signed by the key that the auditor brought, or else the one of the first entry.
    mutating func readHead(
        _ lines: [[UInt8]]
    ) -> (checkpoint: Checkpoint, key: LogVerifier)? {
        guard let key = foundingKey(lines.first) else {
            if !locateFounding(lines) {
                find(.entryUnreadable, "entry 0", noFounding(lines.first))
            }
            return nil
        }
        let named = Audit.ledger(LedgerPaths.logKey)
        let path = Audit.ledger(LedgerPaths.checkpoint)
        guard let bytes = file(path, limit: AuditLimit.note) else { return nil }
        let note = try? SignedNote(bytes: bytes)
        let head = note.flatMap { try? Checkpoint(of: $0, signedBy: key) }
        if head == nil, locateFounding(lines) { return nil }
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
        guard let note else {
            find(.checkpointUnreadable, path, "it is no signed note")
            return nil
        }
        guard let head else {
            find(.checkpointNotSigned, path, notSigned(note, by: key))
            return nil
        }
        report.size = head.size
        report.root = head.root
        return (head, key)
    }

    /// The checkpoint by which the ledger is read: the latest that is signed over no more entries than are there.
    ///
    /// Another than `head` means that an older one was put in its place, which is named once, here, instead of every
    /// release that it does not count.
    mutating func latest(_ head: Checkpoint, _ lines: [[UInt8]]) -> Checkpoint {
        var known = published + kept.filter { $0.checkpoint.size <= lines.count }
        if lines.count > head.size { known += carried() }
        let later = known.filter { $0.checkpoint.size > head.size }
            .sorted { ($1.checkpoint.size, $0.source) < ($0.checkpoint.size, $1.source) }
        guard let newest = later.first else { return head }
        if let other = forking(head, later, lines) { return other }
        let more =
            later.count > 1
            ? ", and \(later.count - 1) other\(later.count == 2 ? "" : "s") over more than it counts"
            : ""
        let isWhole = newest.checkpoint.size <= lines.count
        find(
            .checkpointOlder, Audit.ledger(LedgerPaths.checkpoint),
            "it counts \(Audit.entries(head.size)), and \(newest.source) is signed over "
                + "\(newest.checkpoint.size)\(more): "
                + (isWhole
                    ? "an older one stands in its place, or it was copied before the rest; the entries are read by "
                        + "the later"
                    : "the folder has \(lines.count), so an older ledger stands in its place, or ledger and "
                        + "outbox are of two moments"))
        return later.first { $0.checkpoint.size <= lines.count }?.checkpoint ?? head
    }

    /// One of `later` that the entries hold, where `head` is signed over fewer and others: both are the log key's, so
    /// there are two histories, and that is named.
    private mutating func forking(
        _ head: Checkpoint, _ later: [LedgerTestimony], _ lines: [[UInt8]]
    ) -> Checkpoint? {
        guard later.contains(where: { $0.checkpoint.size <= lines.count }) else { return nil }
        let tree = MerkleSubtrees(of: lines.map { MerkleTree.leafHash(of: $0) })
        guard let root = tree.root(of: 0..<head.size), root != head.root,
            let holding = later.first(where: {
                tree.root(of: 0..<$0.checkpoint.size) == $0.checkpoint.root
            })
        else { return nil }
        find(
            .ledgerForked, Audit.ledger(LedgerPaths.checkpoint),
            "it is signed over \(Audit.entries(head.size)) that are not the first \(head.size) here, and "
                + "\(holding.source) is signed over the first \(holding.checkpoint.size) here: the log's key "
                + "has signed two histories")
        return holding.checkpoint
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

    /// Whether the checkpoint is signed by the key that stands beside the ledger, so that it is the first entry that
    /// is another, or not the first one; names the entry then.
    private mutating func locateFounding(_ lines: [[UInt8]]) -> Bool {
        func content(_ name: String) -> [UInt8]? {
            guard case .bytes(let bytes) = folder.file(Audit.ledger(name), limit: AuditLimit.note)
            else { return nil }
            return bytes
        }
        let beside = content(LedgerPaths.logKey).flatMap { bytes in
            try? LogVerifier(
                text: String(decoding: bytes, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines))
        }
        guard let key = anchors.logKey ?? beside, let bytes = content(LedgerPaths.checkpoint),
            let note = try? SignedNote(bytes: bytes),
            let head = try? Checkpoint(of: note, signedBy: key)
        else { return false }
        gather(signedBy: key)
        leaves = lines.prefix(head.size).map { MerkleTree.leafHash(of: $0) }
        return !holds(head, lines)
    }
}
