public import Foundation
public import SeuilCrypto

/// What makes an instance a rehearsal: its secrets come from a seed, and its clock stands still.
///
/// A site is founded as the one or the other and stays it: a real one takes no seed, and everything that a rehearsal
/// signs says what it is.
public struct RehearsalSettings: Sendable, Equatable {
    public var secrets: SeededSecrets
    /// The time, for as long as the daemon runs.
    public var now: Date

    public init(secrets: SeededSecrets, now: Date) {
        self.secrets = secrets
        self.now = now
    }
}
