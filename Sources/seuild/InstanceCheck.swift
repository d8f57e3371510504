import Foundation
import Glibc
import SeuilCore
import SeuilCrypto
import SeuilService
import SystemPackage

/// `seuild --check`: reads everything that a start would read, and changes nothing.
struct InstanceCheck {
    private let configuration: Configuration
    private let now: Date

    init(_ configuration: Configuration, now: Date) {
        self.configuration = configuration
        self.now = configuration.rehearsal?.now ?? now
    }

    /// Says what would come into force.
    ///
    /// - Throws: The first thing that would keep a daemon from starting, or from counting.
    func run() throws {
        let files = try InstanceFiles(configuration, at: now)
        try checkHostKey()
        try InstanceFolders(configuration.layout).check()
        try configuration.events.checkAccounts()
        try configuration.control.checkAccounts()
        let shown = try PolicyFolder.read(URL(filePath: configuration.policy.string))
        let manifest = Digest.sha256(shown[PolicyFiles.manifest] ?? [])
        let quorum = try files.decidingQuorum(configuration, judging: manifest, at: now)
        let policy = try PolicyVerifier(quorum: quorum).verify(
            shown, at: now, after: InstanceFiles.adoptedPolicy(configuration))
        print("site: \(configuration.site)")
        print(
            "policy: \(policy.policy.name) version \(policy.policy.version), \(policy.digest.hex)")
        print("events: \(configuration.events.path)")
        print("control: \(configuration.control.path)")
        print("ready to start")
    }

    private func checkHostKey() throws {
        let path = configuration.hostKey
        var status = stat()
        // Safe: C reads the path and writes one structure during the call.
        guard unsafe stat(path.string, &status) == 0 else {
            // As a start says it.
            throw VaultError.hostKeyUnusable(path, reason: "\(Errno(rawValue: errno))")
        }
        guard status.st_size == 32 else {
            throw InstanceError.unusable(
                path, reason: "it does not hold 32 bytes",
                remedy: "put back the copy of the key that was kept apart")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw InstanceError.unusable(
                path, reason: "others than its owner may use it",
                remedy: "chmod 400 \(path)")
        }
    }
}
