import COpenSSL

/// What a process that holds keys asks of the kernel.
public enum ProcessHardening {
    /// Forbids core files of this process, and that other processes of the same user read its memory.
    ///
    /// Source: prctl(2), PR_SET_DUMPABLE; setrlimit(2), RLIMIT_CORE.
    /// - Returns: Whether the kernel agreed; a container's rules may say no.
    @discardableResult
    public static func forbidDumps() -> Bool {
        seuil_forbid_dumps() != 0
    }

    /// Has the allocator overwrite all memory that is freed, also by libraries that know nothing of what passes
    /// through them: what was sent does not outlive its buffers by accident.
    ///
    /// Source: mallopt(3), M_PERTURB.
    /// - Returns: Whether the allocator can.
    @discardableResult
    public static func overwriteFreedMemory() -> Bool {
        seuil_overwrite_freed() != 0
    }

    /// Whether this process's memory may still be dumped or read by others of the same user.
    public static var isDumpable: Bool { seuil_is_dumpable() != 0 }
}
