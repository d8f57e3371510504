import ArgumentParser
import Foundation
import SeuilClient

/// Where visits are sent.
struct EventsSocketOption: ParsableArguments {
    @OptionGroup var instance: InstanceOption

    @Option(
        help: ArgumentHelp(
            "The events socket, for a sender that may not read the instance.", valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "How long to try again after a lost connection or a 503, in seconds.",
            valueName: "seconds"))
    var wait = 30

    @Option(
        help: ArgumentHelp(
            "Finish a run that was broken off: the same input again, counted once.",
            valueName: "token"))
    var resume: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard (0...86_400).contains(wait) else {
            throw ValidationError("--wait takes a number of seconds from 0 to 86400")
        }
        guard resume.map({ EventIDs(token: $0) != nil }) ?? true else {
            throw ValidationError("--resume takes the token that the broken-off run has shown")
        }
    }

    /// How the daemon's state is looked at by who may.
    var statusCommand: String {
        let place = socket == nil ? " --instance \(instance.folder.path)" : ""
        return "seuil status" + place
    }

    /// The ids of this run.
    var ids: EventIDs { resume.flatMap { EventIDs(token: $0) } ?? EventIDs() }

    /// The events socket's path.
    func path() throws(CommandFailure) -> String {
        if let socket { return socket }
        return try instance.settings().eventsSocket
    }
}
