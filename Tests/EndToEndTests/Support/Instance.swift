import Foundation
import Testing

/// A complete instance in a folder of its own, with a real daemon process over real sockets.
final class Instance: @unchecked Sendable {
    let folder: URL
    private var daemon: Process?
    /// Everything the daemon wrote to its standard output and error, over all its lives.
    var logFile: URL { folder.appendingPathComponent("daemon.log") }
    var home: URL { folder.appendingPathComponent("instance") }
    var events: String { home.appendingPathComponent("run/events.sock").path }
    var control: String { home.appendingPathComponent("run/control.sock").path }

    /// Makes an instance of `policy`, a folder name of `policies/`; `edit` may change the policy's text
    /// before it is signed.
    ///
    /// - Parameter options: More options of `seuil init`.
    init(
        policy: String, site: String = "Essai", options: [String] = [],
        editing edit: ((String) -> String)? = nil
    ) throws {
        // Short: a Unix socket's path has at most 107 bytes.
        folder = URL(fileURLWithPath: "/tmp/seuil-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data().write(to: logFile)
        let source = Command.top.appendingPathComponent("policies/\(policy)").path
        let made = try Command.run(
            Command.products.appendingPathComponent("seuil").path,
            ["init", home.path, "--policy", source, "--site", site] + options)
        try #require(made.status == 0, "seuil init: \(made.errorText)")
        if let edit {
            let file = home.appendingPathComponent("policy/policy.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let edited = edit(text)
            try #require(edited != text, "the edit changed nothing")
            try Data(edited.utf8).write(to: file)
            try sign()
        }
    }

    /// Signs the policy folder again with the instance's own signer.
    func sign() throws {
        let signed = try Command.seuil(
            "policy", "sign", home.appendingPathComponent("policy").path,
            "--key", home.appendingPathComponent("keys/signer.key").path,
            "--cert", home.appendingPathComponent("trust/signers.pem").path, "--replace")
        try #require(signed.status == 0, "seuil policy sign: \(signed.errorText)")
    }

    /// Sends one visit of 1985 to the daemon of a `health-registry`, which must count it.
    func countVisit() throws {
        let visit =
            #"{"at":"1985-05-05T05:05:05Z","person":"a","age":30,"sex":"male","education":"1","#
            + #""out_of_work":"no","income":2,"requests":[{"reason":"doctor"}]}"#
        let status = try post(visit, type: "application/json").0
        try #require(status == 204)
    }

    /// Appends `text` to the daemon's configuration.
    func configure(_ text: String) throws {
        let file = try FileHandle(
            forWritingTo: home.appendingPathComponent("seuild.yaml"))
        try file.seekToEnd()
        try file.write(contentsOf: Data((text + "\n").utf8))
        try file.close()
    }

    /// Whether the daemon that was started last still runs.
    var isRunning: Bool { daemon?.isRunning ?? false }

    /// Starts the daemon and waits until it takes visits.
    ///
    /// - Parameters:
    ///   - fileByteLimit: How large its files may become: a disk that fills up, without one.
    ///   - systemd: Who hands the daemon its sockets; otherwise it makes them itself.
    func start(fileByteLimit: Int? = nil, under systemd: SystemdSockets? = nil) throws {
        let log = try FileHandle(forWritingTo: logFile)
        try log.seekToEnd()
        let process = Process()
        let program = Command.products.appendingPathComponent("seuild")
        process.executableURL = program
        process.arguments = ["--instance", home.path]
        if let fileByteLimit {
            // The shell counts in blocks of 512 bytes.
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [
                "-c", "ulimit -f \(fileByteLimit / 512); exec \"$0\" \"$@\"",
                program.path, "--instance", home.path,
            ]
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        systemd?.hand(to: process, running: program.path, ["--instance", home.path])
        try process.run()
        daemon = process
        var answers = false
        _ = try waits {
            let request = ["-s", "--unix-socket", control, "http://seuil/v1/status"]
            answers =
                try Command.run("curl", ["-m", "\(Int(patience))"] + request).status == 0
            return answers || !process.isRunning
        }
        if answers { return }
        Issue.record("the daemon did not start: \(try self.log(lines: 20))")
        throw CocoaError(.executableNotLoadable)
    }

    /// Asks the daemon to stop and waits for its end.
    func stop() throws {
        guard let daemon else { return }
        daemon.terminate()
        daemon.waitUntilExit()
        #expect(daemon.terminationStatus == 0, "the daemon's exit status")
        self.daemon = nil
    }

    /// Kills the daemon where it stands.
    func kill() {
        guard let daemon else { return }
        Foundation.kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExit()
        self.daemon = nil
    }

    /// Sends SIGKILL and returns at once; from another thread than the one that will call `kill`.
    func killWithoutWaiting() {
        if let daemon { Foundation.kill(daemon.processIdentifier, SIGKILL) }
    }

    /// Stops what still runs and removes every file.
    func remove() {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The most memory that the running daemon has ever had in use, from the kernel.
    func peakKilobytes() throws -> Int {
        let process = try #require(daemon).processIdentifier
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    func log(lines count: Int) throws -> String {
        let text = String(decoding: try Data(contentsOf: logFile), as: UTF8.self)
        return text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    /// Sends `body` to the events socket; the HTTP status (0 when the connection was lost) and the answer.
    func post(_ body: String, type: String = "application/x-ndjson") throws -> (Int, String) {
        let result = try Command.run(
            "curl",
            [
                "-s", "-m", "\(Int(patience))", "--unix-socket", events, "-H",
                "content-type: \(type)",
                "--data-binary", "@-", "-w", "\n%{http_code}", "http://seuil/v1/visits",
            ], input: [UInt8](body.utf8))
        var lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
        let status = lines.popLast().flatMap { Int($0) } ?? 0
        return (status, lines.joined(separator: "\n"))
    }

    /// Lets the daemon read its policy and the signed statements anew; the HTTP status.
    func reload() throws -> String {
        try Command.run(
            "curl",
            [
                "-s", "-m", "\(Int(patience))", "--unix-socket", control, "-X", "POST", "-o",
                "/dev/null", "-w",
                "%{http_code}", "http://seuil/v1/policy/reload",
            ]
        ).text
    }

    /// Asks for the closing of `period` and does not wait for its end: the process that asks.
    func beginClosing(_ period: String) throws -> Process {
        let process = Process()
        process.executableURL = Command.products.appendingPathComponent("seuil")
        process.arguments = ["period", "close", period, "--instance", home.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Where the running daemon says that `period` stands; `nil` for one that it does not know.
    func state(of period: String) throws -> String? {
        let answer = try Command.run(
            "curl",
            ["-s", "-m", "\(Int(patience))", "--unix-socket", control, "http://seuil/v1/status"])
        guard
            case .array(let periods)? = WireAnswer(
                status: 200, headers: [:], body: answer.output
            ).json?["periods"],
            let row = periods.first(where: { $0["id"] == .string(period) }),
            case .string(let state)? = row["state"]
        else { return nil }
        return state
    }

    /// The names of the files in the outbox but for the proofs beside them.
    func outbox() throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: home.appendingPathComponent("outbox").path
        ).filter { !$0.hasSuffix(".tlog-proof") }.sorted()
    }

    /// What the file `name` of the outbox holds.
    func outboxBytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: home.appendingPathComponent("outbox/\(name)")))
    }

    /// Closes `period` on command and opens the release of `audience`; the folder it was opened into.
    func closeAndOpen(_ period: String, audience: String) throws -> URL {
        let closed = try Command.seuil("period", "close", period, "--instance", home.path)
        try #require(closed.status == 0, "seuil period close: \(closed.errorText)")
        return try open(period, audience: audience)
    }

    /// Opens the release of `period` for `audience` as its recipient, into a folder of that name.
    ///
    /// - Parameter options: More of the command's options.
    func open(
        _ period: String, audience: String, into name: String? = nil, _ options: String...
    ) throws -> URL {
        let target = folder.appendingPathComponent(name ?? "opened-\(audience)-\(period)")
        let opened = try tryOpening(period, audience: audience, into: target, options)
        try #require(opened.status == 0, "seuil open: \(opened.errorText)")
        return target
    }

    /// What `seuil open` says of the release of `period` for `audience`.
    func tryOpening(
        _ period: String, audience: String, into target: URL, _ options: [String]
    ) throws -> CommandResult {
        try Command.run(
            Command.products.appendingPathComponent("seuil").path,
            [
                "open", home.appendingPathComponent("outbox/\(period).\(audience).p7m").path,
                "--key", home.appendingPathComponent("recipients/\(audience).key").path,
                "--trust", home.appendingPathComponent("keys/site.pem").path,
                "--output", target.path,
            ] + options)
    }
}
