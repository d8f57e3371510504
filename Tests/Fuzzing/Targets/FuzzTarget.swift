/// A reader that takes bytes from strangers, and what it promises whatever they are.
///
/// One entry point for three uses: the fuzzer's inputs, a file to look at, and the corpora that every run of the
/// tests replays.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// Policies and code lists, as `seuil policy check` reads them.
    case policy
    /// Signed notes, checkpoints, log keys and inclusion proofs.
    case note
    /// Envelopes, releases, signatures, manifests and certificates.
    case cms

    /// Makes what the first input would have to wait for: keys, of which an RSA one can take seconds, and whatever
    /// a first reading loads.
    ///
    /// The fuzzer gives each input a few seconds, and calls one that takes longer broken.
    public func prepare() {
        _ = TestSite.shared
        // It promises nothing: only what it loads counts.
        _ = try? check([])
    }

    /// Reads `bytes`.
    ///
    /// - Throws: the promise that did not hold. What should never happen at all stops the program.
    public func check(_ bytes: [UInt8]) throws(BrokenPromise) {
        switch self {
        case .policy: try PolicyInput(bytes).check()
        case .note: try NoteInput(bytes).check()
        case .cms: try CMSInput(bytes).check()
        }
    }
}

/// What a reader promised and did not do, in one sentence.
public struct BrokenPromise: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// States a promise.
///
/// - Throws: ``BrokenPromise`` when it does not hold.
func promise(_ text: @autoclosure () -> String, _ holds: Bool) throws(BrokenPromise) {
    if !holds { throw BrokenPromise(text()) }
}
