import Foundation
import SeuilCore
import SeuilCrypto
import SystemPackage
import Testing

@testable import SeuilService

@Suite("The configuration")
struct ConfigurationTests {
    private func parse(
        _ text: String, environment: [String: String] = [:]
    ) throws(Diagnostics) -> Configuration {
        try ConfigurationParser.parse(
            Array(text.utf8), folder: "/srv/seuil", environment: environment)
    }

    /// The messages of what is wrong with `text`.
    private func faults(_ text: String) -> [String] {
        do throws(Diagnostics) {
            _ = try parse(text)
            return []
        } catch {
            return error.list.map { "\($0.line):\($0.column): \($0.message)" }
        }
    }

    @Test("A site's name is enough; everything else has a default within the instance")
    func defaults() throws {
        let configuration = try parse("site: desk-1\n")
        #expect(configuration.hostKey == "/srv/seuil/keys/host.key")
        #expect(configuration.events == SocketSettings(path: "/srv/seuil/run/events.sock"))
        #expect(configuration.http == HTTPLimits())
        #expect(configuration.visits == VisitLimits())
        #expect(configuration.trust.total == 1)
        #expect(configuration.trust.signers.map(\.role) == [.signer])
        #expect(configuration.trust.statements == "/srv/seuil/trust")
        #expect(configuration.logFormat == .logfmt)
    }

    @Test("A site's name is what its people write, up to 120 bytes")
    func siteNames() throws {
        for name in [
            "PIMMS de Grenoble", "Pôle d'accueil 3", #""Nord: #1 \"Échirolles\"""#,
            String(repeating: "é", count: 60),
        ] {
            #expect(throws: Never.self) { try parse("site: \(name)\n") }
        }
        #expect(try parse("site: PIMMS de Grenoble\n").site == "PIMMS de Grenoble")
        let refused = ["1:7: site must be at most 120 bytes without control characters"]
        for name in [String(repeating: "é", count: 60) + "x", #""a\u0085b""#] {
            #expect(faults("site: \(name)\n") == refused)
        }
        #expect(faults("site: ''\n") == ["1:7: site must not be empty"])
    }

    @Test("A rehearsal has a seed and a time, and a site has neither")
    func rehearsal() throws {
        #expect(try parse("site: a\n").rehearsal == nil)
        let text = "site: a\nrehearsal: { seed: 7, now: \"2026-01-31T22:59:59Z\" }\n"
        let rehearsal = try #require(try parse(text).rehearsal)
        #expect(rehearsal.secrets == SeededSecrets(seed: 7))
        #expect(rehearsal.now == Date(timeIntervalSince1970: 1_769_900_399))
        for wrong in ["{ seed: 7 }", "{ now: \"2026-01-31T22:59:59Z\" }", "{ seed: -1, now: x }"] {
            #expect(!faults("site: a\nrehearsal: \(wrong)\n").isEmpty, "\(wrong)")
        }
    }

    @Test("The example that is shipped says the defaults")
    func example() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "config/seuild.yaml"), encoding: .utf8)
        #expect(try parse(text) == parse("site: example-front-desk\n"))
    }

    @Test("Every fault is found in one run, with its place")
    func allFaults() {
        let text = """
            site: "Bad\\tName"
            certifcate: x.pem
            trust: { required: 0 }
            sockets:
              events: { mode: 0777 }
              control: { mode: 0666, allow: {} }
            limits: { line: 1, idle: soon, connections: many }
            log: { level: loud }

            """
        #expect(
            faults(text) == [
                "1:7: site must be at most 120 bytes without control characters",
                "2:1: unknown key 'certifcate' in the configuration",
                "3:20: required must be between 1 and 64",
                "5:19: mode must be octal, the owner's reading and writing among it, and nothing executable",
                "6:20: the control socket may not be open to everyone",
                "6:33: allow lets nobody connect",
                "7:17: line must be between 1024 and 1048576 bytes",
                "7:26: idle must be a length of time",
                "7:45: connections must be a whole number",
                "8:15: 'loud' is not one of debug, info, warning, error",
            ])
    }

    @Test("Signers have roles, and each role and all of them a number")
    func roles() throws {
        let text = """
            site: a
            trust:
              signers:
                - { role: director, certificate: trust/anne.pem }
                - { role: auditor, certificate: /etc/bruno.pem }
              required: { director: 1, auditor: 1, all: 2 }

            """
        let trust = try parse(text).trust
        let director = try #require(Role("director"))
        let auditor = try #require(Role("auditor"))
        #expect(
            trust.signers == [
                .init(role: director, certificates: "/srv/seuil/trust/anne.pem"),
                .init(role: auditor, certificates: "/etc/bruno.pem"),
            ])
        #expect(trust.minimums == [director: 1, auditor: 1])
        #expect(trust.total == 2)
        #expect(
            faults(
                """
                site: a
                trust:
                  signers: [{ role: All, certificate: x }, { role: all, certificate: x }]
                  required: { clerk: 1, all: 0 }

                """) == [
                    "3:21: a role is a small letter and up to 31 small letters, digits and hyphens, and not 'all'",
                    "3:52: a role is a small letter and up to 31 small letters, digits and hyphens, and not 'all'",
                    "4:15: no signer has the role 'clerk'",
                    "4:30: all must be between 1 and 64",
                ])
    }

    @Test("A misspelt key is shown with the likely word")
    func rendering() {
        do throws(Diagnostics) {
            _ = try parse("site: a\nsockets: { evnts: {} }\n")
            Issue.record("a misspelt key was accepted")
        } catch {
            #expect(
                error.rendered == """
                    seuild.yaml:2:12: error: unknown key 'evnts' in sockets
                      sockets: { evnts: {} }
                                 ^^^^^
                    hint: did you mean 'events'?

                    """)
        }
    }

    @Test("Nothing at all, or no site, is refused")
    func empty() {
        #expect(!faults("").isEmpty)
        #expect(faults("state: x\n") == ["1:1: the configuration must say 'site'"])
    }

    @Test("A named group opens the socket to it, and users are numbers or names")
    func sockets() throws {
        let configuration = try parse(
            """
            site: a
            sockets:
              events: { path: /run/e.sock, group: desk, allow: { users: [0, anna], groups: [desk] } }
            """)
        #expect(
            configuration.events
                == SocketSettings(
                    path: "/run/e.sock", mode: 0o660, group: .name("desk"),
                    allowed: AllowedPeers(
                        users: [.number(0), .name("anna")], groups: [.name("desk")])))
    }

    @Test("A path too long for a socket is said to be")
    func longPath() {
        let path = "/" + String(repeating: "x", count: 120)
        let found = faults("site: a\nsockets: { events: { path: \(path) } }\n")
        #expect(found.count == 1)
        #expect(found.first?.contains("longer than 103 bytes") == true)
    }

    @Test("The host key can be a credential that systemd hands over")
    func credential() throws {
        let text = "site: a\nhost_key: { credential: seuil-key }\n"
        let configuration = try parse(text, environment: ["CREDENTIALS_DIRECTORY": "/run/c"])
        #expect(configuration.hostKey == "/run/c/seuil-key")
        #expect(faults(text) == ["2:25: no credential was handed to this process"])
        #expect(
            faults("site: a\nhost_key: { credential: ../x }\n")
                == ["2:25: credential must be a name, not a path"])
    }
}
