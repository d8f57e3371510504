/// Where things stand within a release.
public enum ReleasePaths {
    public static let header = "release.json"
    public static let report = "report.html"
    public static let dataPackage = "datapackage.json"
    /// Fills the archive up to its size; it is not written out by whoever opens it.
    public static let padding = "padding"

    /// The table of that name.
    public static func table(_ name: String) -> String { "tables/\(name).csv" }

    /// The code list of the dimension of that name.
    public static func codelist(_ dimension: String) -> String { "codelists/\(dimension).csv" }
}
