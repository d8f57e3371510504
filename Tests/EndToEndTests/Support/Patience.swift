import Foundation

/// How long a test waits for what must come, in seconds: a loaded machine takes its time, and only what hangs ends.
let patience: TimeInterval = 600

/// Waits until `condition` holds, or `patience` is over; whether it held.
func waits(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date().addingTimeInterval(patience)
    while Date() < deadline {
        if try condition() { return true }
        usleep(50_000)
    }
    return try condition()
}
