import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Logs: Merkle trees, checkpoints and proofs")
struct TransparencyTests {
    private static func key(_ byte: UInt8 = 7, name: String = "seuil.example/log") throws -> LogKey
    {
        try LogKey(
            seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32)), name: name)
    }

    private static func entries(_ count: Int) -> [[UInt8]] {
        (0..<count).map { Array("entry \($0)".utf8) }
    }

    @Test("Roots are those with which implementations of RFC 6962 test themselves")
    func knownRoots() throws {
        var frontier = MerkleFrontier()
        var leaves: [Digest] = []
        #expect(frontier.root == .sha256([]))
        for vector in try Vector.cases("transparency/merkle-rfc6962.txt") {
            leaves.append(MerkleTree.leafHash(of: try vector.bytes("leaf")))
            frontier.append(leaves[leaves.count - 1])
            #expect(frontier.root.bytes == (try vector.bytes("root")))
            #expect(MerkleTree.root(of: leaves) == frontier.root)
        }
        #expect(leaves.count == 8)
    }

    @Test("Every leaf of every tree up to 33 leaves is proved, and nothing else with its proof")
    func inclusion() {
        for size in 1...33 {
            let leaves = Self.entries(size).map(MerkleTree.leafHash(of:))
            let root = MerkleTree.root(of: leaves)
            for index in leaves.indices {
                let proof = MerkleTree.inclusionProof(of: index, in: leaves)
                func verifies(
                    _ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest]
                ) -> Bool {
                    MerkleTree.verifyInclusion(
                        of: leaf, at: index, size: size, proof: proof, root: root)
                }
                #expect(verifies(leaves[index], index, size, proof))
                #expect(!verifies(MerkleTree.leafHash(of: [1]), index, size, proof))
                #expect(!verifies(leaves[index], index, size, proof + [root]))
                #expect(!verifies(leaves[index], -1, size, proof))
                #expect(!verifies(leaves[index], size, size, proof))
                if size > 1 {
                    #expect(!verifies(leaves[index], (index + 1) % size, size, proof))
                    #expect(!verifies(leaves[index], index, size, Array(proof.dropLast())))
                }
            }
        }
    }

    @Test("Each hash of a proof is the root over the leaves that it is said to be of")
    func siblings() {
        for size in 1...33 {
            let leaves = Self.entries(size).map(MerkleTree.leafHash(of:))
            for index in leaves.indices {
                let ranges = MerkleTree.siblings(of: index, size: size)
                #expect(
                    ranges.map { MerkleTree.root(of: leaves[$0]) }
                        == MerkleTree.inclusionProof(of: index, in: leaves))
                #expect(
                    (ranges.flatMap { Array($0) } + [index]).sorted() == Array(0..<size))
            }
        }
    }

    @Test("The root over any part of a tree is that of its leaves alone")
    func subtrees() {
        for size in [1, 2, 3, 7, 8, 13, 33] {
            let leaves = Self.entries(size).map(MerkleTree.leafHash(of:))
            let tree = MerkleSubtrees(of: leaves)
            for lower in 0..<size {
                for upper in (lower + 1)...size {
                    #expect(
                        tree.root(of: lower..<upper) == MerkleTree.root(of: leaves[lower..<upper]))
                }
            }
            #expect(tree.root(of: 0..<(size + 1)) == nil)
            #expect(tree.root(of: 0..<0) == nil)
        }
        #expect(MerkleSubtrees(of: []).root(of: 0..<1) == nil)
    }

    @Test("A note of another implementation is verified, and no altered one")
    func knownNote() throws {
        // Origin: the example in the documentation of Go's golang.org/x/mod/sumdb/note.
        let key = try LogVerifier(
            text: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

            """
        let note = try SignedNote(bytes: Array(text.utf8))
        #expect(note.isSigned(by: key))
        #expect(note.bytes == Array(text.utf8))
        let altered = try SignedNote(
            bytes: Array(text.replacingOccurrences(of: "answer", with: "remedy").utf8))
        #expect(!altered.isSigned(by: key))
        #expect(!note.isSigned(by: try Self.key().verifier))
    }

    @Test("A checkpoint is read back only as the log signed it")
    func checkpoints() throws {
        let key = try Self.key()
        let checkpoint = Checkpoint(
            origin: key.verifier.name, size: 3, root: MerkleTree.root(of: [.sha256([1])]))
        let note = try SignedNote(signing: checkpoint.text, with: key)
        let read = try SignedNote(bytes: note.bytes)
        #expect(try Checkpoint(of: read, signedBy: key.verifier) == checkpoint)
        #expect(throws: CryptoError.tampered) {
            try Checkpoint(of: read, signedBy: try Self.key(8).verifier)
        }
        let other = try Self.key(name: "other.example/log")
        let foreign = try SignedNote(signing: checkpoint.text, with: other)
        #expect(throws: CryptoError.malformed(.checkpoint)) {
            try Checkpoint(of: foreign, signedBy: other.verifier)
        }
        for text in ["a\n03\nAAAA\n", "a\n3\n", checkpoint.text + "more\n", "\n\n\n"] {
            #expect(throws: CryptoError.malformed(.checkpoint)) { try Checkpoint(text: text) }
        }
    }

    @Test("Notes that the format does not allow are refused")
    func malformedNotes() throws {
        let good = String(
            decoding: try SignedNote(signing: "text\n", with: Self.key()).bytes, as: UTF8.self)
        let line = good.components(separatedBy: "\n\n")[1]
        let broken = [
            "", "text\n", "text\n\n", String(good.dropLast()), "te\u{1}xt\n\n" + line,
            good.replacingOccurrences(of: "—", with: "-"),
            "text\n\n" + String(repeating: line, count: 17), good + "more",
            String(repeating: "a", count: 1 << 16) + good,
        ]
        for text in broken {
            #expect(throws: CryptoError.malformed(.note)) {
                try SignedNote(bytes: Array(text.utf8))
            }
        }
        #expect(throws: CryptoError.malformed(.note)) { try SignedNote(bytes: [0xFF, 0x0A, 0x0A]) }
    }

    @Test("A log key is written and read as one word, which names it")
    func keyText() throws {
        let verifier = try Self.key().verifier
        #expect(try LogVerifier(text: verifier.text) == verifier)
        let broken = [
            "", "a+b", verifier.text + "A",
            verifier.text.replacingOccurrences(of: "log", with: "lag"),
            verifier.text.replacingOccurrences(of: "seuil", with: "se uil"),
            verifier.text.replacingOccurrences(of: "seuil", with: "sé"),
        ]
        for text in broken {
            #expect(throws: CryptoError.malformed(.logKey)) { try LogVerifier(text: text) }
        }
    }

    @Test(
        "Proofs hold for a checker in Python that shares nothing with them, and altered ones do not"
    )
    func independentChecker() throws {
        let key = try Self.key()
        let entries = Self.entries(11)
        let leaves = entries.map(MerkleTree.leafHash(of:))
        let checkpoint = Checkpoint(
            origin: key.verifier.name, size: 11, root: MerkleTree.root(of: leaves))
        let note = try SignedNote(signing: checkpoint.text, with: key)
        for index in [0, 4, 7, 8, 10] {
            let proof = InclusionProof(
                index: index, hashes: MerkleTree.inclusionProof(of: index, in: leaves),
                checkpoint: note)
            #expect(try InclusionProof(bytes: proof.bytes) == proof)
            #expect(proof.proves(entries[index], in: key.verifier))
            #expect(!proof.proves(entries[index] + [0], in: key.verifier))
            #expect(try Self.checker(proof.bytes, entries[index], key.verifier) == "11\n")
            #expect(try Self.checker(proof.bytes, entries[index] + [0], key.verifier) == nil)
            let carrying = InclusionProof(
                index: index, hashes: proof.hashes, checkpoint: note, extra: entries[index])
            #expect(carrying.bytes != proof.bytes || entries[index].isEmpty)
            #expect(try InclusionProof(bytes: carrying.bytes) == carrying)
            #expect(try Self.checker(carrying.bytes, entries[index], key.verifier) == "11\n")
            let moved = InclusionProof(
                index: index == 0 ? 1 : index - 1, hashes: proof.hashes, checkpoint: note)
            #expect(try Self.checker(moved.bytes, entries[index], key.verifier) == nil)
        }
        let other = try Self.key(9)
        let proof = InclusionProof(
            index: 0, hashes: MerkleTree.inclusionProof(of: 0, in: leaves), checkpoint: note)
        #expect(try Self.checker(proof.bytes, entries[0], other.verifier) == nil)
        #expect(!proof.proves(entries[0], in: other.verifier))
    }

    /// What the Python checker prints; nil when it refuses.
    private static func checker(
        _ proof: [UInt8], _ entry: [UInt8], _ key: LogVerifier
    ) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [folder.appending(path: "proof"), folder.appending(path: "entry")]
        try Data(proof).write(to: files[0])
        try Data(entry).write(to: files[1])
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors/transparency/check_proof.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", script.path] + files.map(\.path) + [key.text]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }
}
