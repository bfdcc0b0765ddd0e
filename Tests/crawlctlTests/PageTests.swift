import Crypto
import Foundation
import Testing

/// What holds of every page, whatever it is about.
@Suite(.fewAtOnce) struct PageTests {
    /// The pages of two clusters with hostile names.
    private static let hostile = [
        ["diff"] + HostileClusters.names, ["diff"] + HostileClusters.names.reversed(), ["matrix"],
        ["matrix", "--by", "version"], ["matrix", "--by", "group", "--differing"], ["matrix", "--common"],
        ["matrix", "--cluster", HostileClusters.names[1], "--api-group", "<b>&amp;.example.com"],
        ["diff"] + HostileClusters.names + ["--ignore-group", "<b>&amp;.example.com", "--api-group", "only'\"<first>"],
    ]
    /// Pages that need no database.
    private static let builtIn = [
        ["diff", "upstream:1.31+all", "upstream:1.36+all"], ["diff", "upstream:1.36", "upstream:1.36"],
        ["matrix", "--cluster", "upstream:1.31", "--cluster", "upstream:1.36+all"],
    ]

    private func page(_ crawlctl: Binary, _ arguments: [String]) async throws -> ReadPage {
        let result = try await crawlctl.run(arguments + ["-o", "html"])
        #expect([0, 1].contains(result.status), "\(result.errors)")
        return try ReadPage(result.output)
    }

    @Test func noNameGetsOutOfItsPlace() async throws {
        let elements: Set = [
            "html", "head", "meta", "title", "style", "script", "body", "header", "main", "footer", "section", "h1",
            "h2",
            "h3", "p", "dl", "div", "dt", "dd", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "bdi",
            "b", "small", "strong", "span", "wbr", "a", "details", "summary", "form", "label", "input", "output",
        ]
        let attributes: Set = [
            "lang", "charset", "http-equiv", "content", "name", "class", "id", "scope", "tabindex", "role",
            "aria-label",
            "title", "href", "hidden", "type", "value", "checked", "open", "autocomplete", "spellcheck", "data-kind",
            "data-group", "data-apart",
        ]
        try await HostileClusters.with { crawlctl in
            for arguments in Self.hostile {
                let page = try await page(crawlctl, arguments)
                for element in page.root.all {
                    #expect(elements.contains(element.name), "\(arguments) \(element.name)")
                    #expect(attributes.isSuperset(of: element.attributes.keys), "\(arguments) \(element.attributes)")
                }
                let invisible = page.text.unicodeScalars.filter { scalar in
                    [.control, .format].contains(scalar.properties.generalCategory) && scalar != "\n"
                }
                #expect(invisible.isEmpty, "\(arguments) \(invisible)")
                #expect(!page.text.contains("alert(1)>") && !page.text.contains("<img"), "\(arguments)")
            }
            let page = try await page(crawlctl, Self.hostile[0])
            for text in [
                "<script>alert(\"a\")</script> → </title></style></script><!-- & ]]> ' onclick=alert(1) \\u{202e}b",
                "<b>&amp;.example.com/v1\"><img src=x onerror=alert(1)> <i>\\u{202e}things",
                "</code><svg onload=alert(1)>",
                "<style>*{display:none}", "</ul>", "<verb>", "only'\"<second>", "x<&#47;li>",
            ] {
                #expect(try page.only("body").text.contains(text), "\(text)")
            }
            #expect(try page.only("title").text == page.only("h1").text)
        }
    }

