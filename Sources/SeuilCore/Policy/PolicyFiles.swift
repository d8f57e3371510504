/// The files that a policy is made of, by path relative to its folder, each read once.
///
/// What is verified is what is parsed: nothing goes back to the disk between the two.
public struct PolicyFiles: Sendable, Equatable {
    public static let policy = "policy.yaml"
    public static let manifest = "MANIFEST.sha256"
    public static let signatures = "MANIFEST.p7s"

    public var bytes: [String: [UInt8]]

    public init(_ bytes: [String: [UInt8]] = [:]) { self.bytes = bytes }

    public subscript(_ path: String) -> [UInt8]? {
        get { bytes[path] }
        set { bytes[path] = newValue }
    }

    /// All paths, sorted by their bytes.
    public var paths: [String] { bytes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
