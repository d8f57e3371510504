import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// The folder in which auditors find the ledger: a projection of the site's file.
///
/// What stands there may have been carried away and kept. So it is compared before anything is added, and never
/// overwritten: a folder that says more than the site's file, or something else, is evidence of a restored backup.
struct LedgerFolder: Sendable {
    let path: FilePath
    let crashPoint: @Sendable (CrashPoint) -> Void

    private var entries: FilePath { path.appending(LedgerPaths.entries) }
    private var checkpoint: FilePath { path.appending(LedgerPaths.checkpoint) }

    /// Refuses to go on where the folder is not what an earlier state of this ledger wrote.
    ///
    /// - Throws: ``VaultError/ledgerDiffers(_:)``.
    func check(_ rows: [LedgerRow]) throws(VaultError) {
        try checkEntries(try DurableFile.read(entries) ?? [], rows)
        if let note = try DurableFile.read(checkpoint) {
            guard rows.contains(where: { $0.note == note }) else {
                throw .ledgerDiffers(checkpoint)
            }
        }
    }

    /// Refuses to found a site where another one's ledger stands.
    func checkAbsent() throws(VaultError) { try check([]) }

    /// Writes what the ledger says by `now`; the number of entries that anybody may see.
    ///
    /// The order lets a copy be made at any moment: what an entry names is there before it, and an entry before
    /// the checkpoint that counts it.
    func project(from site: SiteFile, at now: Date) throws(VaultError) -> Int {
        let rows = try site.ledgerRows()
        let visible = LedgerFolder.visibleCount(rows, at: now)
        try check(rows)
        try DurableFile.makeSharedDirectory(path)
        try writeOnce(LedgerPaths.logKey, Array("\(site.logKey.verifier.text)\n".utf8))
        let earlier = try site.earlierLedger()
        if !earlier.isEmpty {
            try writeOnce(LedgerPaths.earlier, earlier.flatMap { $0 + [0x0A] })
        }
        try writePolicies(of: rows.prefix(visible), from: site)
        try writeStatements(of: rows.prefix(visible), from: site)
        let present = try DurableFile.read(entries)?.count ?? 0
        let lines = LedgerFolder.lines(rows.prefix(visible))
        if lines.count > present {
            try DurableFile.append(
                entries, Array(lines[present...]), permissions: .forReaders)
            crashPoint(.entriesProjected)
        }
        if visible > 0, try isBehind(rows, visible) {
            try DurableFile.replace(
                checkpoint, with: rows[visible - 1].note, permissions: .forReaders)
            crashPoint(.checkpointProjected)
        }
        return visible
    }

    /// Whether the checkpoint is missing or counts fewer entries.
    private func isBehind(_ rows: [LedgerRow], _ visible: Int) throws(VaultError) -> Bool {
        guard let note = try DurableFile.read(checkpoint),
            let size = rows.firstIndex(where: { $0.note == note })
        else { return true }
        return size < visible - 1
    }

    /// How many entries may be seen at `now`: none from a release on whose time has not come.
    ///
    /// The moment at which the release's entry was written would tell how long its figures took.
    static func visibleCount(_ rows: [LedgerRow], at now: Date) -> Int {
        rows.firstIndex { row in
            guard case .released(let publication) = row.entry.event else { return false }
            return publication.publish.date > now
        } ?? rows.count
    }

    private static func lines(_ rows: some Sequence<LedgerRow>) -> [UInt8] {
        rows.flatMap { $0.entry.bytes + [0x0A] }
    }

    private func checkEntries(_ present: [UInt8], _ rows: [LedgerRow]) throws(VaultError) {
        guard LedgerFolder.lines(rows).starts(with: present) else { throw .ledgerDiffers(entries) }
    }

    private func writePolicies(
        of rows: ArraySlice<LedgerRow>, from site: SiteFile
    ) throws(VaultError) {
        let adopted = rows.compactMap { row -> Digest? in
            guard case .policyAdopted(let adoption) = row.entry.event else { return nil }
            return adoption.policy
        }
        let missing = adopted.filter { policy in
            !DurableFile.exists(path.appending(LedgerPaths.signers(of: policy)))
        }
        guard !missing.isEmpty else { return }
        for policy in try site.policies() where missing.contains(policy.digest) {
            for (name, bytes) in policy.files.bytes.sorted(by: { $0.key < $1.key }) {
                try writeOnce(LedgerPaths.file(name, of: policy.digest), bytes)
            }
            // Last: its presence says that the others are there.
            try writeOnce(
                LedgerPaths.signers(of: policy.digest), policy.signers.flatMap(\.pem))
        }
    }

    /// Writes what signers have signed, under the number of the entry that names it.
    private func writeStatements(
        of rows: ArraySlice<LedgerRow>, from site: SiteFile
    ) throws(VaultError) {
        for (index, signed) in try site.statements() where index < rows.count {
            try writeOnce(LedgerPaths.statement(ofEntry: index), signed.statement)
            try writeOnce(LedgerPaths.signatures(ofEntry: index), signed.signatures)
        }
    }

    /// Writes a file that never changes, and its folders.
    private func writeOnce(_ name: String, _ bytes: [UInt8]) throws(VaultError) {
        let parts = name.split(separator: "/").map(String.init)
        var file = path
        for part in parts.dropLast() {
            file.append(part)
            try DurableFile.makeSharedDirectory(file)
        }
        file = path.appending(name)
        if let present = try DurableFile.read(file) {
            guard present == bytes else { throw .ledgerDiffers(file) }
            return
        }
        try DurableFile.replace(file, with: bytes, permissions: .forReaders)
    }
}
