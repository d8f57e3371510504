public import SeuilCore
public import SeuilCrypto
public import SeuilRelease
public import SystemPackage

/// Why an instance's vault does not open. No case carries a value of a visit or a key.
public enum VaultError: Error, Sendable, Equatable {
    /// Another daemon holds the state folder.
    case inUse(FilePath)
    /// The host key's file does not hold 32 bytes, or others than its owner may read it.
    case hostKeyUnusable(FilePath, reason: String)
    /// The host key is another than the one this state was sealed under.
    case wrongHostKey
    /// The site's name cannot stand in a release.
    case siteNameUnusable
    /// A seed was given to a real site's state, or to that of another rehearsal, or none to a rehearsal's.
    case rehearsalDiffers
    /// The configured signers never decided here, or a certificate of those who decide is not to be found.
    case quorumDiffers
    /// A site is to be founded, and nobody is named who decides over its policies.
    case noSigners
    /// The signed founding that waits cannot be used.
    case foundingRefused(FilePath, reason: String)
    /// There is no room left: what was to be written is not there, and nothing else has changed.
    case diskFull(FilePath)
    /// The file system or SQLite refused.
    case storage(FilePath, reason: String)
    /// A database does not run with the settings that durability and erasure need.
    case unsafeSetting(FilePath, String)
    /// A file is not of a format that this version reads.
    case unknownFormat(FilePath)
    /// Files of a period that the site's file does not know: another site's, or an older site's file.
    case strangeFile(FilePath)
    /// A stored entry fails its authentication, or does not follow the one before.
    case altered(FilePath, what: String)
    /// What was to be recorded would break a rule of the ledger's order; nothing was.
    case againstTheOrder(FilePath, LedgerViolation)
    /// A database's log has gone although the daemon was not stopped properly: what it held is not known.
    case missingLog(FilePath)
    /// Sealing or opening failed for a reason that is not the content's.
    case sealing(FilePath, CryptoError)
    /// A release that differs from the one recorded already stands in the outbox.
    case otherRelease(FilePath)
    /// The published ledger says more than the site's file, or something else.
    case ledgerDiffers(FilePath)
    /// The room has been shut down.
    case stopped
}

/// Why a policy was not adopted. The last good one stays in force.
public enum AdoptionError: Error, Sendable, Equatable {
    case refused(PolicyRefusal)
    /// Its periods cut through one that was counted under another policy.
    case overlapsPeriod(id: String)
    case vault(VaultError)
}

/// Why a period was not closed.
public enum ClosingError: Error, Sendable, Equatable {
    case unknownPeriod
    case alreadyClosed
    /// A live period whose grace has not ended.
    case tooEarly
    /// The clock was set lately, so that it is not known whether a live period's grace has ended.
    case clockWasSet
    /// Another call is closing it.
    case underWay
    /// The key is lost: the ledger now says that nothing will be released.
    case noRelease
    /// Its files cannot be read now; nothing has been given up.
    case damaged
    /// The release could not be made; the period stays closing and is tried again.
    case failed(reason: String)
    case vault(VaultError)
}

extension ClosingError: CustomStringConvertible {
    /// The reason in one sentence without its full stop.
    public var description: String {
        switch self {
        case .unknownPeriod: "there is no such period"
        case .alreadyClosed: "it is closed already"
        case .tooEarly: "its grace has not ended"
        case .clockWasSet: "the clock was set lately, so nobody knows whether its grace has ended"
        case .underWay: "it is being closed already"
        case .noRelease: "its key is lost, and the ledger says so"
        case .damaged: "its files cannot be read now"
        case .failed(let reason): reason
        case .vault(let error): error.description
        }
    }
}

extension VaultError: CustomStringConvertible {
    /// The reason in one sentence, naming the place and never a value.
    public var description: String {
        switch self {
        case .inUse(let path): "another daemon holds \(path)"
        case .hostKeyUnusable(let path, let reason):
            "the host key \(path) cannot be used: \(reason)"
        case .wrongHostKey: "the host key is not the one that this state was sealed under"
        case .siteNameUnusable: "the site's name is empty, too long or holds a control character"
        case .rehearsalDiffers:
            "the configured rehearsal is not the one that this state began as, or it began as none"
        case .quorumDiffers:
            "the configured signers, or how many must sign, are others than the ledger's"
        case .noSigners: "nobody is named who may sign policies"
        case .foundingRefused(let path, let reason): "\(path): \(reason)"
        case .diskFull(let path): "there is no room left for \(path)"
        case .storage(let path, let reason): "\(path): \(reason)"
        case .unsafeSetting(let path, let name):
            "SQLite does not take the setting \(name) for \(path)"
        case .unknownFormat(let path): "\(path) is not of a format that this version reads"
        case .strangeFile(let path):
            "\(path) belongs to a period that the site's file does not know"
        case .altered(let path, let what): "\(path) was altered: \(what)"
        case .againstTheOrder(let path, let violation):
            "\(path): an entry would break the ledger's rule \(violation.rule.rawValue)"
        case .missingLog(let path): "the log of \(path) has been taken away"
        case .sealing(let path, let error): "\(path): \(error)"
        case .otherRelease(let path): "another release already stands at \(path)"
        case .ledgerDiffers(let path):
            "the published \(path) is not what the site's file says: an older site's file was restored, or "
                + "the published one was changed"
        case .stopped: "the daemon is stopping"
        }
    }
}
