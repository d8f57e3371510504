import Foundation
import Testing

/// The daemon under systemd's socket units, as a process that was handed its sockets.
@Suite("Socket activation", .serialized)
struct SocketActivationTests {
    @Test(
        "Handed its sockets by systemd, the daemon says that it is ready, counts, and leaves them in place"
    )
    func handedOver() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let sockets = try SystemdSockets(for: instance)
        let visits = (0..<96).map(visit)

        try instance.start(under: sockets)
        #expect(sockets.nextNotice(within: patience)?.hasPrefix("READY=1\n") == true)
        for visit in visits[..<3] {
            #expect(try instance.post(visit, type: "application/json").0 == 204)
        }
        #expect(try instance.post(visits[3..<40].joined(separator: "\n") + "\n").0 == 200)
        #expect(try instance.state(of: "1986") == "open", "the control socket answers as well")

        try instance.stop()
        #expect(sockets.nextNotice(within: patience)?.hasPrefix("STOPPING=1\n") == true)
        for path in [instance.events, instance.control] {
            #expect(FileManager.default.fileExists(atPath: path), "systemd's, not the daemon's")
        }

        // Whoever connects while no daemon runs waits at systemd's socket for the next one.
        let late = try Late(visits[40...].joined(separator: "\n") + "\n", to: instance)
        usleep(300_000)
        #expect(late.isWaiting)
        try instance.start(under: sockets)
        #expect(sockets.nextNotice(within: patience)?.hasPrefix("READY=1\n") == true)
        #expect(late.status == "200")

        let opened = try instance.closeAndOpen("1986", audience: "elus")
        let table = try Table(opened.appendingPathComponent("tables/age-education.csv"))
        let total = try #require(
            table.rows.first { $0["age"] == "_T" && $0["education"] == "_T" })
        #expect(total["visits"] == "96")
        #expect(total["visitors"] == "48")
        try instance.stop()
    }

    /// One of two visits of each of 48 people, who are alike but for their reason: no row is all in one.
    private func visit(_ number: Int) -> String {
        """
        {"id":"\(UUID().uuidString.lowercased())","at":"1986-03-05T09:00:00+01:00",\
        "person":"p\(number % 48)","age":30,"sex":"female","education":"1","out_of_work":"no",\
        "income":1.5,"requests":[{"reason":"\(number.isMultiple(of: 2) ? "doctor" : "hospital")"}]}
        """
    }

    /// A sender that does not know whether a daemon runs.
    private struct Late {
        private let curl = Process()
        private let answer = Pipe()

        init(_ visits: String, to instance: Instance) throws {
            let file = instance.folder.appendingPathComponent("late.ndjson")
            try Data(visits.utf8).write(to: file)
            curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            curl.arguments = [
                "curl", "-s", "-m", "\(Int(patience))", "--unix-socket", instance.events, "-o",
                "/dev/null",
                "-w", "%{http_code}", "-H", "content-type: application/x-ndjson",
                "--data-binary", "@" + file.path, "http://seuil/v1/visits",
            ]
            curl.standardOutput = answer
            try curl.run()
        }

        var isWaiting: Bool { curl.isRunning }

        /// The status that it was answered with in the end.
        var status: String {
            curl.waitUntilExit()
            return String(
                decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
    }
}
