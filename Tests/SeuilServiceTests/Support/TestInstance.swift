import Foundation
import Logging
import SeuilCore
import SeuilCrypto
import Synchronization
import SystemPackage

@testable import SeuilService

/// An instance in a folder of its own, removed with it.
final class TestInstance: Sendable {
    let folder: URL
    let clock: TestClock
    let layout: InstanceLayout

    /// A new instance, at noon of 10 January 2026 in Paris unless told.
    init(at time: String = "2026-01-10T11:00:00Z") throws {
        folder = TestInstance.newFolder()
        clock = try TestClock(time)
        layout = TestInstance.layout(in: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try DurableFile.replace(layout.hostKey, with: SecureRandom.bytes(32))
    }

    /// The instance whose files are in `folder`, at the time of `clock`.
    init(at folder: URL, clock: TestClock) {
        self.folder = folder
        self.clock = clock
        layout = TestInstance.layout(in: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func newFolder() -> URL {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-vault-\(UUID().uuidString)")
    }

    private static func layout(in folder: URL) -> InstanceLayout {
        let path = FilePath(folder.path)
        return InstanceLayout(
            hostKey: path.appending("host.key"), state: path.appending("state"),
            outbox: path.appending("outbox"), statements: path.appending("trust"))
    }

    /// The room over the files, as a starting daemon opens it.
    func open(
        signers: [Certificate]? = nil, required: Int = 1, quorum: Quorum? = nil,
        isConfigured: Bool = true, foldByteCount: Int = 16 << 20,
        maximumOpenPeriods: Int = 128, seeded: SeededSecrets? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        crashPoint: @escaping @Sendable (CrashPoint) -> Void = { _ in }
    ) throws -> CountingRoom {
        let keys = try TestKeys.shared.get()
        var settings = RoomSettings(
            siteName: "Essai", siteKey: keys.site.key, siteCertificate: keys.site.certificate,
            quorum: try isConfigured
                ? quorum
                    ?? Quorum(
                        signers: (signers ?? [keys.signer.certificate]).map {
                            .init(role: .signer, certificate: $0)
                        }, total: required) : nil,
            limits: VisitLimits(), foldByteCount: foldByteCount,
            maximumOpenPeriods: maximumOpenPeriods,
            logger: logger,
            clock: { [clock] in clock.now }, uptime: { [clock] in clock.uptime })
        settings.crashPoint = crashPoint
        settings.seeded = seeded
        return try CountingRoom.open(at: layout, settings: settings)
    }

    /// The room, with the test's policy adopted.
    func openAdopting(
        _ policy: TestPolicy = TestPolicy(),
        crashPoint: @escaping @Sendable (CrashPoint) -> Void = { _ in }
    ) async throws -> CountingRoom {
        let room = try open(crashPoint: crashPoint)
        try await room.adopt(policy.files())
        return room
    }

    /// A copy of all files as they are now: what a daemon killed at this moment leaves.
    func picture() throws -> TestInstance {
        let copy = TestInstance.newFolder()
        try FileManager.default.copyItem(at: folder, to: copy)
        return TestInstance(at: copy, clock: clock)
    }

    /// All files, by path within the folder.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appendingPathComponent(path)
            guard let data = try? Data(contentsOf: url) else { continue }
            files[path] = Array(data)
        }
        return files
    }

    /// The files in the outbox but for the proofs beside them.
    func outboxNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: layout.outbox.string)
            .filter { !$0.hasSuffix(".tlog-proof") }.sorted()
    }
}

/// Pictures of an instance, one at each boundary that it passes.
final class CrashPictures: Sendable {
    private let pictures = Mutex<[(point: CrashPoint, instance: TestInstance)]>([])
    private let instance: TestInstance

    init(of instance: TestInstance) { self.instance = instance }

    func take(at point: CrashPoint) {
        guard let picture = try? instance.picture() else { return }
        add(picture, at: point)
    }

    func add(_ picture: TestInstance, at point: CrashPoint) {
        pictures.withLock { $0.append((point, picture)) }
    }

    var all: [(point: CrashPoint, instance: TestInstance)] { pictures.withLock { $0 } }
}
