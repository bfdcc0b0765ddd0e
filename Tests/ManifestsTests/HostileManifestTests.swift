import Manifests
import Testing

/// Files made to exhaust whoever reads them.
@Suite(.timeLimit(.minutes(1))) struct HostileManifestTests {
    /// Ten levels of lists of ten aliases: 10^10 items.
    private static let levels =
        "a0: &a0 {apiVersion: v1, kind: Pod}\n"
        + (1...10).map { level in
            "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }.joined()

    @Test func itemsThatAliasesMultiplyAreCutOff() throws {
        var limits = ManifestLimits()
        limits.objects = 500
        let found = reading("apiVersion: v1\nkind: List\n\(Self.levels)items: *a10\n", limits: limits)
        #expect(found.count == 500)
        #expect(found.last == "1:1 tooLarge: it has more than 500 objects")
    }

    @Test func valuesThatAliasesMultiplyCostNothing() {
        #expect(reading("apiVersion: v1\nkind: Pod\n\(Self.levels)spec: *a10\n") == ["1:1 v1 Pod"])
    }

    @Test(arguments: [
        "? *a10\n: x\n", "? [*a10]\n: x\n", "b: {[*a10]: x}\n", "*a10 : x\n", "b: {? *a10 : x}\n", "?\n  *a10\n: x\n",
    ])
    func keysThatAliasesMultiplyAreNotRead(key: String) {
        #expect(reading(Self.levels + key) == ["1:1 tooLarge: too much to read: aliases within aliases"])
    }

    @Test func mergesThatMultiplyAreCutOff() {
        let text =
            "a0: &a0 {q: 1}\n"
            + (1...10).map { level in
                "a\(level): &a\(level) {<<: [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]}\n"
            }.joined()
        var limits = ManifestLimits()
        limits.visits = 20_000
        let found = reading(text + "apiVersion: v1\n<<: *a10\n", limits: limits)
        #expect(found.contains("1:1 tooLarge: too much to read: its aliases repeat too much"))
    }

    @Test(arguments: [true, false]) func aliasesThatNestDeeplyAreNotRead(haveOneName: Bool) {
        let text = (1..<20_000).map { number in
            haveOneName ? "a\(number): &a [*a]\n" : "a\(number): &a\(number) [*a\(number - 1)]\n"
        }.joined()
        #expect(
            reading("a0: \(haveOneName ? "&a" : "&a0") [x]\n" + text)
                == ["1:1 tooLarge: too much to read: aliases within aliases"])
    }

    enum Nesting: CaseIterable {
        case brackets, braces, dashes, indentation

        var text: String {
            switch self {
            case .brackets: String(repeating: "[", count: 20_000)
            case .braces: String(repeating: "{a: ", count: 20_000)
            case .dashes: String(repeating: "- ", count: 20_000) + "x"
            case .indentation: (0..<1500).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
            }
        }
    }

    @Test(arguments: Nesting.allCases) func whatNestsTooDeeplyIsNotRead(nesting: Nesting) {
        let found = reading(nesting.text + "\n---\napiVersion: v1\nkind: Pod\n")
        #expect(found.count == 2)
        #expect(found.first?.hasSuffix("tooLarge: too much to read: it nests too deeply") == true)
        #expect(found.last?.hasSuffix("v1 Pod") == true)
    }

    @Test func jsonThatNestsTooDeeplyIsNotRead() {
        let text = String(repeating: "[", count: 100_000)
        #expect(reading(text, isJSON: true) == ["1:1 invalidJSON: not JSON: it nests deeper than 500"])
    }

    @Test func sizesAreLimited() {
        var limits = ManifestLimits()
        limits.yamlDocumentBytes = 1 << 20
        let text =
            "apiVersion: v1\nkind: Pod\nx: \(String(repeating: "y", count: 1 << 20))\n---\nkind: Pod\napiVersion: v1\n"
        #expect(
            reading(text, limits: limits) == ["1:1 tooLarge: the document is larger than 1 MiB", "2:5 v1 Pod"])
        limits.fileBytes = 1 << 20
        #expect(reading(text, limits: limits) == ["0:0 tooLarge: the file is larger than 1 MiB"])
    }

    @Test func prosePassesForWhatItIs() {
        // Words with & and *, brackets before colons, question marks: no aliases.
        let prose = (0..<200).map { _ in "    a &amp; b, *emphasis* [link]: https://example.com/?q {x}: y ? z\n" }
            .joined()
        #expect(reading("apiVersion: v1\nkind: ConfigMap\ndata:\n  readme: |\n\(prose)") == ["1:1 v1 ConfigMap"])
    }
}
