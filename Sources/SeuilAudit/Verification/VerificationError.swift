public import SeuilCrypto
public import SeuilRelease

/// Why a sealed release is refused. Nothing of its content has been written anywhere.
public enum VerificationError: Error, Sendable, Equatable {
    /// The file is not named `PERIOD.AUDIENCE.p7m`, so that there is nothing to check the content against.
    case fileName(String)
    /// The envelope does not open with this key, or its tag or signature does not hold.
    case envelope(CryptoError)
    /// Everything holds, but the signer is not among those trusted: its public key's fingerprint.
    case untrustedSigner(fingerprint: Digest)
    /// What was signed is not a release's archive.
    case archive(ArchiveError)
    /// A file that a release must have is not there; its path within the release.
    case missingFile(String)
    /// A file that `release.json` does not declare; its path within the release.
    case undeclaredFile(String)
    /// `release.json` cannot be read.
    case header
    /// The release has another format than this program reads.
    case format(String)
    /// It is a rehearsal's although none was asked for, or none although one was.
    case rehearsal(isOne: Bool)
    /// The file's name says another period than what was signed.
    case period(named: String, signed: String)
    /// The file's name says another number of an erratum than what was signed.
    case erratumNumber(named: Int, signed: Int)
    /// The file's name says another audience than what was signed.
    case audience(named: String, signed: String)
    /// What was signed does not name this key among its recipients: somebody sealed it anew.
    case notARecipient(key: Digest)
    /// What was signed says that another site's key signs it.
    case site(signed: String, signer: Digest)
}

/// Why an opened release is not written out. What stood there before stands there still.
public enum WritingError: Error, Sendable, Equatable {
    /// The folder holds another release, and replacing it was not asked for.
    case differs
    /// The folder holds files that no release has; they are never replaced. One of them, by its path there.
    case otherFile(String)
    /// Something that is no folder has that name.
    case notAFolder
    /// The system refused.
    case system(reason: String)
}
