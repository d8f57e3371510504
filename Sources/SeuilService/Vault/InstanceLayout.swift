import SeuilRelease
public import SystemPackage

/// Where an instance keeps what, as its configuration says.
public struct InstanceLayout: Sendable, Equatable {
    /// 32 random bytes, mode 0400: everything at rest is wrapped by them, directly or not.
    public var hostKey: FilePath
    /// `site.sqlite`, `periods/` and `lock` stand in this folder, and nothing of anyone else.
    public var state: FilePath
    /// Where releases appear; `ledger/` stands beside it.
    public var outbox: FilePath
    /// Where signed statements are laid: a founding, changes of the quorum, withdrawals.
    public var statements: FilePath?

    public init(
        hostKey: FilePath, state: FilePath, outbox: FilePath, statements: FilePath? = nil
    ) {
        self.hostKey = hostKey
        self.state = state
        self.outbox = outbox
        self.statements = statements
    }
}

extension InstanceLayout {
    static let siteFileName = "site.sqlite"
    /// The seed of the log's key that a signed founding names, until the site is founded.
    var logSeed: FilePath { state.appending("log.seed") }

    var lock: FilePath { state.appending("lock") }
    var siteFile: FilePath { state.appending(InstanceLayout.siteFileName) }
    /// The ledger as auditors read it.
    var ledger: FilePath { outbox.removingLastComponent().appending(LedgerPaths.folder) }
    var periods: FilePath { state.appending("periods") }

    func periodFile(_ id: String) -> FilePath { periods.appending("\(id).sqlite") }
    func keyFile(_ id: String) -> FilePath { periods.appending("\(id).key") }
}
