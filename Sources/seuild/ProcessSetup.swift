import Glibc
import SeuilCrypto

/// What the process asks of the system before it reads anything.
enum ProcessSetup {
    /// Forbids dumps and other users' reading, has freed memory overwritten, and takes all descriptors it may.
    static func harden() {
        ProcessHardening.forbidDumps()
        ProcessHardening.overwriteFreedMemory()
        // Files that a library might make are nobody else's.
        umask(0o077)
        // A sender that hangs up must not end the daemon.
        _ = signal(SIGPIPE, SIG_IGN)
        // A limit on the size of files is answered like a full disk.
        _ = signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        // Safe: each call reads or writes the one structure that it is lent.
        if unsafe getrlimit(descriptors, &limit) == 0 {
            limit.rlim_cur = limit.rlim_max
            _ = unsafe setrlimit(descriptors, &limit)
        }
    }

    private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
