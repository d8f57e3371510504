import Foundation
import SeuilClient
import SeuilCore

/// Invented visits as they were written, one a line, to be counted under one design after another.
struct InventedLines {
    private let name: String
    private let lines: [(number: Int, bytes: ArraySlice<UInt8>)]

    /// Reads the file at `path`, or standard input for `-`.
    init(_ path: String) throws(CommandFailure) {
        let bytes: [UInt8]
        if path == "-" {
            name = "standard input"
            bytes = try InventedLines.standardInput()
        } else {
            name = path
            bytes = try InputFile.read(path, "file of visits")
        }
        let blank: Set<UInt8> = [0x20, 0x09, 0x0D]
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.allSatisfy(blank.contains) }
            .map { ($0.offset + 1, $0.element) }
    }

    var count: Int { lines.count }

    /// The period that `id` names or, without one, that the first visit with a time lies in.
    func period(_ id: String?, of policy: Policy) throws(CommandFailure) -> Period {
        let calendar = try PolicyCommand.calendar(of: policy)
        if let id {
            guard let period = calendar.period(id: id) else {
                throw CommandFailure(
                    .usage, "'\(id)' is no period of this policy",
                    hint: "it counts by \(policy.periods.each.rawValue), as in "
                        + calendar.period(containing: policy.inForce.lowerBound).id)
            }
            return period
        }
        guard let period = Rehearsal.period(of: lines.lazy.map(\.bytes), in: calendar) else {
            throw CommandFailure(
                .data, "no visit in \(name) has a time that can be read",
                hint: "give the visits an 'at', or name the period with --period")
        }
        return period
    }

    /// Every visit was refused, or lies in another period.
    func nothingCounted(in period: Period) -> CommandFailure {
        CommandFailure(
            .data, "no visit was counted in \(period.id)",
            hint:
                "visits that the policy takes are made by: seuil policy invent POLICY --period \(period.id)"
        )
    }

    /// The visits' figures under `policy`, and what became of each visit.
    func count(under policy: Policy, in period: Period) -> (RehearsedTally, EmitReport) {
        let rehearsal = Rehearsal(policy, period: period)
        var report = EmitReport()
        for line in lines {
            do throws(Refusal) {
                report.note(isNew: try rehearsal.count(line.bytes))
            } catch {
                report.reject(
                    .init(code: error.code.rawValue, field: error.field),
                    at: "\(name):\(line.number)")
            }
        }
        return (rehearsal.close(), report)
    }

    /// The visits as they are sent to a daemon, those without an id with one of `ids`.
    func reader(_ ids: EventIDs) -> NDJSONReader {
        var rest = lines[...]
        return NDJSONReader(file: name, ids: ids) { _ in
            guard let line = rest.popFirst() else { return .end }
            return .bytes(line.bytes + [0x0A])
        }
    }

    private static func standardInput() throws(CommandFailure) -> [UInt8] {
        let source = ByteSource.standardInput
        var bytes: [UInt8] = []
        do throws(ByteSourceError) {
            while bytes.count <= InputFile.longest {
                let more = try source.nextBytes()
                if more.isEmpty { return bytes }
                bytes += more
            }
        } catch {
            throw SendingRun.broken("the input", error)
        }
        throw CommandFailure(
            .data, "standard input is too large for a month of visits",
            hint: "it may have 1 GiB; invent fewer visits")
    }
}
