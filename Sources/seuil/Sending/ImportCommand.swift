import ArgumentParser
import Foundation
import SeuilClient
import SeuilCore

/// `seuil import`: makes visits from a CSV file.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make visits from the rows of a CSV file, and send them.",
        discussion: """
            The mapping is a YAML file that says which members a row's visits have and, with 'repeat', how many \
            visits a row gives (see config/import). The CSV file is read through before the first visit is sent:
            a file with a bad cell sends nothing. Messages name places, never what a cell holds.

            Exit codes: 0 all counted, 65 a bad file or some visits rejected, 69 the daemon cannot be reached.

            Examples:
              seuil import config/import/health-registry.yaml rwm5yr.csv --instance /srv/seuil
              seuil import mapping.yaml desk.csv --output desk.ndjson
            """)

    @Argument(help: ArgumentHelp("The YAML mapping.", valueName: "mapping"))
    var mapping: String

    @Argument(help: ArgumentHelp("The CSV file.", valueName: "csv"))
    var csv: String

    @Option(
        help: ArgumentHelp(
            "Write the visits to this file instead of sending them, - for standard output.",
            valueName: "file"))
    var output: String?

    @OptionGroup var options: EventsSocketOption

    func run() async throws {
        let ids = options.ids
        do {
            let table = try ImportTable(mapping: mapping, csv: csv)
            var check = try table.reader(ids)
            let found = try check.check()
            if !options.json {
                Terminal.tell(
                    "\(table.name): \(found.rows.counted("row")), \(found.visits.counted("visit"))")
            }
            var reader = try table.reader(ids)
            if let output {
                try write({ try reader.next() }, to: output)
                return
            }
            var run = try SendingRun(options, token: ids.token)
            try await run.send({ try reader.next() }, needsToken: { true })
            try run.finish(tooLong: [])
        } catch let error as ImportError {
            throw ImportCommand.failure(error, csv)
        } catch let error as ByteSourceError {
            throw SendingRun.broken(csv, error)
        }
    }

    private func write(_ next: () throws -> VisitBatch?, to output: String) throws {
        let handle: FileHandle
        if output == "-" {
            handle = .standardOutput
        } else {
            // What people said stands in it, in clear.
            guard
                FileManager.default.createFile(
                    atPath: output, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: output)
            else { throw OutputFile.failure(output) }
            handle = file
        }
        while let batch = try next() {
            do {
                try handle.write(contentsOf: Data(batch.bytes))
            } catch {
                throw CommandFailure(
                    .ioError, "\(output) cannot be written on",
                    hint: "make room there, remove it, and give the command again")
            }
        }
    }

    /// The error with its place in the CSV file.
    private static func failure(_ error: ImportError, _ file: String) -> CommandFailure {
        func failure(_ places: [(CSVPosition, String)], _ message: String) -> CommandFailure {
            var failure = CommandFailure(
                .data, message,
                hint: "correct the file at the places shown above, and give the command again")
            failure.diagnostics = places.map { position, message in
                Diagnostic(
                    file: file,
                    span: SourceSpan(line: position.line, column: position.column, length: 1),
                    message: message, excerpt: "")
            }
            return failure
        }
        return switch error {
        case .csv(let error):
            failure([(error.position, error.message)], "\(file) is not CSV; nothing was sent")
        case .noHeader:
            CommandFailure(.data, "\(file) is empty", hint: "its first line names the columns")
        case .repeatedColumn(let column, let position):
            failure(
                [(position, "the column '\(column)' is named twice")], "\(file) cannot be imported")
        case .cells(let cells, let count):
            failure(
                cells.map { ($0.position, $0.message) },
                "\(file) has \(count.counted("bad cell")); nothing was sent")
        }
    }
}

/// A mapping and the CSV file that it is for.
private struct ImportTable {
    private let csv: String
    private let mapping: ImportMapping
    private let columns: [String]

    var name: String { mapping.name }

    init(mapping path: String, csv: String) throws {
        let bytes = try InputFile.read(path, "mapping")
        self.csv = csv
        do {
            var reader = try ImportTable.open(
                csv, separator: try ImportMapping.separator(bytes, file: path))
            columns = try ImportReader.columns(&reader)
            mapping = try ImportMapping.parse(bytes, file: path, columns: columns)
        } catch let diagnostics as Diagnostics {
            throw CommandFailure(diagnostics, in: path)
        }
    }

    /// A reader of the file from its beginning.
    func reader(_ ids: EventIDs) throws -> ImportReader {
        var reader = try ImportTable.open(csv, separator: mapping.separator)
        _ = try ImportReader.columns(&reader)
        return ImportReader(file: csv, mapping: mapping, columns: columns, csv: reader, ids: ids)
    }

    private static func open(_ csv: String, separator: UInt8) throws -> CSVReader {
        let source: ByteSource
        do throws(ByteSourceError) {
            source = try ByteSource(path: csv)
        } catch {
            throw InputFile.unreadable(csv, error)
        }
        return CSVReader(separator: separator) { try source.nextBytes() }
    }
}
