public import Logging
public import SeuilCore
public import SystemPackage

/// What an instance's `seuild.yaml` says: where things are, and how much is too much.
///
/// Nothing in it can widen what the signed policy lets be learnt or said.
public struct Configuration: Sendable, Equatable {
    /// The name of the file in an instance's folder.
    public static let fileName = "seuild.yaml"

    /// The site's name, as its releases show it.
    public var site: String
    public var certificate: FilePath
    public var key: FilePath
    public var hostKey: FilePath
    /// The folder that holds the policy, its manifest and the signatures.
    public var policy: FilePath
    public var trust: TrustSettings
    public var state: FilePath
    public var outbox: FilePath
    public var events: SocketSettings
    public var control: SocketSettings
    public var visits: VisitLimits
    public var http: HTTPLimits
    public var stream: StreamLimits
    /// How many periods may be open at once.
    public var openPeriodCount: Int
    public var foldInterval: Duration
    public var foldByteCount: Int
    /// How often the schedule is looked at.
    public var tick: Duration
    public var logLevel: Logger.Level
    public var logFormat: LogFormat
    /// Set in a rehearsal's instance only.
    public var rehearsal: RehearsalSettings?
}

/// A socket file, and who may use it.
public struct SocketSettings: Sendable, Equatable {
    public var path: FilePath
    /// The file's permission bits.
    public var mode: UInt32
    /// The file's group; `nil` leaves the daemon's own.
    public var group: Account?
    /// Who may connect among those whom the file's mode lets in; `nil` means all of them.
    public var allowed: AllowedPeers?

    public init(
        path: FilePath, mode: UInt32 = 0o600, group: Account? = nil, allowed: AllowedPeers? = nil
    ) {
        self.path = path
        self.mode = mode
        self.group = group
        self.allowed = allowed
    }
}

/// A user or a group, as a configuration names it.
public enum Account: Sendable, Equatable {
    case number(UInt32)
    case name(String)
}

/// The users and groups whose processes may connect: one match is enough.
public struct AllowedPeers: Sendable, Equatable {
    public var users: [Account]
    public var groups: [Account]

    public init(users: [Account], groups: [Account]) {
        self.users = users
        self.groups = groups
    }
}

/// How log lines are written.
public enum LogFormat: String, Sendable, Equatable, CaseIterable { case logfmt, json }

extension SocketSettings {
    /// Checks that every user and group named exists on this machine.
    public func checkAccounts() throws(SocketError) {
        _ = try group?.groupNumber()
        if let allowed { _ = try PeerRule(allowed) }
    }
}