    @Test(arguments: builtIn) func aPolicyNamesAllThatMayRun(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let page = try await page(crawlctl, arguments)
            let meta = try #require(page.root.all("meta").first { $0.attributes["http-equiv"] != nil })
            #expect(meta.attributes["http-equiv"] == "Content-Security-Policy")
            let style = try Self.hash(page.only("style").text)
            let script = try Self.hash(page.only("script").text)
            #expect(
                meta.attributes["content"]
                    == """
                    default-src 'none'; style-src 'sha256-\(style)'; script-src 'sha256-\(script)'; \
                    base-uri 'none'; form-action 'none'
                    """)
            // A policy holds for what stands behind it.
            let head = try page.only("head").children.map(\.name)
            #expect(head == ["meta", "meta", "meta", "meta", "meta", "meta", "title", "style"])
            #expect(page.root.all.allSatisfy { $0.attributes["style"] == nil })
        }
    }

    private static func hash(_ text: String) -> String {
        Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    @Test(arguments: builtIn) func nothingIsLoadedFromElsewhere(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let page = try await page(crawlctl, arguments)
            for word in ["http:", "https:", "//", "url(", "@import", "src=", "fetch(", "innerHTML"] {
                // The script explains itself.
                let text = word == "//" ? page.text.replacing(#/(?m)^ *//.*$/#, with: "") : page.text
                #expect(!text.contains(word), "\(word)")
            }
            #expect(page.root.all.compactMap { $0.attributes["href"] }.allSatisfy { $0.hasPrefix("#d") })
        }
    }

    @Test(arguments: builtIn) func theSameIsTheSamePage(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let page = try await page(crawlctl, arguments)
            crawlctl.environment["TZ"] = "Asia/Kathmandu"
            crawlctl.environment["COLUMNS"] = "40"
            crawlctl.environment["LC_ALL"] = "de_DE.UTF-8"
            let again = try await self.page(crawlctl, arguments)
            #expect(again.text == page.text)
            #expect(page.text.hasSuffix("</html>\n"))
            #expect(try page.only("footer").text.contains("Made by crawlctl "))
        }
    }

    @Test(arguments: builtIn) func readersThatSeeNothingFindTheirWay(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let page = try await page(crawlctl, arguments)
            #expect(try page.only("html").attributes["lang"] == "en")
            #expect(try !page.only("h1").text.isEmpty)
            var level = 1
            for heading in page.root.all where ["h1", "h2", "h3"].contains(heading.name) {
                let next = Int(heading.name.dropFirst()) ?? 0
                #expect(next <= level + 1, "\(heading.text)")
                #expect(!heading.text.isEmpty)
                level = next
            }
            #expect(page.root.all("th").allSatisfy { ["row", "col"].contains($0.attributes["scope"]) })
            for region in page.root.all(class: "scroll") {
                #expect(region.attributes["tabindex"] == "0" && region.attributes["aria-label"]?.isEmpty == false)
            }
            let identifiers = page.root.all.compactMap { $0.attributes["id"] }
            #expect(Set(identifiers).count == identifiers.count)
        }
    }

    /// WCAG 2.2, 1.4.3: 4.5 to 1.
    @Test func textStandsOutInLightAndDark() async throws {
        try await Binary.with { crawlctl in
            let style = try await page(crawlctl, Self.builtIn[1]).only("style").text
            let parts = style.split(separator: "prefers-color-scheme: dark", maxSplits: 1)
            try #require(parts.count == 2)
            for part in parts {
                let colors = Dictionary(
                    part.matches(of: #/--([a-z-]+): #([0-9a-f]{6});/#).map {
                        (String($0.output.1), Self.luminance($0.output.2))
                    }, uniquingKeysWith: { first, _ in first })
                for (text, ground) in [
                    ("text", "page"), ("text", "band"), ("faint", "page"), ("faint", "band"), ("link", "page"),
                    ("red", "page"), ("red", "band"), ("red", "red-band"), ("green", "green-band"),
                    ("faint", "grey-band"), ("amber", "amber-band"), ("amber", "band"), ("text", "amber-band"),
                    ("faint", "amber-band"),
                ] {
                    let (one, other) = (try #require(colors[text]), try #require(colors[ground]))
                    let contrast = (max(one, other) + 0.05) / (min(one, other) + 0.05)
                    #expect(contrast >= 4.5, "\(text) on \(ground): \(contrast)")
                }
            }
        }
    }

    private static func luminance(_ color: Substring) -> Double {
        let number = Int(color, radix: 16) ?? 0
        let parts = [number >> 16, number >> 8 & 255, number & 255].map { part in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    @Test func onlyCommandsThatMakePagesOfferThem() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("resources", "--cluster", "upstream:1.36", "-o", "html")
            #expect(result.status == 64)
            let help = try await crawlctl.run("matrix", "--help")
            let text = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains("(values: table, wide, name, json, yaml, csv, tsv, markdown, html; default: table)"))
        }
    }
}
