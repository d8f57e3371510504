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
    public let policy: InstalledPolicy
    /// What its signers sign, or have signed; a rehearsal has none.
    public let founding: Statement?
    public let signers: NewSigners
    /// For each audience, in the policy's order, the keys that open its releases; none where the policy came
    /// with its recipients' certificates.
    public let recipientKeys: [(audience: String, paths: [String])]

    /// The policy as it stands in the instance.
    public struct InstalledPolicy: Sendable {
        public let policy: Policy
        /// The digest of its manifest.
        public let digest: Digest
        public let recipients: [[Certificate]]
    }

    /// Makes an instance in `folder`.
    ///
    /// Everything is made or nothing: when a step fails, what the earlier ones have written is removed.
    /// - Parameters:
    ///   - folder: does not exist yet, or is empty.
    ///   - template: the folder of the policy to copy; it is put into force from `now`'s day on for one year.
    ///     Certificates that it holds are kept, and those that are missing are made.
    ///   - signers: Who decides over its policies. With others than the instance's own, founding and policy wait for
    ///     their signatures.
    ///   - earlier: The log that a site kept before, which the new one follows.
    ///   - rehearsal: makes it an instance that nobody may be counted in; nobody signs its founding.
    /// - Throws: `NewInstanceError`.
    public static func make(
        in folder: URL, policy template: URL, site: SiteName, signers: NewSigners = .own,
        after earlier: EarlierLog? = nil, now: Date, rehearsal: RehearsalPlan? = nil
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
                in: place, policy: dated, site: site, signers: signers, after: earlier, now: now,
                rehearsal: rehearsal)
        } catch {
            place.undo()
            throw error
        }
    }

    private init(
        in place: PrivateFolder, policy dated: DatedPolicy, site: SiteName, signers: NewSigners,
        after earlier: EarlierLog?, now: Date, rehearsal: RehearsalPlan?
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
        var signer: KeyPair?
        let quorum: Quorum
        switch signers {
        case .own:
            let own = try KeyPair(
                named: "policies of \(site)", organisation: controller, usage: .signing,
                validity: validity)
            try own.writeKey(to: InstanceFiles.signerKey, in: place)
            signer = own
            quorum = try NewInstance.quorum(of: own.certificate)
        case .others(let others): quorum = others
        }
        for (path, certificate) in zip(signers.paths, quorum.certificates) {
            try place.write(certificate.pem, to: path)
        }
        var founding: NewFounding?
        // A rehearsal's identifier and keys follow from its seed.
        if rehearsal == nil {
            founding = try NewFounding(
                of: quorum, site: siteKeys.certificate, after: earlier, in: place)
        }
        try founding?.write(to: place, signedBy: signer, now: now)
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
            Array(
                ConfigurationText.make(site: site, signers: signers, rehearsal: rehearsal).utf8),
            to: InstanceFiles.configuration)
        self.folder = place.url
        self.site = site
        siteCertificate = siteKeys.certificate
        recipientKeys = dated.policy.audiences.map { ($0.name, recipients.keys[$0.name] ?? []) }
        self.signers = signers
        self.founding = founding?.statement
        policy = try NewInstance.installed(in: place, by: signer == nil ? nil : quorum, now: now)
    }

    private static func quorum(of signer: Certificate) throws(NewInstanceError) -> Quorum {
        do throws(QuorumFault) {
            return try Quorum(signers: [.init(role: .signer, certificate: signer)])
        } catch {
            throw .quorum(error)
        }
    }

    /// The policy as the daemon will find it on the disk.
    ///
    /// - Parameter quorum: Whose signatures must be there already; `nil` when they are still to come.
    private static func installed(
        in place: PrivateFolder, by quorum: Quorum?, now: Date
    ) throws(NewInstanceError) -> InstalledPolicy {
        let files: PolicyFiles
        do throws(PolicyFolderError) {
            files = try PolicyFolder.read(place.url.appendingPathComponent(InstanceFiles.policy))
        } catch {
            throw .folder(error)
        }
        if let quorum {
            do throws(PolicyRefusal) {
                _ = try PolicyVerifier(quorum: quorum).verify(files, at: now)
            } catch {
                throw .refused(error)
            }
        }
        do throws(Diagnostics) {
            let parsed = try PolicyParser.parse(files)
            return InstalledPolicy(
                policy: parsed.policy, digest: PolicyManifest(of: parsed, in: files).digest,
                recipients: parsed.recipients)
        } catch {
            throw .policy(error)
        }
    }
}

extension Date {
    fileprivate func addingDays(_ count: Int) -> Date { addingTimeInterval(Double(count) * 86_400) }

    fileprivate func addingYears(_ count: Int) -> Date { addingDays(count * 365 + count / 4) }
}
