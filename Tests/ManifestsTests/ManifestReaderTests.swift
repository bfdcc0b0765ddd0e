import Manifests
import Testing

/// What a reader finds, as one line for each thing: `1:3 v1 Pod shop/web`, `2:5 other: it has no kind`,
/// `1:1 invalidYAML: not YAML`; the numbers are the document and the line.
func reading(
    _ bytes: some Sequence<UInt8>, isJSON: Bool = false, limits: ManifestLimits = ManifestLimits()
) -> [String] {
    var lines: [String] = []
    ManifestReader(limits: limits).read(Array(bytes), file: "f", isJSON: isJSON) { item in
        switch item {
        case .object(let object):
            let name = [object.namespace, object.name].compactMap(\.self).joined(separator: "/")
            lines.append(
                "\(object.place.document):\(object.place.line) \(object.apiVersion) \(object.kind) \(name)"
                    .trimmingSuffix(" "))
        case .other(let place, let reason): lines.append("\(place.document):\(place.line) other: \(reason)")
        case .problem(let problem):
            lines.append("\(problem.place.document):\(problem.place.line) \(problem.code): \(problem.message)")
        }
    }
    return lines
}

func reading(_ text: String, isJSON: Bool = false, limits: ManifestLimits = ManifestLimits()) -> [String] {
    reading(text.utf8, isJSON: isJSON, limits: limits)
}

extension String {
    func trimmingSuffix(_ suffix: Character) -> String { String(reversed().drop { $0 == suffix }.reversed()) }
}

@Suite struct ManifestReaderTests {
    private static let pod = "apiVersion: v1\nkind: Pod\n"

    @Test(arguments: [
        ("", []), ("\n\n", []), ("# only a comment", []), ("---\n---\n", []), ("null\n---\n~\n---\n# x\n", []),
        (pod, ["1:1 v1 Pod"]), ("\u{FEFF}\(pod)", ["1:1 v1 Pod"]),
        ("---\n\(pod)---\n\(pod)", ["1:2 v1 Pod", "2:5 v1 Pod"]),
        ("--- # comment\n\(pod)", ["1:2 v1 Pod"]), ("--- {apiVersion: v1, kind: Pod}\n", ["1:1 v1 Pod"]),
        ("%YAML 1.1\n---\n\(pod)", ["1:3 v1 Pod"]),
        ("# c\n%YAML 1.1\n# d\n---\n\(pod)...\n%YAML 1.1\n---\n\(pod)", ["1:5 v1 Pod", "2:10 v1 Pod"]),
        ("\(pod)...\n\(pod)", ["1:1 v1 Pod", "2:4 v1 Pod"]),
        ("apiVersion: v1\r\nkind: Pod\r\n---\r\napiVersion: v1\r\nkind: Pod\r\n", ["1:1 v1 Pod", "2:4 v1 Pod"]),
        ("apiVersion: v1\rkind: Pod\r", ["1:1 v1 Pod"]),
        ("\(pod)data: |\n  ---\n  --- x\n---x: y\n", ["1:1 v1 Pod"]),
    ])
    func documentsAreTold(text: String, found: [String]) {
        #expect(reading(text) == found)
    }

    @Test(arguments: [
        ("kind: Pod\n", "1:1 other: it has no apiVersion"), ("apiVersion: v1\n", "1:1 other: it has no kind"),
        ("a: b\n", "1:1 other: it has neither apiVersion nor kind"),
        ("apiVersion: v1\nkind:\n", "1:1 other: it has no kind"),
        ("apiVersion: v1\nkind: [Pod]\n", "1:1 other: it has no kind"), ("text\n", "1:1 other: it is no object"),
        ("{}\n", "1:1 other: it has neither apiVersion nor kind"),
    ])
    func whatIsNoObjectIsSaidToBeNone(text: String, found: String) {
        #expect(reading(text) == [found])
    }

    @Test(arguments: [
        ("List", "- {apiVersion: v1, kind: Pod}\n- {kind: Pod}\n", ["1:4 v1 Pod", "1:5 other: it has no apiVersion"]),
        ("List", "- {metadata: {name: a}}\n", ["1:4 other: it has neither apiVersion nor kind"]),
        (
            "PodList", "- {metadata: {name: a}}\n- {apiVersion: v2, kind: X}\n- {kind: Y}\n",
            [
                "1:4 v1 Pod a", "1:5 v2 X", "1:6 other: it has no apiVersion",
            ]
        ),
        ("List", "- apiVersion: v1\n  kind: PodList\n  items:\n  - metadata: {name: a}\n", ["1:7 v1 Pod a"]),
        ("PodList", "", []), ("WhiteList", "  {}\n", ["1:1 v1 WhiteList"]),
    ])
    func listsStandForTheirItems(kind: String, items: String, found: [String]) {
        #expect(reading("apiVersion: v1\nkind: \(kind)\nitems:\n\(items)") == found)
    }

