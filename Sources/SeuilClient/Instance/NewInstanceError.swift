public import SeuilCore
public import SeuilCrypto

/// Why no instance was made. Nothing of it is left.
public enum NewInstanceError: Error, Sendable, Equatable {
    /// The folder holds something already.
    case notEmpty
    /// Something that is no folder has that name.
    case notAFolder
    /// The path of the sockets would be longer than a socket's can be: its bytes, and the most.
    case socketPathTooLong(byteCount: Int, most: Int)
    /// A file or folder could not be written.
    case system(path: String)
    /// The policy's folder cannot be read.
    case folder(PolicyFolderError)
    /// The policy, or what it names, breaks a rule.
    case policy(Diagnostics)
    /// The signed policy would be refused by the daemon.
    case refused(PolicyRefusal)
    /// The signers make no quorum.
    case quorum(QuorumFault)
    case crypto(CryptoError)
}
