import Crypto
import Foundation

/// One HTML page that is whole by itself: its style and its script are in it, and its policy forbids a browser to load or
/// run anything else, whatever a name in it looks like.
///
/// It can be read without the script, which only filters. The same content makes the same page.
struct HTMLPage {
    /// Over the page and in the browser's tab.
    let title: String
    /// What the page is about, in a few words below the title.
    let subtitle: HTMLText
    /// All below that.
    let content: HTMLText
    /// Whether it has tables that want paper as wide as there is.
    var isWide = false

    var text: String {
        let page: HTMLText = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="\(policy)"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <meta name="referrer" content="no-referrer"/>
            <meta name="generator" content="crawlctl \(Version.text)"/>
            <title>\(title)</title>
            <style>\(HTMLText(markup: Self.style))</style>
            </head>
            <body class="\(isWide ? "wide" : "narrow")">
            <header>
            <h1>\(title)</h1>
            <p class="subtitle">\(subtitle)</p>
            </header>
            <main>
            \(content)</main>
            <footer>
            <p>Made by crawlctl \(Version.text). Times are UTC. This page loads nothing and can be read offline.</p>
            </footer>
            <script>\(HTMLText(markup: Self.script))</script>
            </body>
            </html>

            """
        return page.markup
    }

    private var policy: String {
        """
        default-src 'none'; style-src '\(Self.hash(Self.style))'; script-src '\(Self.hash(Self.script))'; \
        base-uri 'none'; form-action 'none'
        """
    }

    /// How a policy names content that is in the page.
    private static func hash(_ text: String) -> String {
        "sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())"
    }

    private static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
    private static let script = String(decoding: PackageResources.page_js, as: UTF8.self)
}
