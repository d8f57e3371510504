public import SeuilCrypto

/// The list of a policy's files with their digests: what is signed.
///
/// Its bytes are what `sha256sum` writes, sorted by path, so that an auditor checks them with `sha256sum -c`; its
/// own digest names the policy and every file the policy names. Only one text stands for a set of files: a manifest
/// in any other order or form is refused.
public struct PolicyManifest: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let path: String
        public let digest: Digest
    }

    /// Sorted by the bytes of their paths, no path twice.
    public let entries: [Entry]

    /// The manifest of `policy` and every file it names, all of which `files` holds.
    public init(of policy: ParsedPolicy, in files: PolicyFiles) {
        let paths = [policy.main] + policy.namedFiles
        entries = PolicyFiles(files.bytes.filter { paths.contains($0.key) }).paths.map { path in
            Entry(path: path, digest: .sha256(files[path] ?? []))
        }
    }

    /// Reads `bytes`, which must be exactly what `bytes` of the result are.
    ///
    /// - Throws: the first line that is not `DIGEST  PATH` with a path that a policy folder can hold, or that is
    ///   not in its place.
    public init(bytes: [UInt8]) throws(PolicyRefusal) {
        var entries: [Entry] = []
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard bytes.count <= 1 << 16, lines.popLast()?.isEmpty == true, !lines.isEmpty else {
            throw .malformedManifest(line: lines.count + 1)
        }
        for (number, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self)
            let path = String(text.dropFirst(66))
            guard let digest = Digest(hex: String(text.prefix(64))),
                text.dropFirst(64).hasPrefix("  "),
                PolicyManifest.isPath(path),
                entries.last?.path.utf8.lexicographicallyPrecedes(path.utf8) ?? true
            else { throw .malformedManifest(line: number + 1) }
            entries.append(Entry(path: path, digest: digest))
        }
        self.entries = entries
        guard self.bytes == bytes else { throw .malformedManifest(line: 1) }
    }

    /// As `sha256sum` writes it.
    public var bytes: [UInt8] {
        Array(entries.map { "\($0.digest.hex)  \($0.path)\n" }.joined().utf8)
    }

    /// The policy's digest.
    public var digest: Digest { .sha256(bytes) }

    private static func isPath(_ path: String) -> Bool {
        path == PolicyFiles.policy || PolicyNames.isPath(path, in: "codes", suffix: ".csv")
            || PolicyNames.isPath(path, in: "recipients", suffix: ".pem")
    }
}
