import Foundation
import SeuilCrypto
import SeuilRelease

/// The release that a person names: by its period alone, or by the file of one audience.
struct NamedRelease {
    let period: String
    let audience: String?
    /// SHA-256 of the file, where it is at hand.
    let sealed: Digest?

    /// Reads `2026-01`, `2026-01.elus.p7m`, or a path to that.
    init(_ text: String) throws(CommandFailure) {
        if !text.contains("/"), !text.contains(".") {
            (period, audience, sealed) = (text, nil, nil)
            return
        }
        let file = URL(fileURLWithPath: text).lastPathComponent
        if let erratum = ErratumName(fileName: file) {
            throw CommandFailure(
                .data, "\(file) is an erratum, not a release",
                hint: "name the release that it is about, \(erratum.release.fileName)")
        }
        guard let name = ReleaseName(fileName: file) else {
            throw CommandFailure(
                .data, "'\(file)' is neither a period nor the name of a release",
                hint: "a period is named 2026-01, a release PERIOD.AUDIENCE.p7m")
        }
        (period, audience) = (name.period, name.audience)
        // A name without a folder may be that of a file elsewhere; a path is one here.
        guard text.contains("/") || FileManager.default.fileExists(atPath: text) else {
            sealed = nil
            return
        }
        sealed = .sha256(try InputFile.read(text, "release"))
    }
}
