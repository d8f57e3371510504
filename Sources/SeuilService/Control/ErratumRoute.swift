import Foundation
import NIOHTTP1
import SeuilRelease

/// `POST /v1/errata`: says what is wrong with a release.
struct ErratumRoute: Sendable {
    let room: CountingRoom

    /// A list of some thousand cells is longer than any that a person writes.
    private static let byteLimit = 1 << 20
    private static let timeLimit = Duration.seconds(30)

    func answer(_ body: RequestBody) async throws(BrokenRequest) -> Answer {
        let pieces = try await body.collect(
            atMost: ErratumRoute.byteLimit, within: ErratumRoute.timeLimit)
        guard case .bytes(let sent) = pieces else {
            return Problem(
                .payloadTooLarge, .requestTooLarge, "The request is longer than this server takes."
            ).answer
        }
        var bytes: [UInt8] = []
        // Safe: the bytes are copied within the call.
        for piece in sent { bytes += unsafe piece.withUnsafeBytes { unsafe Array($0) } }
        let request: ErratumRequest
        switch ErratumRoute.read(bytes) {
        case .success(let read): request = read
        case .failure(let problem): return problem.answer
        }
        do throws(ErratumError) {
            let names = try await room.issueErratum(request)
            let unwritten = await room.unwritten(among: names)
            return .json(
                Issued(
                    period: request.period, reason: request.reason,
                    errata: names.map {
                        .init(
                            audience: $0.release.audience, number: $0.number, file: $0.fileName,
                            written: !unwritten.contains($0))
                    }))
        } catch {
            return Problem(error).answer
        }
    }

    /// What is sent.
    private struct Sent: Decodable {
        let period: String
        let reason: ErratumReason
        let text: String?
        let tables: [String]?
        let cells: [FlaggedCell]?

        static let members: Set<String> = ["period", "reason", "text", "tables", "cells"]
    }

    /// What is answered.
    private struct Issued: Encodable {
        struct Erratum: Encodable {
            let audience: String
            let number: Int
            let file: String
            /// Whether the file has been written to the outbox.
            let written: Bool
        }
        let period: String
        let reason: ErratumReason
        let errata: [Erratum]
    }

    private static func read(_ bytes: [UInt8]) -> Result<ErratumRequest, Problem> {
        let data = Data(bytes)
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            Set(object.keys).isSubset(of: Sent.members),
            let sent = try? JSONDecoder().decode(Sent.self, from: data)
        else {
            return .failure(
                Problem(
                    .badRequest, .malformedRequest,
                    "The request is no erratum: period, reason, and text, tables and cells if any.")
            )
        }
        do throws(ErratumTextError) {
            let text = try sent.text.map { text throws(ErratumTextError) in try ErratumText(text) }
            return .success(
                ErratumRequest(
                    period: sent.period, reason: sent.reason, text: text,
                    flags: ErratumFlags(tables: sent.tables ?? [], cells: sent.cells ?? [])))
        } catch {
            return .failure(Problem(error))
        }
    }
}

extension Problem: Error {
    /// Why a text was not taken: its place, never a part of it.
    fileprivate init(_ error: ErratumTextError) {
        let reason =
            switch error {
            case .empty: "The text is empty."
            case .tooLong(let count):
                "The text has \(count) bytes; it may have \(ErratumText.byteLimit)."
            case .digit(let place):
                "Character \(place) of the text is a digit. Figures are never corrected by others."
            case .character(let place):
                "Character \(place) of the text is none that a page can show."
            }
        self.init(.unprocessableEntity, .textRefused, reason)
    }

    /// Why no erratum was made.
    fileprivate init(_ error: ErratumError) {
        switch error {
        case .unknownPeriod: self.init(.notFound, .unknownPeriod, "There is no such period.")
        case .notReleased:
            self.init(.conflict, .notReleased, "Nothing of this period has been released.")
        case .notPublished(let cell):
            self.init(
                .unprocessableEntity, .cellNotPublished,
                cell.codes.isEmpty
                    ? "One of the tables named has no published cell."
                    : "One of the cells named was not published.")
        case .cellsNamed:
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "With protection-defect whole tables are flagged: a single cell would be pointed at."
            )
        case .failed(let reason): self.init(.internalServerError, .erratumFailed, reason)
        case .vault:
            self.init(
                .internalServerError, .erratumFailed,
                "The vault could not do it; the daemon's log says why.")
        }
    }
}
