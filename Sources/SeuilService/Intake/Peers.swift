import CUnixSocket
import Glibc

/// Who is at the other end of a connection, as the kernel knows it from the moment of connecting.
struct PeerCredentials: Sendable, Equatable {
    let user: UInt32
    /// The primary group first.
    let groups: [UInt32]

    init(user: UInt32, groups: [UInt32]) {
        self.user = user
        self.groups = groups
    }

    /// Whoever connected to the socket `descriptor`; `nil` when the kernel does not tell.
    init?(descriptor: Int32) {
        var user: UInt32 = 0
        var group: UInt32 = 0
        // Linux allows 65,536 groups; a person in more than these is judged by the user and primary group.
        var further = [UInt32](repeating: 0, count: 1_024)
        // Safe: C writes one number each, and no more groups than there is room for.
        let count = unsafe seuil_unix_peer(descriptor, &user, &group, &further, further.count)
        guard count >= 0 || count == -ERANGE else { return nil }
        self.user = user
        groups = [group] + further.prefix(Int(max(0, count)))
    }
}

/// Which peers are served, in numbers.
struct PeerRule: Sendable, Equatable {
    let users: Set<UInt32>
    let groups: Set<UInt32>

    /// The rule that `allowed` states, its names looked up in this machine's accounts.
    init(_ allowed: AllowedPeers) throws(SocketError) {
        var users: Set<UInt32> = []
        for account in allowed.users { users.insert(try account.userNumber()) }
        var groups: Set<UInt32> = []
        for account in allowed.groups { groups.insert(try account.groupNumber()) }
        self.users = users
        self.groups = groups
    }

    func admits(_ peer: PeerCredentials) -> Bool {
        users.contains(peer.user) || peer.groups.contains(where: groups.contains)
    }
}

extension Account {
    /// The number of the user.
    func userNumber() throws(SocketError) -> UInt32 {
        switch self {
        case .number(let number): return number
        case .name(let name):
            // Safe: called while the daemon starts, and the result is read before any other such call.
            guard let entry = unsafe getpwnam(name) else { throw .unknownUser(name) }
            return unsafe entry.pointee.pw_uid
        }
    }

    /// The number of the group.
    func groupNumber() throws(SocketError) -> UInt32 {
        switch self {
        case .number(let number): return number
        case .name(let name):
            // Safe: as above.
            guard let entry = unsafe getgrnam(name) else { throw .unknownGroup(name) }
            return unsafe entry.pointee.gr_gid
        }
    }
}
