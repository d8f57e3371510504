import SeuilAudit
import SeuilCrypto
import SeuilRelease

/// What `seuil open` says of a release whose every check has held.
struct OpenedAnswer: Encodable {
    /// How the release stands to what is known of its site.
    struct Standing: Encodable {
        enum Memory: String, Encodable {
            case firstContact = "first-contact"
            case consistent
            case sealedAgain = "sealed-again"
            case forgotten

            init(_ outcome: SiteMemory.Outcome) {
                self =
                    switch outcome {
                    case .firstContact: .firstContact
                    case .consistent: .consistent
                    case .sealedAgain: .sealedAgain
                    }
            }

            /// What it means to a person.
            var text: String {
                switch self {
                case .firstContact: "this site is seen for the first time: nothing to compare with"
                case .consistent: "nothing contradicts the releases opened before"
                case .sealedAgain: "opened before from another file: somebody has sealed it again"
                case .forgotten: "not compared, and not remembered"
                }
            }
        }

        let memory: Memory
        /// Whether a copy of the ledger was given, and agreed.
        let ledger: Bool
        /// How many errata to it were opened before.
        var errata = 0
    }

    /// Whether its visits are invented.
    let rehearsal: Bool
    let site: String
    let audience: String
    let period: String
    let number: Int
    let policy: String
    let version: Int
    let tables: [String]
    let signer: String
    let folder: String
    /// Where to start reading.
    let report: String
    let memory: Standing.Memory
    let ledgerChecked: Bool
    /// How many errata to this release were opened before.
    let errataOpened: Int
    /// The ledger's state that the release carries: name, number of entries and root.
    let checkpoint: String?

    init(_ release: OpenedRelease, folder: String, standing: Standing) {
        memory = standing.memory
        ledgerChecked = standing.ledger
        errataOpened = standing.errata
        checkpoint = release.header.ledgerPlace.map {
            "\($0.checkpoint.origin) \($0.checkpoint.size) \($0.checkpoint.root.hex)"
        }
        let header = release.header
        rehearsal = header.isRehearsal
        site = header.site.name
        audience = header.audience
        period = header.period
        number = header.number
        policy = header.policy.id
        version = header.policy.version
        tables = header.tables.map(\.name)
        signer = release.signer.publicKeyFingerprint.hex
        self.folder = folder
        report = "\(folder)/\(ReleasePaths.report)"
    }

    var text: String {
        """
        \(rehearsal ? "REHEARSAL: invented visits, nobody was counted\n" : "")\(period) for \(audience), from \(site): release number \(number), genuine and meant for this key
          policy  \(policy), version \(version)
          tables  \(tables.joined(separator: ", "))
          memory  \(memory.text)\(errata)
          ledger  \(ledgerChecked ? "names this release, and was not rewritten" : "not checked")
          start   \(report)
        """
    }

    private var errata: String {
        errataOpened == 0
            ? ""
            : "\n  errata  \(errataOpened.grouped) opened before: some of its figures are wrong"
    }
}
