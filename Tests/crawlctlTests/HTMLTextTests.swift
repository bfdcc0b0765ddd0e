import Testing

@testable import crawlctl

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("pods", "pods"), ("", ""), ("<script>", "&lt;script&gt;"), ("a&b", "a&amp;b"), ("&lt;", "&amp;lt;"),
        ("\"'", "&quot;&apos;"), ("</style>", "&lt;/style&gt;"), ("a\u{202E}b", "a\\u{202e}b"),
        ("a\u{0}\u{1B}[0m", "a\\u{0}\\u{1b}[0m"), ("a\nb\tc", "a\\nb\\tc"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("a\u{FFFE}\u{FFFF}", "a\\u{fffe}\\u{ffff}"), ("a\u{FEFF}b\u{200B}", "a\\u{feff}b\\u{200b}"),
        ("größer ｆ 🙂 →", "größer ｆ 🙂 →"),
    ])
    func whatIsPutIntoAPageIsText(text: String, markup: String) {
        let inElement: HTMLText = "<td>\(text)</td>"
        #expect(inElement.markup == "<td>\(markup)</td>")
        let inQuotes: HTMLText = "<td title=\"\(text)\"/>"
        #expect(inQuotes.markup == "<td title=\"\(markup)\"/>")
    }

    @Test func piecesOfAPageStayMarkup() {
        let cell: HTMLText = "<td>\("a<b")</td>"
        let row: HTMLText = "<tr>\(cell)\([cell, "<td>\(1)</td>"])</tr>"
        #expect(row.markup == "<tr><td>a&lt;b</td><td>a&lt;b</td><td>1</td></tr>")
        #expect([cell, cell].joined(separator: ", ").markup == "<td>a&lt;b</td>, <td>a&lt;b</td>")
    }

    @Test func aLiteralThatIsChosenInTextIsText() {
        let isMarkup: HTMLText = "\(true ? "<br/>" : "")"
        #expect(isMarkup.markup == "&lt;br/&gt;")
    }
}
