import ArgumentParser
import SeuilPages

/// How a page for people is written.
enum PageFormat: String, ExpressibleByArgument, CaseIterable {
    case text, html

    /// `page` in this format.
    func render(_ page: Page) throws(CommandFailure) -> String {
        switch self {
        case .text: return PageText.render(page)
        case .html:
            guard let text = PageHTML.render(page) else {
                throw CommandFailure(
                    .software, "the page's template cannot be read",
                    hint: "the text has the same words: --format text")
            }
            return text
        }
    }
}
