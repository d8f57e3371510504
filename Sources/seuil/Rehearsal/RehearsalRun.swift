import Foundation
import SeuilAudit
import SeuilClient
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// One rehearsal: its instance, and the daemon that runs in it.
///
/// Its clock stands still in the period's last second while visits are counted, and then, for a second daemon, behind
/// the grace: nothing depends on how long anything takes.
final class RehearsalRun {
    let instance: RehearsalInstance
    private let executable: String
    private let throwAway: ThrowAway
    private let interruption: Interruption

    private var running: RunningDaemon { throwAway.daemon }
    private var folder: URL { throwAway.folder }

    /// Makes the instance, in a folder that only its owner may read.
    ///
    /// - Parameter undo: What else is done away with when a signal ends the run.
    init(
        daemon: String, template: URL, plan: RehearsalPlan, undo: @escaping @Sendable () -> Void
    ) throws(CommandFailure) {
        executable = daemon
        guard FileManager.default.isExecutableFile(atPath: daemon) else {
            throw CommandFailure(
                .unavailable, "there is no daemon at \(daemon)", hint: "name it: --daemon PATH")
        }
        let throwAway = ThrowAway(
            FileManager.default.temporaryDirectory
                .appendingPathComponent("seuil-rehearsal-\(UUID().uuidString.prefix(8))"))
        self.throwAway = throwAway
        interruption = Interruption(
            hint: "nothing of the rehearsal is left; give the command again"
        ) {
            throwAway.abandon()
            undo()
        }
        do throws(NewInstanceError) {
            instance = try RehearsalInstance.make(
                in: throwAway.folder, policy: template, plan: plan)
        } catch {
            throwAway.remove()
            throw InitCommand.failure(error, throwAway.folder, template)
        }
    }

    /// Ends the daemon and removes the instance; the process ends after it.
    func remove() { throwAway.remove() }

    /// Has the daemon count the visits; what became of them.
    func count(_ lines: InventedLines) async throws -> EmitReport {
        try await start()
        // No id that is given here has a say in any figure.
        var reader = lines.reader(EventIDs())
        var emitter = Emitter(socket: instance.eventsSocket)
        let meter = ProgressMeter()
        do {
            try await emitter.emit({ try reader.next() }) { meter.show($0, $1) }
        } catch let error as EmitError {
            throw failed("the daemon does not take the visits: \(error.description)")
        }
        meter.clear()
        try stop()
        return emitter.report
    }

    /// Has the daemon close the period once its grace is over.
    func close() async throws {
        do throws(NewInstanceError) {
            try instance.turnClock()
        } catch {
            throw OutputFile.failure(folder.path)
        }
        try await start()
        Terminal.progress("closing \(instance.plan.period.id)…")
        let period: PeriodReport
        do throws(ControlError) {
            period = try await ControlClient(socket: instance.controlSocket)
                .closePeriod(instance.plan.period.id)
        } catch {
            throw failed("the period does not close: \(error)")
        }
        guard period.state == "closed" else {
            throw failed("the period is not closed but \(period.state)")
        }
        Terminal.progress("")
        try stop()
    }

    /// Opens the releases and writes everything that is to be kept into `target`; a digest of each opened file.
    func results(in target: URL) throws -> [RehearsalAnswer.Audience] {
        do {
            let keys = target.appendingPathComponent("keys")
            try FileManager.default.createDirectory(
                at: keys, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            for name in [InstanceFiles.ledger, InstanceFiles.outbox] {
                try FileManager.default.copyItem(
                    atPath: instance.path(name), toPath: target.appendingPathComponent(name).path)
            }
            try FileManager.default.copyItem(
                atPath: instance.path(InstanceFiles.siteCertificate),
                toPath: keys.appendingPathComponent("site.pem").path)
            return try instance.instance.recipientKeys.map { audience, paths in
                let bytes = try InputFile.read(instance.path(paths[0]), "private key")
                let key = keys.appendingPathComponent("\(audience).key").path
                _ = FileManager.default.createFile(
                    atPath: key, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
                return try open(audience, PrivateKey(pem: bytes), into: target)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as VerificationError {
            throw VerificationText.failure(error)
        } catch {
            throw OutputFile.failure(target.path, error)
        }
    }

    private func open(
        _ audience: String, _ key: PrivateKey, into target: URL
    ) throws -> RehearsalAnswer.Audience {
        let name = ReleaseName(period: instance.plan.period.id, audience: audience).fileName
        let bytes = try InputFile.read(
            instance.path("\(InstanceFiles.outbox)/\(name)"), "release")
        let release = try SealedRelease(fileName: name, bytes: bytes).open(
            key: key, recipient: nil, trusting: [instance.instance.siteCertificate],
            at: instance.plan.afterGrace, rehearsal: true)
        try release.write(to: target.appendingPathComponent("opened/\(audience)"))
        return RehearsalAnswer.Audience(
            audience: audience,
            files: Dictionary(
                uniqueKeysWithValues: release.files.map { ($0.path, Digest.sha256($0.bytes).hex) }))
    }

    // MARK: The daemon

    private var logFile: URL { folder.appendingPathComponent("daemon.log") }

    private func start() async throws {
        do {
            try running.start(executable, instance: folder, log: logFile)
        } catch {
            throw CommandFailure(
                .unavailable, "\(executable) does not start: \(error.localizedDescription)",
                hint: "name a seuild that runs here: --daemon PATH")
        }
        let control = ControlClient(socket: instance.controlSocket)
        for _ in 0..<600 {
            if (try? await control.status()) != nil { return }
            guard running.isRunning else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw failed("the daemon does not answer")
    }

    private func stop() throws {
        guard running.stop() else { throw failed("the daemon did not stop in good order") }
    }

    private func failed(_ message: String) -> CommandFailure {
        Terminal.progress("")
        let log = (try? String(contentsOf: logFile, encoding: .utf8)) ?? ""
        let last = log.split(separator: "\n").last.map { "; its last words: \($0)" } ?? ""
        return CommandFailure(
            .unavailable, message + last,
            hint:
                "check that \(executable) was built with this tool; another is named by --daemon PATH"
        )
    }
}
