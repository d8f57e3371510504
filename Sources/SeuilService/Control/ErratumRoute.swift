import Foundation
import NIOHTTP1
import SeuilCrypto
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
        let order: Order
        switch ErratumRoute.read(bytes) {
        case .success(let read): order = read
        case .failure(let problem): return problem.answer
        }
        let request = order.request
        do throws(ErratumError) {
            let names = try await room.issueErratum(request, naming: order.release)
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

    /// What is asked for.
    private struct Order {
        let request: ErratumRequest
        let release: NamedRelease?
    }

    /// What is sent.
    private struct Sent: Decodable {
        let period: String
        let audience: String?
        let sealed: String?
        let reason: ErratumReason
        let text: String?
        let tables: [String]?
        let cells: [FlaggedCell]?

        static let members: Set<String> = [
            "period", "audience", "sealed", "reason", "text", "tables", "cells",
        ]

        /// The release that it names besides the period; a digest alone names none.
        func release() -> Result<NamedRelease?, Problem> {
            guard let audience else {
                return sealed == nil ? .success(nil) : .failure(.noErratum)
            }
            guard let sealed else { return .success(NamedRelease(audience: audience)) }
            guard let digest = Digest(hex: sealed) else { return .failure(.noErratum) }
            return .success(NamedRelease(audience: audience, sealed: digest))
        }
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

    private static func read(_ bytes: [UInt8]) -> Result<Order, Problem> {
        let data = Data(bytes)
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            Set(object.keys).isSubset(of: Sent.members),
            let sent = try? JSONDecoder().decode(Sent.self, from: data)
        else { return .failure(.noErratum) }
        do throws(ErratumTextError) {
            let text = try sent.text.map { text throws(ErratumTextError) in try ErratumText(text) }
            let request = ErratumRequest(
                period: sent.period, reason: sent.reason, text: text,
                flags: ErratumFlags(tables: sent.tables ?? [], cells: sent.cells ?? []))
            return sent.release().map { Order(request: request, release: $0) }
        } catch {
            return .failure(Problem(error))
        }
    }
}

extension Problem: Error {
    fileprivate static let noErratum = Problem(
        .badRequest, .malformedRequest,
        "The request is no erratum: period, reason, and audience, sealed, text, tables and cells if any."
    )

    /// Why a text was not taken: its place, never a part of it.
    fileprivate init(_ error: ErratumTextError) {
        let reason =
            switch error {
            case .empty: "The text is empty."
            case .tooLong(let count):
                "The text has \(count) bytes; it may have \(ErratumText.byteLimit)."
            case .digit(let place):
                "Character \(place) of the text is a digit: figures are never corrected by others."
            case .character(let place):
                "Character \(place) of the text is none that a page can show."
            }
        self.init(.unprocessableEntity, .textRefused, reason)
    }

    /// Why no erratum was made.
    init(_ error: ErratumError) {
        switch error {
        case .unknownPeriod: self.init(.notFound, .unknownPeriod, "There is no such period.")
        case .notReleased:
            self.init(.conflict, .notReleased, "Nothing of this period has been released.")
        case .notReleasedTo(let audiences):
            self.init(
                .unprocessableEntity, .otherRelease,
                "The audience named was given no release of this period: it was released to "
                    + "\(audiences.listed).")
        case .otherRelease:
            self.init(
                .unprocessableEntity, .otherRelease,
                "The file named is not the one that this site released under that name.")
        case .unknownTable(let name, let tables):
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "No release of this period has the table '\(name)': there are \(tables.listed).")
        case .notPublished(let cell, _) where cell.codes.isEmpty:
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "The table '\(cell.table)' has no published cell.")
        case .notPublished(let cell, let dimensions) where cell.codes.count != dimensions.count:
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "A cell of the table '\(cell.table)' is named by its \(dimensions.listed).")
        case .notPublished(let cell, _):
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "The cell '\(([cell.table] + cell.codes).joined(separator: "/"))' was not published."
            )
        case .cellsNamed:
            self.init(
                .unprocessableEntity, .cellNotPublished,
                "With protection-defect whole tables are flagged: a single cell would be pointed at."
            )
        case .failed(let reason):
            self.init(
                .internalServerError, .erratumFailed, "The erratum could not be made: \(reason).")
        case .vault(.diskFull):
            self.init(
                .insufficientStorage, .diskFull,
                "No space is left where the daemon keeps its state: the erratum was not recorded.")
        case .vault:
            self.init(
                .internalServerError, .erratumFailed,
                "The vault could not do it; the daemon's log says why.")
        }
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`; none is said, too.
    fileprivate var listed: String {
        guard let last else { return "none" }
        return count == 1 ? last : dropLast().joined(separator: ", ") + " and " + last
    }
}
