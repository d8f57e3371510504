internal import Mustache
internal import SeuilPages

/// `report.html`: the release as a page for people.
enum Report {
    /// Read once; `nil` if the template were wrong, which a test excludes.
    private static let template: MustacheTemplate? = {
        MustacheContentTypes.register(PageEscaping(), named: PageEscaping.name)
        return try? MustacheTemplate(string: ReportTemplate.text)
    }()

    /// The page of `content`.
    ///
    /// - Throws: `SummaryError.notRendered` when the template cannot be read.
    static func render(_ content: SummaryContent) throws(SummaryError) -> [UInt8] {
        guard let template else { throw .notRendered(file: ReleasePaths.report) }
        return Array(template.render(ReportPage(content)).utf8)
    }
}
