internal import Foundation

/// What an operator orders to be said of a release.
public struct ErratumOrder: Sendable, Equatable, Encodable {
    /// A published cell.
    public struct Cell: Sendable, Equatable, Encodable {
        public let table: String
        public let codes: [String]

        public init(table: String, codes: [String]) {
            self.table = table
            self.codes = codes
        }
    }

    public var period: String
    /// The audience of the release that is named; `nil` when the period alone is.
    public var audience: String?
    /// SHA-256 of that release's file in hexadecimal, where it was at hand.
    public var sealed: String?
    /// A code of the daemon's list.
    public var reason: String
    public var text: String?
    /// Without tables and cells, everything is flagged.
    public var tables: [String]
    public var cells: [Cell]

    public init(
        period: String, audience: String? = nil, sealed: String? = nil, reason: String,
        text: String? = nil, tables: [String] = [], cells: [Cell] = []
    ) {
        self.period = period
        self.audience = audience
        self.sealed = sealed
        self.reason = reason
        self.text = text
        self.tables = tables
        self.cells = cells
    }
}

/// The errata that came of it, one an audience.
public struct ErratumReport: Sendable, Equatable, Codable {
    public struct Erratum: Sendable, Equatable, Codable {
        public let audience: String
        public let number: Int
        /// Its name in the outbox.
        public let file: String
        /// Whether the file has been written there; `nil` from an older daemon.
        public let written: Bool?
    }

    public let period: String
    public let reason: String
    public let errata: [Erratum]
}

extension ControlClient {
    /// Has an erratum made, and returns once it is in the ledger.
    ///
    /// The same order again gives the same errata, so one whose answer was lost is simply repeated.
    /// - Throws: `ControlError`; `refused` with the problem's code when the daemon does not take the order,
    ///   `unanswered` when the daemon has gone and it is not known whether it took it.
    public func issueErratum(_ order: ErratumOrder) async throws(ControlError) -> ErratumReport {
        guard let body = try? JSONEncoder().encode(order) else { throw .strangeAnswer }
        let request = HTTPRequest(
            .post, "/v1/errata", mediaType: "application/json", body: Array(body))
        let answer: HTTPAnswer
        do throws(ControlError) {
            answer = try await send(request)
        } catch {
            guard case .connection(.lost) = error else { throw error }
            do throws(ControlError) {
                answer = try await send(request)
            } catch {
                throw error.afterSending
            }
        }
        guard
            let report = try? JSONDecoder().decode(ErratumReport.self, from: Data(answer.body))
        else { throw .strangeAnswer }
        return report
    }
}
