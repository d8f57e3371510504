import SeuilClient

/// What `emit` and `import` say when all visits are acknowledged.
struct SendingAnswer: Encodable {
    struct Rejection: Encodable {
        let code: String
        let field: String?
        let count: Int
        /// Where the first ones stand.
        let first: [String]
    }

    let accepted: Int
    /// Already counted under the same id, by an earlier run or before a connection was lost.
    let duplicates: Int
    let rejected: Int
    let retries: Int
    let rejections: [Rejection]

    init(_ report: EmitReport) {
        accepted = report.accepted
        duplicates = report.duplicates
        rejected = report.rejected
        retries = report.retries
        rejections = report.sortedRejections.map {
            Rejection(
                code: $0.rejection.code, field: $0.rejection.field, count: $0.occurrences.count,
                first: $0.occurrences.first)
        }
    }

    /// Some visits were refused; the answer has their places and codes.
    ///
    /// - Parameter policy: Where the policy is that refuses them.
    static func refused(_ report: EmitReport, _ policy: String) -> CommandFailure {
        CommandFailure(
            .data, "\(report.rejected.counted("visit")) refused",
            hint:
                "put one of them into a file: seuil policy explain \(policy) --visit FILE says what is wrong"
        )
    }

    var text: String {
        var lines = [
            "\((accepted + duplicates + rejected).counted("visit")): \(accepted.grouped) counted"
        ]
        if duplicates > 0 { lines[0] += ", \(duplicates.grouped) already counted" }
        if rejected > 0 { lines[0] += ", \(rejected.grouped) rejected" }
        for rejection in rejections {
            let field = rejection.field.map { " of \($0)" } ?? ""
            let places = rejection.first.joined(separator: ", ")
            let more = rejection.count > rejection.first.count && !places.isEmpty ? ", …" : ""
            lines.append(
                "  \(rejection.count.grouped) × \(rejection.code)\(field)"
                    + (places.isEmpty ? "" : "  at \(places)\(more)"))
        }
        return lines.joined(separator: "\n")
    }
}
