import ArgumentParser
import Foundation
import SeuilClient

/// `seuil emit`: sends visits.
struct EmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emit",
        abstract: "Send visits, one JSON object a line, to the daemon.",
        discussion: """
            Each visit without an id is given a random one, and all are sent again after a lost connection until \
            the daemon has acknowledged them: every visit is counted once. When the daemon stays away, the run \
            ends with a token; the same input with --resume TOKEN finishes it. Visits that all have an id need none: \
            the same input again is enough.

            Exit codes: 0 all counted, 65 some rejected, 66 a file cannot be read, and nothing was sent, 69 the \
            daemon cannot be reached or takes no visits for now, 74 the input cannot be read on, 77 the socket may \
            not be used.

            Examples:
              seuil emit --instance /srv/seuil monday.ndjson tuesday.ndjson
              tail -f desk.ndjson | seuil emit --socket /run/seuil/events.sock --stamp
            """)

    @Argument(
        help: ArgumentHelp("NDJSON files, - for standard input. (default: -)", valueName: "file"))
    var files: [String] = []

    @Flag(
        help:
            "Give visits without a time the present one, instead of the daemon's when it receives them."
    )
    var stamp = false

    @OptionGroup var options: EventsSocketOption

    func run() async throws {
        let ids = options.ids
        var run = try SendingRun(options, token: ids.token)
        // All of them first: a run that ends at a missing file would have to be finished.
        for file in files where file != "-" { try EmitCommand.check(file) }
        var number = 0
        var hasGivenIDs = false
        var tooLong: [String] = []
        for file in files.isEmpty ? ["-"] : files {
            let name = file == "-" ? "standard input" : file
            let source = try EmitCommand.source(file)
            var reader = NDJSONReader(
                file: name, ids: ids, firstNumber: number,
                time: stamp ? { Date().ISO8601Format() } : nil
            ) { waits in try source.read(waiting: waits) }
            try await run.send(
                { try reader.next() }, needsToken: { hasGivenIDs || reader.hasGivenIDs })
            number = reader.nextNumber
            hasGivenIDs = hasGivenIDs || reader.hasGivenIDs
            tooLong += reader.tooLong.map { "\(name):\($0)" }
        }
        try run.finish(tooLong: tooLong)
    }

    private static func check(_ file: String) throws(CommandFailure) {
        do throws(ByteSourceError) {
            try ByteSource.check(path: file)
        } catch {
            throw InputFile.unreadable(file, error)
        }
    }

    private static func source(_ file: String) throws(CommandFailure) -> ByteSource {
        if file == "-" { return .standardInput }
        do throws(ByteSourceError) {
            return try ByteSource(path: file)
        } catch {
            throw InputFile.unreadable(file, error)
        }
    }
}
