/// The `seuild.yaml` of a new instance.
enum ConfigurationText {
    /// Everything that says where something is; limits keep their defaults.
    static func make(
        site: SiteName, signers: NewSigners, rehearsal: RehearsalPlan? = nil
    ) -> String {
        """
        # One instance of Seuil. Paths are relative to this file; every key that is not here has its default.
        # It says where things are, never what may be learnt of a visit: that is the signed policy's alone.
        # After a change: seuild --check --instance DIR

        site: \(site.yaml)
        certificate: \(InstanceFiles.siteCertificate)         # releases are signed with this certificate and key
        key: \(InstanceFiles.siteKey)
        host_key: \(InstanceFiles.hostKey)            # wraps everything at rest; never copy it beside a backup
        policy: \(InstanceFiles.policy)
        \(signers.yaml)
        state: \(InstanceFiles.state)
        outbox: \(InstanceFiles.outbox)
        sockets:
          events: { path: \(InstanceFiles.eventsSocket), mode: 0600 }
          control: { path: \(InstanceFiles.controlSocket), mode: 0600 }
        \(rehearsal.map { "rehearsal: { seed: \($0.seed), now: \"\($0.now)\" }\n" } ?? "")
        """
    }
}
