/// Where things stand within a release.
public enum ReleasePaths {
    public static let header = "release.json"
    public static let report = "report.html"
    public static let dataPackage = "datapackage.json"
    /// Fills the archive up to its size; it is not written out by whoever opens it.
    public static let padding = "padding"
    /// In a rehearsal's release only: says so to whoever looks into the folder.
    public static let rehearsal = "REHEARSAL.txt"

    /// The table of that name.
    public static func table(_ name: String) -> String { "tables/\(name).csv" }

    /// The code list of the dimension of that name.
    public static func codelist(_ dimension: String) -> String { "codelists/\(dimension).csv" }

    /// Whether `path` is one that a release may have: a known file, or a CSV in a known folder.
    public static func contains(_ path: String) -> Bool {
        if [header, report, dataPackage, padding, rehearsal].contains(path) { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, ["tables", "codelists"].contains(parts[0]),
            parts[1].hasSuffix(".csv"), let first = parts[1].utf8.first
        else { return false }
        return first != UInt8(ascii: ".") && parts[1].utf8.allSatisfy(isPlain)
            && path.utf8.count <= 200
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
