internal import Foundation
internal import SeuilCore
internal import SeuilCrypto

/// A shipped policy put into force from today on for one year, not signed yet.
struct DatedPolicy {
    let policy: Policy
    /// The policy and the files it names, as far as they are there.
    let files: PolicyFiles

    /// Reads the policy in `template`.
    ///
    /// - Parameter rehearsal: Puts it into force for one period, without the recipients that it comes with.
    init(
        _ template: URL, now: Date, rehearsal: RehearsalPlan? = nil
    ) throws(NewInstanceError) {
        let all: PolicyFiles
        do throws(PolicyFolderError) {
            all = try PolicyFolder.read(template)
        } catch {
            throw .folder(error)
        }
        do throws(Diagnostics) {
            let shipped = try PolicyParser.parse(all, certificates: .omitted)
            let year =
                rehearsal?.days ?? DatedPolicy.year(from: now, in: shipped.policy.periods.timeZone)
            var files = PolicyFiles(
                all.bytes.filter { path, _ in
                    shipped.namedFiles.contains(path)
                        && (rehearsal == nil || !path.hasPrefix("recipients/"))
                })
            files[PolicyFiles.policy] = try PolicyTemplate.dated(
                all[PolicyFiles.policy] ?? [], from: year.lowerBound, until: year.upperBound)
            self.policy = try PolicyParser.parse(files, certificates: .omitted).policy
            self.files = files
        } catch {
            throw .policy(error)
        }
    }

    /// The files with `certificates`, the manifest, and its signature by `signer` where there is one.
    func signed(
        adding certificates: [String: [UInt8]], by signer: KeyPair?, now: Date
    ) throws(NewInstanceError) -> PolicyFiles {
        var files = files
        for (path, certificate) in certificates { files[path] = certificate }
        guard let signer else {
            do throws(Diagnostics) {
                let parsed = try PolicyParser.parse(files)
                files[PolicyFiles.manifest] = PolicyManifest(of: parsed, in: files).bytes
                return files
            } catch {
                throw .policy(error)
            }
        }
        do throws(PolicySigningError) {
            let signed = try PolicySigner.sign(
                files, certificate: signer.certificate, key: signer.key, at: now)
            files[PolicyFiles.manifest] = signed.manifest
            files[PolicyFiles.signatures] = signed.signatures
            return files
        } catch {
            switch error {
            case .invalid(let diagnostics): throw .policy(diagnostics)
            case .crypto(let error): throw .crypto(error)
            }
        }
    }

    /// From the day that `now` is on in `timeZone` to the day before it comes again.
    static func year(from now: Date, in timeZone: String) -> ClosedRange<CalendarDate> {
        var calendar = Calendar(identifier: .gregorian)
        if let zone = TimeZone(identifier: timeZone) { calendar.timeZone = zone }
        let parts = calendar.dateComponents([.year, .month, .day], from: now)
        guard
            let first = CalendarDate(
                year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0),
            // There is not every year a 29 February; the year from it ends on the 28th.
            let again = CalendarDate(year: first.year + 1, month: first.month, day: first.day)
                ?? CalendarDate(year: first.year + 1, month: 3, day: 1),
            let last = CalendarDate(dayNumber: again.dayNumber - 1)
        else { preconditionFailure("the clock shows a year from 1 to 9998") }
        return first...last
    }
}
