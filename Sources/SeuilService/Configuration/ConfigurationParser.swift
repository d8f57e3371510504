public import SeuilCore
public import SystemPackage
import Logging
import SeuilCrypto
import SeuilRelease

/// Reads `seuild.yaml` as strictly as a policy: every fault of the file in one run, each with its place.
public struct ConfigurationParser {
    let reader: YAMLReader
    /// The folder that relative paths start from.
    private let folder: FilePath
    private let environment: [String: String]

    /// The configuration that `bytes` hold.
    ///
    /// - Parameters:
    ///   - folder: The file's folder, absolute.
    ///   - environment: Where `CREDENTIALS_DIRECTORY` is looked up.
    /// - Throws: Everything that is wrong with it.
    public static func parse(
        _ bytes: [UInt8], folder: FilePath, environment: [String: String] = [:]
    ) throws(Diagnostics) -> Configuration {
        let document = try YAMLDocument(bytes: bytes, file: Configuration.fileName)
        let parser = ConfigurationParser(
            reader: YAMLReader(document), folder: folder, environment: environment)
        let configuration = parser.configuration()
        try parser.reader.check()
        guard let configuration else {
            preconditionFailure("what has no configuration has a diagnostic")
        }
        return configuration
    }

    private func configuration() -> Configuration? {
        guard
            let top = reader.mapping(
                reader.root, "the configuration",
                allowed: [
                    "site", "certificate", "key", "host_key", "policy", "trust", "state", "outbox",
                    "sockets", "limits", "stream", "fold", "tick", "log", "rehearsal",
                ], required: ["site"])
        else { return nil }
        let sockets = reader.mapping(top["sockets"], "sockets", allowed: ["events", "control"])
        let limits = reader.mapping(
            top["limits"], "limits",
            allowed: [
                "line", "members", "depth", "requests", "group", "connections", "headers", "drain",
                "head", "body", "idle", "shutdown", "open_periods",
            ])
        let stream = reader.mapping(top["stream"], "stream", allowed: ["lines", "bytes", "pause"])
        let fold = reader.mapping(top["fold"], "fold", allowed: ["every", "bytes"])
        let log = reader.mapping(top["log"], "log", allowed: ["level", "format"])
        let visits = visitLimits(limits)
        return Configuration(
            site: site(top["site"]),
            certificate: path(top["certificate"], "certificate", "keys/site.pem"),
            key: path(top["key"], "key", "keys/site.key"),
            hostKey: hostKey(top["host_key"]),
            policy: path(top["policy"], "policy", "policy"),
            trust: trust(top["trust"]),
            state: path(top["state"], "state", "state"),
            outbox: path(top["outbox"], "outbox", "outbox"),
            events: socket(sockets?["events"], "events", "run/events.sock"),
            control: socket(sockets?["control"], "control", "run/control.sock"),
            visits: visits,
            http: httpLimits(limits),
            stream: streamLimits(stream, line: visits.byteCount),
            openPeriodCount: reader.integer(
                limits?["open_periods"], "open_periods", in: 1...4_096) ?? 128,
            foldInterval: reader.duration(
                fold?["every"], "every", in: .seconds(1) ... .seconds(3_600)) ?? .seconds(300),
            foldByteCount: reader.byteCount(fold?["bytes"], "bytes", in: (64 << 10)...(1 << 30))
                ?? 16 << 20,
            tick: reader.duration(top["tick"], "tick", in: .seconds(1) ... .seconds(600))
                ?? .seconds(15),
            logLevel: reader.choice(log?["level"], "level", as: LevelName.self)?.level ?? .info,
            logFormat: reader.choice(log?["format"], "format", as: LogFormat.self) ?? .logfmt,
            rehearsal: rehearsal(top["rehearsal"]))
    }

    /// The seed and the clock of a rehearsal's instance.
    private func rehearsal(_ node: YAMLNode?) -> RehearsalSettings? {
        guard let node,
            let mapping = reader.mapping(
                node, "rehearsal", allowed: ["seed", "now"], required: ["seed", "now"]),
            let time = mapping["now"], let text = reader.string(time, "now"),
            let seed = reader.integer(mapping["seed"], "seed", in: 0...Int.max)
        else { return nil }
        guard let now = LedgerTime(text: text) else {
            reader.error("now is a time in UTC, for example 2026-01-31T12:00:00Z", at: time.span)
            return nil
        }
        return RehearsalSettings(secrets: SeededSecrets(seed: UInt64(seed)), now: now.date)
    }

    /// The site's name, as releases show it.
    private func site(_ node: YAMLNode?) -> String {
        guard let node, let name = reader.string(node, "site") else { return "" }
        let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        let limit = SiteIdentity.nameByteLimit
        if name.utf8.count > limit || !isPlain {
            reader.error(
                "site must be at most \(limit) bytes without control characters", at: node.span)
        }
        return name
    }

    func path(_ node: YAMLNode?, _ what: String, _ usual: String) -> FilePath {
        folder.pushing(FilePath(reader.string(node, what) ?? usual)).lexicallyNormalized()
    }

