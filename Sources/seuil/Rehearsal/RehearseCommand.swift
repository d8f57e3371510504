import ArgumentParser
import Foundation
import SeuilClient
import SeuilCore

/// `seuil rehearse`: runs an invented month through a daemon of its own.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run invented visits through a throw-away instance, the same way every time.",
        discussion: """
            Makes an instance in a temporary folder, starts seuild in it, sends it the visits of one period, closes \
            the period, opens its releases, and removes the instance. Every key, identifier and salt follows from \
            the seed, and the clock stands still: for one build, one seed, one policy and one file the opened files \
            are the same, byte for byte. So the daemon can be tested from outside: change a visit, and compare.

            All files say REHEARSAL, and 'seuil open' and 'seuil audit' refuse them without --rehearsal. The policy is \
            put into force for that period only, with recipients made for it.

            NEVER USE REAL VISITS: the secrets of a rehearsal are none. 'seuil policy invent' makes visits up.

            DIR gets the opened releases (opened/AUDIENCE), the sealed files (outbox), the ledger, and the keys that \
            open them (keys). The last line is a digest over all opened files, for two people to compare.

            Exit codes: 0 rehearsed; 65 no such policy, or some visits were refused; 69 no seuild, or it failed; 73 \
            DIR holds something.

            Examples:
              seuil policy invent policies/pimms-accueil --visits 2000 > month.ndjson
              seuil rehearse --seed 7 month.ndjson --policy policies/pimms-accueil --output seven
            """)

    @Argument(help: ArgumentHelp("An NDJSON file, - for standard input.", valueName: "file"))
    var file: String

    @Option(
        // A number below zero is a wrong seed, not an option that nobody knows.
        parsing: .unconditional,
        help: ArgumentHelp("What all secrets follow from.", valueName: "number"),
        transform: RehearseCommand.seed)
    var seed: UInt64

    @Option(
        help: ArgumentHelp(
            "The folder of the policy, signed or not. (default: the shipped 'pimms-accueil')",
            valueName: "folder"))
    var policy: String?

    @Option(
        help: ArgumentHelp(
            "The period to count. (default: that of the first visit with a time)",
            valueName: "period"))
    var period: String?

    @Option(
        help: ArgumentHelp(
            "The folder to make. (default: rehearsal-SEED)", valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp("The daemon. (default: seuild beside this tool)", valueName: "path"))
    var daemon: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    private static func seed(_ text: String) throws -> UInt64 {
        guard let seed = Int(text), seed >= 0 else {
            throw ValidationError("a seed is a whole number from 0 to 2^63 - 1")
        }
        return UInt64(seed)
    }

    func validate() throws {
        guard output?.isEmpty != true else { throw ValidationError("--output names a folder") }
    }

    func run() async throws {
        let target = URL(fileURLWithPath: output ?? "rehearsal-\(seed)").standardizedFileURL
        let isThere = try RehearseCommand.check(target)
        let template = try policy.map { URL(fileURLWithPath: $0) } ?? ShippedPolicies.usual()
        let design = try PolicyCommand.design(template.path)
        let lines = try InventedLines(file)
        let calendar = try PolicyCommand.calendar(of: design)
        let plan = RehearsalPlan(
            seed: seed, period: try lines.period(period, of: design), of: calendar)
        if !isThere { try RehearseCommand.make(target) }
        let undo: @Sendable () -> Void = { RehearseCommand.empty(target, keepingIt: isThere) }
        var isDone = false
        defer { if !isDone { undo() } }
        let run = try RehearsalRun(
            daemon: daemon ?? RehearseCommand.usualDaemon(), template: template, plan: plan,
            undo: undo)
        defer { run.remove() }
        let report = try await run.count(lines)
        let refused = SendingAnswer(report)
        guard report.accepted > 0 else {
            if !refused.rejections.isEmpty { Terminal.tell(refused.text) }
            throw lines.nothingCounted(in: plan.period)
        }
        try await run.close()
        let answer = RehearsalAnswer(
            plan, run.instance.instance, report, try run.results(in: target), folder: target.path)
        isDone = true
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        guard report.rejected > 0 else { return }
        var failure = SendingAnswer.refused(report, template.path)
        failure.isTold = json
        throw failure
    }

    /// Whether the folder is there, in which case it is empty and can be written to.
    private static func check(_ target: URL) throws(CommandFailure) -> Bool {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        // Safe: the call fills in one truth value.
        guard unsafe manager.fileExists(atPath: target.path, isDirectory: &isFolder) else {
            return false
        }
        guard isFolder.boolValue else {
            throw CommandFailure(
                .cannotCreate, "\(target.path) is not a folder", hint: "name a new folder")
        }
        guard let present = try? manager.contentsOfDirectory(atPath: target.path) else {
            throw OutputFile.failure(target.path)
        }
        guard present.isEmpty else {
            throw CommandFailure(
                .cannotCreate, "\(target.path) holds something", hint: "name a new folder")
        }
        guard manager.isWritableFile(atPath: target.path) else {
            throw OutputFile.failure(target.path)
        }
        return true
    }

    /// Makes the folder, before anything is run for it.
    private static func make(_ target: URL) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                .cannotCreate, "\(target.path) cannot be made",
                hint: "name a folder where you may write")
        }
    }

    /// Leaves nothing of a rehearsal that failed: the folder was empty, or not there.
    private static func empty(_ target: URL, keepingIt: Bool) {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: target.path)) ?? [] {
            try? manager.removeItem(at: target.appendingPathComponent(name))
        }
        if !keepingIt { try? manager.removeItem(at: target) }
    }

    /// The daemon that was built and installed with this tool.
    private static func usualDaemon() -> String {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own ?? CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("seuild").path
    }
}
