import Foundation
import SeuilClient
import Testing

@Suite struct InstanceSettingsTests {
    private func settings(_ text: String) throws -> InstanceSettings {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try Data(text.utf8).write(to: folder["seuild.yaml"])
        var settings = try InstanceSettings.read(folder.url)
        for path in [\InstanceSettings.eventsSocket, \.controlSocket, \.outbox] {
            settings[keyPath: path] = settings[keyPath: path]
                .replacingOccurrences(of: folder.url.standardizedFileURL.path, with: "HOME")
        }
        return settings
    }

    @Test("Sockets and outbox are found where the configuration says, else where they usually are")
    func paths() throws {
        let usual = try settings("site: x\n")
        #expect(usual.eventsSocket == "HOME/run/events.sock")
        #expect(usual.controlSocket == "HOME/run/control.sock")
        #expect(usual.outbox == "HOME/outbox")
        let other = try settings(
            """
            site: x
            outbox: ./out/../away
            sockets:
              events: { path: /run/seuil/e.sock, group: desk }
              control: { mode: 0600 }
            something_newer: 1
            """)
        #expect(other.eventsSocket == "/run/seuil/e.sock")
        #expect(other.controlSocket == "HOME/run/control.sock")
        #expect(other.outbox == "HOME/away")
    }

    @Test("Where there is no instance, the missing file is named")
    func missing() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        #expect(
            throws: InstanceSettingsError.unreadable(folder["seuild.yaml"].path)
        ) { try InstanceSettings.read(folder.url) }
    }
}
