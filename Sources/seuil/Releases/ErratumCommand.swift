import ArgumentParser
import Foundation
import SeuilClient
import SeuilCrypto
import SeuilRelease

/// `seuil erratum`: says what is wrong with a release.
struct ErratumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erratum",
        abstract: "Tell the readers of a release what is wrong with it.",
        discussion: """
            Released figures never change, and there is never a second release. An erratum goes, signed and \
            sealed, to every audience that was given a figure it speaks of, and the ledger names it with its \
            reason. Later releases are not compared with flagged figures any more.

            RELEASE is the period, 2026-01, or one of its releases, 2026-01.elus.p7m. The daemon refuses one that \
            it did not make; which audiences are told does not depend on it. Without --table and --cell everything \
            that was released is flagged. Only published cells can be flagged; with protection-defect only whole \
            tables, since a single cell would be pointed at.

            Reasons: \(ErratumReason.allCases.map { "\($0.rawValue) (\($0.help))" }.joined(separator: ", ")).

            --text is for a sentence of your own, at most \(ErratumText.byteLimit) bytes, without digits: nobody \
            has protected a corrected figure. Do not spell one out either.

            The same command again makes no second erratum.

            Exit codes: 0 made, or there already; 65 no such release, table, cell or text, 66 no such file, 69 no \
            daemon, 70 the daemon could not, and its log says why, 73 made and recorded, but its files cannot be \
            written yet, 74 no space is left where the daemon keeps its state, and nothing was recorded, 75 the \
            daemon has gone before it answered. After 74 and 75 give the same command again.

            Examples:
              seuil erratum 2026-01 --reason incomplete --instance /srv/seuil
              seuil erratum 2026-01.elus.p7m --reason miscoded --cell reasons/CAF/_T --text words.txt
            """)

    @Argument(
        help: ArgumentHelp(
            "The period, or one of its releases, PERIOD.AUDIENCE.p7m.", valueName: "release"))
    var release: String

    @Option(help: ArgumentHelp("What is wrong.", valueName: "code"))
    var reason: String

    @Option(
        help: ArgumentHelp(
            "A file with a text for the readers, - for standard input.", valueName: "file"))
    var text: String?

    @Option(
        name: .customLong("table"),
        help: ArgumentHelp("A table to flag; may be given several times.", valueName: "name"))
    var tables: [String] = []

    @Option(
        name: .customLong("cell"),
        help: ArgumentHelp(
            "A cell to flag, its codes in the order of the table's columns; may be given several times.",
            valueName: "table/code/…"))
    var cells: [String] = []

    @OptionGroup var control: ControlSocketOption

    @Flag(help: "Answer in JSON.")
    var json = false

    func validate() throws {
        guard let reason = ErratumReason(rawValue: reason) else {
            let known = ErratumReason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--reason is one of \(known)")
        }
        guard reason != .protectionDefect || cells.isEmpty else {
            throw ValidationError(
                "with protection-defect flag whole tables: a single cell would be pointed at")
        }
        guard cells.allSatisfy({ $0.split(separator: "/").count > 1 }) else {
            throw ValidationError("--cell takes a table and its codes: reasons/CAF/_T")
        }
    }

    func run() async throws {
        let named = try NamedRelease(release)
        let order = ErratumOrder(
            period: named.period, audience: named.audience, sealed: named.sealed?.hex,
            reason: reason, text: try words(), tables: tables,
            cells: cells.map { cell in
                let parts = cell.split(separator: "/").map(String.init)
                return .init(table: parts[0], codes: Array(parts.dropFirst()))
            })
        let path = try control.path()
        let report: ErratumReport
        do throws(ControlError) {
            report = try await ControlClient(socket: path).issueErratum(order)
        } catch {
            throw control.failure(error, at: path)
        }
        let waiting = report.errata.count { $0.written == false }
        if json {
            Terminal.answer(json: report)
        } else {
            for erratum in report.errata {
                let note = erratum.written == false ? ", not written yet" : ""
                Terminal.answer(
                    "\(erratum.file): erratum \(erratum.number) for \(erratum.audience)\(note)")
            }
        }
        guard waiting > 0 else { return }
        var failure = control.unwritten(
            "the erratum is in the ledger for good, but \(waiting.counted("file")) cannot be written to the outbox yet"
        )
        failure.isTold = json
        throw failure
    }

    /// The site's own words, checked here first: the daemon says no more than this.
    private func words() throws(CommandFailure) -> String? {
        guard let text else { return nil }
        let path = text == "-" ? "/dev/stdin" : text
        let bytes = try InputFile.read(path, "text")
        guard let read = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .data, "\(text) is not in UTF-8",
                hint: "write it anew: iconv -f LATIN1 -t UTF-8 \(text) > NEW")
        }
        do throws(ErratumTextError) {
            return try ErratumText(read).string
        } catch {
            throw switch error {
            case .empty:
                CommandFailure(
                    .data, "\(text) is empty", hint: "write a sentence into it, or leave --text out"
                )
            case .tooLong(let count):
                CommandFailure(
                    .data, "\(text) has \(count) bytes, and may have \(ErratumText.byteLimit)",
                    hint: "say it in fewer words")
            case .digit(let place):
                CommandFailure(
                    .data, "character \(place) of \(text) is a digit",
                    hint: "an erratum says what is wrong, never a figure")
            case .character(let place):
                CommandFailure(
                    .data, "character \(place) of \(text) is none that a page can show",
                    hint: "take it out: letters, marks, spaces and ends of lines can be shown")
            }
        }
    }
}

extension ErratumReason {
    /// The reason in the words of the help.
    fileprivate var help: String {
        switch self {
        case .misconfigured: "a tool was set up wrongly"
        case .incomplete: "visits are missing or were sent twice"
        case .miscoded: "visits stand under wrong codes"
        case .protectionDefect: "more was published than should have been"
        }
    }
}