    @Test func aliasesAndMergesAreFollowed() {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - &one
              apiVersion: v1
              kind: Pod
              metadata: &meta {name: a, namespace: n}
            - *one
            - {<<: *one, kind: Secret}
            - {<<: [{kind: First}, *one]}
            - {<<: *one, metadata: {<<: *meta, name: b}}
            - {"<<": *one, kind: X}
            ---
            x: *one
            """
        #expect(
            reading(text) == [
                "1:4 v1 Pod n/a", "1:4 v1 Pod n/a", "1:9 v1 Secret n/a", "1:10 v1 First n/a", "1:11 v1 Pod n/b",
                "1:12 other: it has no apiVersion", "2:14 invalidYAML: not YAML: found undefined alias",
            ])
    }

    @Test(arguments: [
        ("a: b\n c: d\n", "1:2 invalidYAML: not YAML: mapping values are not allowed in this context"),
        (
            "a: 'b\n\n\n",
            "1:3 invalidYAML: not YAML: found unexpected end of stream, while scanning a quoted scalar from line 1"
        ),
        (
            "a:\n\tb: c\n",
            "1:2 invalidYAML: not YAML: found character that cannot start any token, while scanning for the next token"
        ),
        ("a: {{ b }}\nc: {{- d }}\n", "1:2 invalidYAML: "), ("[a, b\n", "1:1 invalidYAML: "),
        ("a: \u{0}\n", "1:1 invalidYAML: not YAML: it has a character that YAML does not allow"),
        ("a:\n- \u{7F}\n", "1:2 invalidYAML: not YAML: it has a character that YAML does not allow"),
    ])
    func whatIsBrokenDoesNotReachTheNextDocument(text: String, problem: String) throws {
        let found = reading("---\n\(Self.pod)---\n\(text)---\n\(Self.pod)")
        try #require(found.count == 3, "\(found)")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(found[0] == "1:2 v1 Pod")
        #expect(found[2] == "3:\(5 + lines) v1 Pod")
        #expect(reading(text).first?.hasPrefix(problem) == true, "\(reading(text))")
    }

    @Test func aTemplateThatIsNotRenderedIsRecognised() {
        #expect(reading("a: {{ .Values.a }}\nb\n")[0].hasSuffix("is it a template that is not rendered?"))
        #expect(
            reading("---\n\(Self.pod)spec:\n  nodeSelector: {{ .Values.nodeSelector }}\n---\n\(Self.pod)") == [
                "1:5 invalidYAML: no JSON can be made of it: a key is a mapping; is it a template that is not rendered?",
                "2:7 v1 Pod",
            ])
    }

    /// As kubectl refuses them.
    @Test(arguments: [
        ("? [a]\n: b\n", "a key is a list"), ("[a]: b\n", "a key is a list"), ("{a: b}: c\n", "a key is a mapping"),
        ("~: b\n", "a key is null"), ("null: b\n", "a key is null"), ("!!null \"\": b\n", "a key is null"),
        ("9223372036854775808: b\n", "a key is a whole number of 64 bits"),
        ("0xFFFFFFFFFFFFFFFF: b\n", "a key is a whole number of 64 bits"), ("<<: [a]\n", "only mappings can be merged"),
        ("a: !!binary x\n", "a value is not of its tag, !!binary"),
        ("a: !!binary \"aGVs bG8=\"\n", "a value is not of its tag, !!binary"),
        ("a: !!int x\n", "a value is not of its tag, !!int"), ("a: !!int 1.5\n", "a value is not of its tag, !!int"),
        ("a: !!bool 1\n", "a value is not of its tag, !!bool"), ("a: !!null x\n", "a value is not of its tag, !!null"),
        ("!!float x: a\n", "a value is not of its tag, !!float"), ("a: .inf\n", ".inf is no number there"),
        ("a: [-.Inf]\n", "-.Inf is no number there"), ("a: !!float .NaN\n", ".NaN is no number there"),
    ])
    func whatJSONDoesNotHaveIsUnreadable(yaml: String, message: String) {
        #expect(reading("\(Self.pod)\(yaml)") == ["1:3 invalidYAML: no JSON can be made of it: \(message)"])
        let nested = yaml.split(separator: "\n").map { "    \($0)\n" }.joined()
        #expect(
            reading("\(Self.pod)x: &x {a: b}\ny: *x\nz:\n- v:\n\(nested)")
                == ["1:7 invalidYAML: no JSON can be made of it: \(message)"])
    }

    @Test(arguments: [
        "9223372036854775807: b\n", "18446744073709551616: b\n", "-9223372036854775809: b\n", "1.5: b\n", ".inf: b\n",
        "a: \".inf\"\n", "a: !!str .inf\n",
        "\"~\": b\n", "!!str ~: b\n", "\"9223372036854775808\": b\n", "x: &x {a: b}\n<<: [*x]\n", "2001-01-01: b\n",
    ])
    func keysThatJSONHasAreRead(yaml: String) { #expect(reading("\(Self.pod)\(yaml)") == ["1:1 v1 Pod"]) }

    @Test(arguments: ["---\n", "---\r\n", "--- # b\n", "---\n\u{FEFF}\n---\n", "---\n\u{FEFF}---\n"])
    func aByteOrderMarkMayBeginADocument(separator: String) {
        let mark = separator.contains("\u{FEFF}") ? "" : "\u{FEFF}"
        let found = reading("\u{FEFF}\(Self.pod)\(separator)\(mark)\(Self.pod)")
        let line = 3 + separator.utf8.count { $0 == 0x0A }
        #expect(found == ["1:1 v1 Pod", "2:\(line) v1 Pod"])
    }

    @Test func bytesThatAreNoTextAreTheProblemOfTheirDocument() {
        let bytes = Array("\(Self.pod)---\na: b\nc: ".utf8) + [0xFF, 0x0A] + Array("---\n\(Self.pod)".utf8)
        #expect(reading(bytes) == ["1:1 v1 Pod", "2:5 invalidText: not a text in UTF-8", "3:7 v1 Pod"])
        let wide = Array("apiVersion: v1\nkind: Pod\n".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(reading([0xFF, 0xFE] + wide) == ["1:1 invalidText: not a text in UTF-8, but in UTF-16"])
    }

    @Test func linesAreThoseThatEditorsShow() {
        // libyaml breaks lines at these too.
        let text = "apiVersion: v1\ndata: |\n  a\u{2028}  b\u{2029}  c\u{85}  d\nkind: List\nitems:\n- {kind: x}\n"
        #expect(reading(text) == ["1:6 other: it has no apiVersion"])
        #expect(reading("a: |\n  x\u{2028}  y\nb\nc: d\n")[0].hasPrefix("1:4 invalidYAML"))
    }

    @Test func aKeyThatIsThereTwiceIsNotedAndTheLastOneCounts() {
        let text = """
            apiVersion: v1
            kind: A
            kind: B
            "x": 1
            'x': 2
            metadata: {name: a, größe: 1, name: b}
            kind: C
            """
        #expect(
            reading(text) == [
                "1:1 v1 C b", "1:3 duplicateKey: the key kind is there twice; the last one counts",
                "1:5 duplicateKey: the key x is there twice; the last one counts",
                "1:6 duplicateKey: the key name is there twice; the last one counts",
                "1:7 duplicateKey: the key kind is there twice; the last one counts",
            ])
        let within = "apiVersion: v1\nkind: A\na: &a\n- b:\n    c: 1\n\n    c: 2\nd: *a\n"
        #expect(reading(within)[1] == "1:7 duplicateKey: the key c is there twice; the last one counts")
        #expect(reading("&a x: 1\n&b x: 2\n") == ["1:1 invalidYAML: not YAML: the key x is there twice"])
    }

    /// A key that looks like one that was put out of the way ended the process.
    @Test(arguments: ["\u{F8FF}99a", "\u{F8FF}-1a", "\u{F8FF}00a", #""\uF8FF99a""#, #""\uF8FF+1a""#])
    func aKeyOfAPrivateCharacterIsAKey(key: String) {
        let text = "\(key): 1\na: 2\nb: 1\nb: 2\nkind: A\napiVersion: v1\n"
        #expect(
            reading(text).suffix(1) == ["1:4 duplicateKey: the key b is there twice; the last one counts"])
    }

    @Test func manyKeysThatAreThereTwiceEndTheTries() {
        let text = (0..<50).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        let found = reading(text)
        #expect(found.count == 21)
        #expect(found.contains { $0.hasSuffix("too many keys are there twice") })
    }

    @Test func theTemplateThatHelmNamesIsRemembered() {
        var sources: [String?] = []
        let text =
            "---\n# Source: a/b.yaml\n\(Self.pod)---\n\(Self.pod)# Source: late\n---\n# x\n# Source: c\n# Source: d\n\(Self.pod)"
        ManifestReader().read(Array(text.utf8), file: "-") { item in
            if case .object(let object) = item { sources.append(object.place.source) }
        }
        #expect(sources == ["a/b.yaml", nil, "c"])
    }
}
