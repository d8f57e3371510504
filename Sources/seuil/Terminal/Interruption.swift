import Dispatch
import Foundation

/// Tells a person who stops a run in its middle how to finish it.
///
/// What was on its way is counted or not, and nobody here knows; only the run's own ids can tell.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// Ends the process at SIGINT and SIGTERM with `hint`, from now on.
    ///
    /// - Parameter cleanUp: done before.
    init(hint: String, cleanUp: @escaping @Sendable () -> Void = {}) {
        sources = [SIGINT, SIGTERM].map { number in
            // The signal's own action is switched off; the source below takes its place.
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                cleanUp()
                Terminal.progress("")
                Terminal.tell("seuil: error: stopped")
                Terminal.tell("seuil: hint: \(hint)")
                // At once: ending in good order would take away what other threads still work with.
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }
}
