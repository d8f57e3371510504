/// A way that is taken by one at a time, in order of arrival.
///
/// Commits, folds and openings change what is on disk and what is in memory together; an actor alone would let
/// another begin at each `await` between the two. It does not heed cancellation: what has begun for several
/// callers is not given up because one of them hangs up.
struct Lane {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Takes the way if it is free.
    mutating func takeIfFree() -> Bool {
        if isTaken { return false }
        isTaken = true
        return true
    }

    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Hands the way to whoever waits longest.
    mutating func leave() {
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
    }
}
