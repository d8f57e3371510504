import Foundation
import Logging
import SeuilCore
import SeuilService
import ServiceLifecycle
import SystemPackage
import UnixSignals

/// The parts of the daemon put together.
enum Daemon {
    /// Runs until a signal stops it; everything counted is then folded and on disk.
    ///
    /// The vault's lock comes first: only its holder may touch a socket that somebody might be using.
    static func run(_ configuration: Configuration, environment: [String: String]) async throws {
        let clock: @Sendable () -> Date =
            if let now = configuration.rehearsal?.now { { now } } else { { Date() } }
        let logger = logger(configuration, clock)
        if configuration.rehearsal != nil { logger.notice("REHEARSAL: nobody may be counted here") }
        let files = try InstanceFiles(configuration, at: clock())
        let room = try CountingRoom.open(
            at: configuration.layout,
            settings: configuration.roomSettings(files, logger: logger, clock: clock))
        do {
            try await serve(configuration, room, environment, logger, clock)
        } catch {
            let fault = await room.faultSeen
            await room.shutdown()
            if let fault { throw WriteInDoubt(fault: fault) }
            throw error
        }
        await room.shutdown()
        logger.info("stopped")
    }

    private static func serve(
        _ configuration: Configuration, _ room: CountingRoom, _ environment: [String: String],
        _ logger: Logger, _ clock: @escaping @Sendable () -> Date
    ) async throws {
        let policy = PolicySource(folder: configuration.policy, room: room, logger: logger)
        await policy.reload()
        let inherited = try InheritedSockets(environment: environment, process: getpid())
        let health = IntakeHealth(clock: clock)
        let events = try EventsServer(
            on: socket(inherited.events, configuration.events), configuration: configuration,
            room: room, health: health, logger: logger)
        let control = try ControlServer(
            on: socket(inherited.control, configuration.control), configuration: configuration,
            room: room, health: health, policy: policy, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    // Stopped in reverse: the room's schedule folds what the servers still recorded.
                    .init(service: CountingSchedule(room: room, every: configuration.tick)),
                    .init(service: control), .init(service: events),
                    .init(service: HangUps(policy: policy)),
                    .init(service: Announcement(manager: ServiceManager(environment: environment))),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet(logger)))
        logger.info("started", metadata: ["site": "\(configuration.site)"])
        try await group.run()
    }

    private static func socket(
        _ inherited: Int32?, _ settings: SocketSettings
    ) throws -> ListeningSocket {
        if let inherited { return try .inherited(inherited) }
        return try .bind(settings)
    }

    private static func logger(
        _ configuration: Configuration, _ clock: @escaping @Sendable () -> Date
    ) -> Logger {
        LoggingSystem.bootstrap { label in
            LogLines(
                label: label, level: configuration.logLevel, format: configuration.logFormat,
                clock: clock)
        }
        return Logger(label: "seuild")
    }

    /// The service group tells of each service's start and end, which only debugging needs.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        if quiet.logLevel == .info { quiet.logLevel = .warning }
        return quiet
    }
}

/// It is not known whether something was written: only a new start, which reads everything again, can tell.
struct WriteInDoubt: Error {
    let fault: VaultError
}

/// Reads the policy anew on SIGHUP.
private struct HangUps: Service {
    let policy: PolicySource

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await policy.reload()
        }
    }
}

/// Tells systemd that the daemon is ready, and that it stops. Last in the group: everything before it runs.
private struct Announcement: Service {
    let manager: ServiceManager

    func run() async throws {
        manager.ready()
        try await gracefulShutdown()
        manager.stopping()
    }
}
