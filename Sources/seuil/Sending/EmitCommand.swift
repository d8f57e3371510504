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
            ends with a token; the same input with --resume TOKEN finishes it.

            Exit codes: 0 all counted, 65 some rejected, 69 the daemon cannot be reached.

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
        var number = 0
        var tooLong: [String] = []
        for file in files.isEmpty ? ["-"] : files {
            let name = file == "-" ? "standard input" : file
            guard let source = file == "-" ? .standardInput : ByteSource(path: file) else {
                throw CommandFailure(.noInput, "\(file) cannot be read")
            }
            var reader = NDJSONReader(
                file: name, ids: ids, firstNumber: number,
                time: stamp ? { Date().ISO8601Format() } : nil
            ) { waits in try source.read(waiting: waits) }
            try await run.send({ try reader.next() }, isResumable: { reader.hasGivenIDs })
            number = reader.nextNumber
            tooLong += reader.tooLong.map { "\(name):\($0)" }
        }
        try run.finish(tooLong: tooLong)
    }
}
