/// The boundaries between two states on disk, where tests take a picture of the files, as a daemon killed there
/// would leave them, to see that it comes back whole.
///
/// Each is named after what has just become durable.
enum CrashPoint: Sendable, CaseIterable {
    // Opening a period.
    case openingRecorded, keyFileWritten, periodFileWritten, openRecorded
    // Recording.
    case deltaCommitted
    // Folding.
    case foldKeyWritten, snapshotCommitted, logTruncated, foldKeyErased
    // Closing.
    case closingRecorded, releaseSealed, releaseCommitted
    // Destroying.
    case keyOverwritten, keyRemoved, periodFileRemoved, destructionRecorded
    // Publishing.
    case entriesProjected, checkpointProjected, proofWritten, outboxWritten, outboxRenamed,
        publishedRecorded
}
