public import Foundation
public import SeuilCrypto
public import SeuilRelease

/// An erratum whose tag, signature, site, audience, period, number and recipient have all held.
///
/// Only `SealedErratum.open` makes one.
public struct OpenedErratum: Sendable {
    public let header: ErratumHeader
    /// Sorted by path, without the padding.
    public let files: [ReleaseFile]
    /// The trusted certificate that signed it.
    public let signer: Certificate
    /// SHA-256 of what was signed, as the ledger names it.
    public let content: Digest

    /// Writes the files into `folder`, all or none, as ``OpenedRelease/write(to:replacing:)`` does.
    ///
    /// - Throws: `WritingError`.
    @discardableResult
    public func write(
        to folder: URL, replacing: Bool = false
    ) throws(WritingError) -> OpenedRelease.Written {
        try OpenedFiles(files: files, canReplace: ErratumPaths.contains)
            .write(to: folder, replacing: replacing)
    }
}

/// An erratum's file as it arrived: a name that anyone can have given it, and bytes that nobody has checked.
public struct SealedErratum: Sendable {
    /// What the file's name claims.
    public let name: ErratumName
    private let file: SealedFile

    /// A file of that name, without the folder it lies in.
    ///
    /// - Throws: `VerificationError.fileName` when the name is not an erratum's.
    public init(fileName: String, bytes: [UInt8]) throws(VerificationError) {
        guard let name = ErratumName(fileName: fileName) else { throw .fileName(fileName) }
        self.name = name
        file = SealedFile(bytes: bytes)
    }

    /// Opens the erratum for one recipient; what is checked of a release is checked here.
    ///
    /// - Throws: What `SealedRelease.open` throws; `erratumNumber`.
    public func open(
        key: PrivateKey, recipient: Certificate?, trusting trusted: [Certificate], at time: Date?,
        rehearsal: Bool = false
    ) throws(VerificationError) -> OpenedErratum {
        let opened = try file.open(key: key, recipient: recipient, trusting: trusted, at: time)
        let (header, files) = try SealedErratum.contents(of: opened.content)
        try SignedDestination(
            isRehearsal: header.rehearsal ?? false, period: header.period,
            audience: header.audience, recipients: header.recipients, site: header.site.key
        ).check(against: name.release, key: key, signer: opened.signer, rehearsal: rehearsal)
        guard header.number == name.number else {
            throw .erratumNumber(named: name.number, signed: header.number)
        }
        return OpenedErratum(
            header: header, files: files, signer: opened.signer, content: .sha256(opened.content))
    }

    /// The certificate that signed it, trusted or not, for a person to compare its fingerprint.
    ///
    /// - Throws: `envelope` when the key, the tag or the signature fails.
    public func signer(
        key: PrivateKey, recipient: Certificate?
    ) throws(VerificationError) -> Certificate {
        try file.signer(key: key, recipient: recipient)
    }

    /// Reads what was signed: these files, and no others.
    private static func contents(
        of archive: [UInt8]
    ) throws(VerificationError) -> (ErratumHeader, [ReleaseFile]) {
        let all: [ReleaseFile]
        do throws(ArchiveError) {
            all = try ArchiveReader.files(in: archive, where: ErratumPaths.contains)
        } catch {
            throw .archive(error)
        }
        for path in [ErratumPaths.header, ErratumPaths.page, ReleasePaths.padding] {
            guard all.contains(where: { $0.path == path }) else { throw .missingFile(path) }
        }
        let text = all.first { $0.path == ErratumPaths.header }?.bytes ?? []
        guard let header = try? JSONDecoder().decode(ErratumHeader.self, from: Data(text)) else {
            throw .header
        }
        guard header.format == ErratumHeader.currentFormat else { throw .format(header.format) }
        guard header.isWellFormed else { throw .header }
        return (header, all.filter { $0.path != ReleasePaths.padding })
    }
}
