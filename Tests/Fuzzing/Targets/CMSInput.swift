internal import Foundation
internal import SeuilAudit
internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// What a reader of releases and signatures is handed; the first byte says which layer the rest is put into.
///
/// Nobody can write the inner layers without a key, and a corpus made for one key says nothing to the next:
/// so they are sealed or signed here, with keys made when the program starts.
struct CMSInput {
    /// What the rest is.
    enum Layer: Character, CaseIterable {
        case envelope = "E"
        case envelopeEdits = "e"
        case signedData = "S"
        case signedDataEdits = "s"
        case archive = "A"
        case header = "H"
        case signature = "D"
        case signatureEdits = "d"
        case manifest = "M"
        case certificate = "C"
    }

    private let layer: Layer?
    private let rest: ArraySlice<UInt8>
    private var site: TestSite { .shared }

    init(_ bytes: [UInt8]) {
        layer = bytes.first.flatMap { Layer(rawValue: Character(Unicode.Scalar($0))) }
        rest = bytes.dropFirst()
    }

    func check() throws(BrokenPromise) {
        switch layer {
        case .envelope: try checkStranger(Array(rest))
        case .envelopeEdits: try checkEdited(Edits(rest).applied(to: site.envelope))
        case .signedData: try checkStranger(site.encrypted(Array(rest)))
        case .signedDataEdits:
            try checkEdited(site.encrypted(Edits(rest).applied(to: site.signedData)))
        case .archive: try checkRelease(site.sealed(Array(rest)))
        case .header: try checkRelease(site.sealed(archive(header: Array(rest))))
        case .signature: try checkSignature(Array(rest), isOurs: false)
        case .signatureEdits:
            try checkSignature(Edits(rest).applied(to: site.signature), isOurs: true)
        case .manifest: try ManifestInput(Array(rest)).check()
        case .certificate: try CertificateInput(Array(rest)).check()
        case nil: break
        }
    }

    // MARK: Envelopes

    /// Nothing opens that the site did not sign.
    private func checkStranger(_ der: [UInt8]) throws(BrokenPromise) {
        for reader in site.readers {
            try promise("a stranger's envelope stays closed", reader.open(der) == nil)
            try promise(
                "a certificate is not needed to fail", reader.open(der, named: false) == nil)
            _ = try? Envelope.signer(of: der, recipient: reader.certificate, key: reader.key)
        }
    }

    /// What opens is what was sealed, whatever was changed around it.
    private func checkEdited(_ der: [UInt8]) throws(BrokenPromise) {
        for reader in site.readers {
            guard let opened = reader.open(der) else { continue }
            try promise("what opens is what was sealed", opened.content == TestSite.content)
            try promise("what opens was signed by the site", opened.signer == site.signer)
        }
    }

    // MARK: Releases

    /// The archive of a release whose `release.json` is `text`, with every file that it declares.
    private func archive(header text: [UInt8]) -> [UInt8] {
        let text = Array(site.filled(String(decoding: text, as: UTF8.self)).utf8)
        let header = try? JSONDecoder().decode(ReleaseHeader.self, from: Data(text))
        let tables = header?.tables.map { ReleasePaths.table($0.name) } ?? []
        let codelists = header?.dimensions.map { ReleasePaths.codelist($0.name) } ?? []
        let others =
            [ReleasePaths.report, ReleasePaths.dataPackage, ReleasePaths.padding] + tables
            + codelists
        let files =
            [ReleaseFile(path: ReleasePaths.header, bytes: text)]
            + others.map { ReleaseFile(path: $0, bytes: []) }
        return (try? ArchiveWriter.archive(files)) ?? []
    }

    /// A release that opens is the one that its file's name says, and has no file elsewhere.
    private func checkRelease(_ der: [UInt8]) throws(BrokenPromise) {
        guard let release = try? SealedRelease(fileName: "2026-01.elus.p7m", bytes: der) else {
            throw BrokenPromise("a release's name is one")
        }
        for reader in site.readers {
            let opened = try? release.open(
                key: reader.key, recipient: reader.certificate, trusting: [site.signer],
                at: TestSite.time)
            guard let opened else { continue }
            try promise(
                "a release is the one of its name",
                opened.header.period == "2026-01" && opened.header.audience == "elus")
            try promise(
                "a release has no file elsewhere",
                opened.files.allSatisfy { ReleasePaths.contains($0.path) })
        }
    }

    // MARK: Signatures

    /// A signature that verifies is over this content, by the site.
    private func checkSignature(_ bytes: [UInt8], isOurs: Bool) throws(BrokenPromise) {
        let known = [site.signer]
        let signers = try? DetachedSignature.verify(
            bytes, of: TestSite.content, trusting: known, at: TestSite.time)
        try promise("a stranger's signature does not verify", isOurs || signers ?? [] == [])
        let others = try? DetachedSignature.verify(
            bytes, of: TestSite.content + [0], trusting: known, at: TestSite.time)
        try promise("a signature is not over other content", others ?? [] == [])
        guard signers != nil else { return }
        let more = try? DetachedSignature.addSignature(
            to: bytes, content: TestSite.content, certificate: site.signer, key: site.key,
            at: TestSite.time)
        guard let more else { return }
        let all = try? DetachedSignature.verify(
            more, of: TestSite.content, trusting: known, at: TestSite.time)
        try promise("a signature that is added counts", all == known)
    }
}