    /// A file, or the name of a credential that systemd hands to the service.
    private func hostKey(_ node: YAMLNode?) -> FilePath {
        guard let node, case .mapping = node.content else {
            return path(node, "host_key", "keys/host.key")
        }
        let mapping = reader.mapping(
            node, "host_key", allowed: ["credential"], required: ["credential"])
        guard let credential = mapping?["credential"],
            let name = reader.string(credential, "credential")
        else { return folder }
        guard !name.contains("/"), name != ".", name != ".." else {
            reader.error("credential must be a name, not a path", at: credential.span)
            return folder
        }
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
            reader.error(
                "no credential was handed to this process", at: credential.span,
                hint: "set LoadCredential=\(name):FILE in the unit, or name a file")
            return folder
        }
        return FilePath(directory).appending(name)
    }

    private func visitLimits(_ limits: YAMLMapping?) -> VisitLimits {
        let usual = VisitLimits()
        return VisitLimits(
            byteCount: reader.byteCount(limits?["line"], "line", in: 1_024...(1 << 20))
                ?? usual.byteCount,
            memberCount: reader.integer(limits?["members"], "members", in: 1...1_024)
                ?? usual.memberCount,
            depth: reader.integer(limits?["depth"], "depth", in: 3...64) ?? usual.depth,
            requestCount: reader.integer(limits?["requests"], "requests", in: 1...1_024)
                ?? usual.requestCount,
            groupSize: reader.integer(limits?["group"], "group", in: 1...1_000_000)
                ?? usual.groupSize)
    }

    private func httpLimits(_ limits: YAMLMapping?) -> HTTPLimits {
        let usual = HTTPLimits()
        let time = Duration.milliseconds(100) ... .seconds(3_600)
        return HTTPLimits(
            connectionCount: reader.integer(limits?["connections"], "connections", in: 1...4_096)
                ?? usual.connectionCount,
            headerByteCount: reader.byteCount(limits?["headers"], "headers", in: 1_024...(1 << 20))
                ?? usual.headerByteCount,
            drainByteCount: reader.byteCount(limits?["drain"], "drain", in: 0...(16 << 20))
                ?? usual.drainByteCount,
            head: reader.duration(limits?["head"], "head", in: time) ?? usual.head,
            body: reader.duration(limits?["body"], "body", in: time) ?? usual.body,
            idle: reader.duration(limits?["idle"], "idle", in: time) ?? usual.idle,
            shutdown: reader.duration(limits?["shutdown"], "shutdown", in: time)
                ?? usual.shutdown)
    }

    private func streamLimits(_ stream: YAMLMapping?, line: Int) -> StreamLimits {
        let usual = StreamLimits()
        let limits = StreamLimits(
            lineCount: reader.integer(stream?["lines"], "lines", in: 1...100_000)
                ?? usual.lineCount,
            byteCount: reader.byteCount(stream?["bytes"], "bytes", in: 1_024...(16 << 20))
                ?? usual.byteCount,
            pause: reader.duration(
                stream?["pause"], "pause", in: .milliseconds(1) ... .seconds(10)) ?? usual.pause)
        return limits
    }
}

extension ConfigurationParser {
    /// A socket's file and who may use it.
    private func socket(_ node: YAMLNode?, _ name: String, _ usual: String) -> SocketSettings {
        let mapping = reader.mapping(node, name, allowed: ["path", "mode", "group", "allow"])
        let group = mapping?["group"].flatMap(account)
        var settings = SocketSettings(
            path: path(mapping?["path"], "path", usual), mode: group == nil ? 0o600 : 0o660,
            group: group)
        if let node = mapping?["mode"], let mode = mode(node) {
            settings.mode = mode
            if name == "control", mode & 0o006 != 0 {
                reader.error("the control socket may not be open to everyone", at: node.span)
            }
        }
        if settings.path.string.utf8.count > ListeningSocket.longestPath {
            reader.error(
                "the socket's path is longer than \(ListeningSocket.longestPath) bytes",
                at: mapping?["path"]?.span ?? reader.root.span,
                hint: "choose a shorter one, for example under /run")
        }
        guard let allow = mapping?["allow"],
            let peers = reader.mapping(allow, "allow", allowed: ["users", "groups"])
        else { return settings }
        settings.allowed = AllowedPeers(
            users: accounts(peers["users"], "users"), groups: accounts(peers["groups"], "groups"))
        if settings.allowed == AllowedPeers(users: [], groups: []) {
            reader.error("allow lets nobody connect", at: allow.span)
        }
        return settings
    }

    /// Permission bits in octal: reading and writing only, which is what a socket knows.
    private func mode(_ node: YAMLNode) -> UInt32? {
        guard let text = reader.string(node, "mode") else { return nil }
        guard text.utf8.count <= 4, let mode = UInt32(text, radix: 8), mode & ~0o666 == 0,
            mode & 0o600 == 0o600
        else {
            reader.error(
                "mode must be octal, the owner's reading and writing among it, and nothing executable",
                at: node.span, hint: "write 0600 or 0660")
            return nil
        }
        return mode
    }

    private func accounts(_ node: YAMLNode?, _ what: String) -> [Account] {
        (reader.list(node, what, allowsEmpty: true) ?? []).compactMap(account)
    }

    private func account(_ node: YAMLNode) -> Account? {
        guard let text = reader.string(node, "a user or group") else { return nil }
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let number = UInt32(text) else {
                reader.error("this is not the number of a user or group", at: node.span)
                return nil
            }
            return .number(number)
        }
        return .name(text)
    }

    /// The levels that make sense for a daemon.
    private enum LevelName: String, CaseIterable {
        case debug, info, warning, error

        var level: Logger.Level {
            switch self {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        }
    }
}
