public import Foundation
public import SeuilCore
public import SeuilCrypto

/// A complete, private instance that is ready to run, as `seuil init` makes it.
public struct NewInstance: Sendable {
    /// How long the certificates of site and signer hold.
    static let certificateYears = 10
    /// How long recipients' certificates hold: past the policy's year, its last period and its grace.
    static let recipientYears = 5

    public let folder: URL
    public let site: SiteName
    public let siteCertificate: Certificate
    public let policy: VerifiedPolicy
    /// For each audience, in the policy's order, the keys that open its releases; none where the policy came
    /// with its recipients' certificates.
    public let recipientKeys: [(audience: String, paths: [String])]

    /// Makes an instance in `folder`.
    ///
    /// Everything is made or nothing: when a step fails, what the earlier ones have written is removed.
    /// - Parameters:
    ///   - folder: does not exist yet, or is empty.
    ///   - template: the folder of the policy to copy; it is put into force from `now`'s day on for one year.
    ///     Certificates that it holds are kept, and those that are missing are made.
    ///   - rehearsal: makes it an instance that nobody may be counted in.
    /// - Throws: `NewInstanceError`.
    public static func make(
        in folder: URL, policy template: URL, site: SiteName, now: Date,
        rehearsal: RehearsalPlan? = nil
    ) throws(NewInstanceError) -> NewInstance {
        let folder = folder.standardizedFileURL
        let socket = folder.appendingPathComponent(InstanceFiles.controlSocket).path
        guard socket.utf8.count <= UnixHTTPClient.longestPath else {
            throw .socketPathTooLong(
                byteCount: socket.utf8.count, most: UnixHTTPClient.longestPath)
        }
        let dated = try DatedPolicy(template, now: now, rehearsal: rehearsal)
        let place = try PrivateFolder(folder)
        do {
            return try NewInstance(
                in: place, policy: dated, site: site, now: now, rehearsal: rehearsal)
        } catch {
            place.undo()
            throw error
        }
    }

    private init(
        in place: PrivateFolder, policy dated: DatedPolicy, site: SiteName, now: Date,
        rehearsal: RehearsalPlan?
    ) throws(NewInstanceError) {
        for path in InstanceFiles.folders { try place.makeFolder(path) }
        try place.makeFolder(InstanceFiles.outbox, mode: InstanceFiles.outboxMode)
        try place.makeFolder(InstanceFiles.ledger, mode: InstanceFiles.outboxMode)
        let host: SecretBytes
        do throws(CryptoError) { host = try SecretBytes(random: 32) } catch { throw .crypto(error) }
        try place.write(secret: host, to: InstanceFiles.hostKey, mode: 0o400)
        let controller = dated.policy.controller.name
        let validity = (
            from: now.addingDays(-1), until: now.addingYears(NewInstance.certificateYears)
        )
        let siteKeys = try KeyPair(
            named: site.description, organisation: controller, usage: .signing, validity: validity)
        try siteKeys.writeKey(to: InstanceFiles.siteKey, in: place)
        try place.write(siteKeys.certificate.pem, to: InstanceFiles.siteCertificate)
        let signer = try KeyPair(
            named: "policies of \(site)", organisation: controller, usage: .signing,
            validity: validity)
        try signer.writeKey(to: InstanceFiles.signerKey, in: place)
        try place.write(signer.certificate.pem, to: InstanceFiles.signers)
        let recipients = try RecipientKeys(
            of: dated.policy, present: dated.files,
            validity: (validity.from, now.addingYears(NewInstance.recipientYears)), into: place)
        let files = try dated.signed(adding: recipients.certificates, by: signer, now: now)
        if files.paths.contains(where: { $0.hasPrefix("codes/") }) {
            try place.makeFolder("\(InstanceFiles.policy)/codes")
        }
        for path in files.paths {
            try place.write(files[path] ?? [], to: "\(InstanceFiles.policy)/\(path)")
        }
        try place.write(
            Array(ConfigurationText.make(site: site, rehearsal: rehearsal).utf8),
            to: InstanceFiles.configuration)
        self.folder = place.url
        self.site = site
        siteCertificate = siteKeys.certificate
        recipientKeys = dated.policy.audiences.map { ($0.name, recipients.keys[$0.name] ?? []) }
        policy = try NewInstance.verified(in: place, by: signer.certificate, now: now)
    }

    /// The policy as the daemon will find it on the disk.
    private static func verified(
        in place: PrivateFolder, by signer: Certificate, now: Date
    ) throws(NewInstanceError) -> VerifiedPolicy {
        let files: PolicyFiles
        do throws(PolicyFolderError) {
            files = try PolicyFolder.read(place.url.appendingPathComponent(InstanceFiles.policy))
        } catch {
            throw .folder(error)
        }
        do throws(PolicyRefusal) {
            return try PolicyVerifier(trusted: [signer], required: 1).verify(files, at: now)
        } catch {
            throw .refused(error)
        }
    }
}

extension Date {
    fileprivate func addingDays(_ count: Int) -> Date { addingTimeInterval(Double(count) * 86_400) }

    fileprivate func addingYears(_ count: Int) -> Date { addingDays(count * 365 + count / 4) }
}
