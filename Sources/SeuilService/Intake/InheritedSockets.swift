/// The sockets that systemd hands to a service, by name.
///
/// Source: sd_listen_fds(3): the descriptors stand from 3 on, `LISTEN_FDS` says how many, `LISTEN_FDNAMES` how
/// the units call them, and `LISTEN_PID` whom they are for.
public struct InheritedSockets: Sendable, Equatable {
    public let events: Int32?
    public let control: Int32?

    /// The first descriptor that is handed over.
    private static let firstDescriptor: Int32 = 3

    /// What `environment` says was handed to the process `process`; nothing if it was meant for another.
    ///
    /// Sockets without names are the events socket and then the control socket.
    public init(environment: [String: String], process: Int32) throws(SocketError) {
        guard environment["LISTEN_PID"] == String(process),
            let count = environment["LISTEN_FDS"].flatMap(Int32.init), count > 0
        else {
            events = nil
            control = nil
            return
        }
        let given = environment["LISTEN_FDNAMES"]?.split(
            separator: ":", omittingEmptySubsequences: false)
        let names = given?.map(String.init) ?? ["events", "control"]
        var found: [String: Int32] = [:]
        for index in 0..<count {
            let name = index < names.count ? names[Int(index)] : "unnamed"
            guard name == "events" || name == "control", found[name] == nil else {
                throw .unexpectedName(name)
            }
            found[name] = InheritedSockets.firstDescriptor + index
        }
        events = found["events"]
        control = found["control"]
    }
}
