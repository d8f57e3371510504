import Foundation
import SeuilCrypto

// Who gets what, and their certificates.
extension PolicyReading {
    func readAudiences(_ node: YAMLNode?) {
        guard let map = reader.mapping(node, "audiences") else {
            knowsAudiences = false
            return
        }
        if map.entries.isEmpty { reader.error("audiences must not be empty", at: map.span) }
        for entry in map.entries {
            audienceSpans.append((entry.key, entry.keySpan))
            readAudience(entry)
        }
    }

    private func readAudience(_ entry: YAMLNode.Entry) {
        let isNamed = isWord(entry.key, entry.keySpan, PolicyNames.isFileWord)
        guard
            let map = reader.mapping(
                entry.value, "the audience '\(entry.key)'",
                allowed: ["language", "recipients", "label"],
                required: ["language", "recipients"])
        else { return }
        let language: Language? = reader.choice(map["language"], "language")
        var paths: [String] = []
        var certificates: [Certificate] = []
        let elements = reader.list(map["recipients"], "recipients") ?? []
        for element in elements {
            guard let path = reader.string(element, "recipients") else { continue }
            guard PolicyNames.isPath(path, in: "recipients", suffix: ".pem") else {
                reader.error(
                    "'\(path)' cannot be a recipient", at: element.span,
                    hint: "recipients are certificates recipients/NAME.pem beside the policy")
                continue
            }
            guard !paths.contains(path) else {
                reader.error("'\(path)' appears twice", at: element.span)
                continue
            }
            paths.append(path)
            namedFiles.insert(path)
            if certificateCheck == .required,
                let certificate = readCertificate(path, element.span)
            {
                if certificates.contains(where: {
                    $0.publicKeyFingerprint == certificate.publicKeyFingerprint
                }) {
                    reader.error(
                        "'\(path)' has the same key as another recipient of '\(entry.key)'",
                        at: element.span)
                }
                certificates.append(certificate)
            }
        }
        if elements.count > PolicyLimits.recipientCount {
            reader.error(
                "an audience has at most \(PolicyLimits.recipientCount) recipients", at: map.span)
        }
        let label = map["label"].flatMap {
            text($0, "the label of '\(entry.key)'", limit: PolicyLimits.labelLength)
        }
        guard isNamed, let language, !paths.isEmpty else { return }
        audiences.append(
            Audience(name: entry.key, label: label, language: language, recipients: paths))
        recipients.append(certificates)
    }

    private func readCertificate(_ path: String, _ span: SourceSpan) -> Certificate? {
        guard let bytes = files[path] else {
            reportMissing(path, span)
            return nil
        }
        guard let certificate = try? Certificate(pem: bytes) else {
            reader.error("'\(path)' does not hold one X.509 certificate in PEM", at: span)
            return nil
        }
        do throws(CryptoError) {
            try certificate.checkRecipient()
        } catch {
            report(error, path, span)
            return nil
        }
        checkValidity(of: certificate, path, span)
        return certificate
    }

    private func report(_ error: CryptoError, _ path: String, _ span: SourceSpan) {
        switch error {
        case .recipientRefused(_, .keyKind):
            reader.error(
                "the key in '\(path)' cannot receive releases", at: span,
                hint: "use an EC key on P-256 or P-384, or an RSA key of 3072 bits or more")
        case .recipientRefused(_, .keyEncoding):
            reader.error(
                "the key in '\(path)' is not written in the usual form", at: span,
                hint: "make the certificate anew, with the key's point uncompressed")
        case .recipientRefused(_, .usage):
            reader.error(
                "the certificate in '\(path)' is not for encryption", at: span,
                hint: "its key usage must allow keyAgreement (EC) or keyEncipherment (RSA)")
        default:
            reader.error("the certificate in '\(path)' cannot be used", at: span)
        }
    }

    /// A release is sealed after the last period's end and grace: the certificate must still be valid then.
    private func checkValidity(
        of certificate: Certificate, _ path: String, _ span: SourceSpan
    ) {
        guard let inForce, let periods, let zone = TimeZone(identifier: periods.timeZone) else {
            return
        }
        let day = inForce.upperBound.dayNumber + 1 + periods.each.longestDayCount
        let needed = zone.firstInstant(of: day)
            .addingTimeInterval(Double(periods.grace.components.seconds))
        if certificate.notAfter < needed {
            let grace = Int((periods.grace.components.seconds + 86_399) / 86_400)
            let until = CalendarDate(dayNumber: day + grace) ?? inForce.upperBound
            reader.error(
                "the certificate in '\(path)' ends too early", at: span,
                hint:
                    "it must outlive the policy, its last period and the grace: be valid until \(until.plain)"
            )
        }
        if certificate.notBefore > needed {
            reader.error("the certificate in '\(path)' begins after the policy ends", at: span)
        }
    }

    /// `for: [elus]`: indices of the audiences that are sound; `nil` when a word names none.
    func readAudienceNames(_ node: YAMLNode?) -> [Int]? {
        guard let elements = reader.list(node, "for") else { return nil }
        let declared = audienceSpans.map(\.name)
        var indices: [Int] = []
        var seen: Set<String> = []
        var isSound = true
        for element in elements {
            guard let name = reader.string(element, "for") else {
                isSound = false
                continue
            }
            guard knowsAudiences else { return nil }
            guard declared.contains(name) else {
                let likely = LikelyWord.suggestion(for: name, among: declared)
                if let likely { audiencesWithTable.insert(likely) }
                reader.error(
                    "'\(name)' is not an audience", at: element.span,
                    hint: LikelyWord.hint(for: name, among: declared, listing: "audiences are"))
                isSound = false
                continue
            }
            audiencesWithTable.insert(name)
            guard seen.insert(name).inserted else {
                reader.error("'\(name)' appears twice", at: element.span)
                continue
            }
            if let index = audiences.firstIndex(where: { $0.name == name }) {
                indices.append(index)
            }
        }
        return isSound ? indices : nil
    }
}

extension PeriodLength {
    /// Days of the longest period of this length.
    var longestDayCount: Int {
        switch self {
        case .day: 1
        case .week: 7
        case .month: 31
        case .quarter: 92
        case .year: 366
        }
    }
}
