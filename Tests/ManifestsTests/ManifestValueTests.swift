import Testing

@testable import Manifests

/// Values as kubectl 1.37 sends them: the right-hand sides are what it made of the left-hand sides.
@Suite struct ManifestValueTests {
    private func contents(_ text: String) throws -> ManifestValue {
        var found: ManifestValue?
        ManifestReader().read(Array("apiVersion: v1\nkind: T\n\(text)".utf8), file: "-") { item in
            if case .object(let object) = item { found = object.root.contents() }
        }
        return try #require(found)
    }

    private func text(_ content: ManifestValue.Content) -> String {
        switch content {
        case .null: "null"
        case .bool(let truth): String(truth)
        case .number(let number): number.text
        case .string(let text): "'\(text)'"
        case .list(let items): "[\(items.map { self.text($0.content) }.joined(separator: " "))]"
        case .object(let members):
            "{\(members.members.map { "\($0.key):\(self.text($0.value.content))" }.joined(separator: " "))}"
        }
    }

    private func members(_ text: String) throws -> ManifestMembers {
        guard case .object(let members) = try contents(text).content else { return ManifestMembers([]) }
        return members
    }

    @Test(arguments: [
        ("y", "true"), ("N", "false"), ("yes", "true"), ("Off", "false"), ("tRue", "'tRue'"), ("!!str true", "'true'"),
        ("010", "8"), ("0o10", "8"), ("0x1F", "31"), ("0b11", "3"), ("1_000", "1000"), ("+5", "5"), ("-0", "0"),
        ("0_8", "8"),
        ("08", "8"), ("1.0", "1"), ("1e3", "1000"), ("1e+3", "1000"), (".5", "0.5"), ("5.", "5"), ("1_0.5", "10.5"),
        ("-.5e-2", "-0.005"), ("2001-01-01", "'2001-01-01'"), ("1:30", "'1:30'"), ("\"1\"", "'1'"), ("~", "null"),
        ("Null", "null"), ("", "null"), ("!!int \"3\"", "3"), ("!!float 3", "3"), ("nULL", "'nULL'"), ("=", "'='"),
        ("0x", "'0x'"), ("1e", "'1e'"), ("0x_1", "1"), ("12e03", "12000"), ("685.230_15e+03", "685230.15"),
        ("190:20:30", "'190:20:30'"), ("1E400", "'1E400'"), ("[a, 1]", "['a' 1]"), ("{a: {b: null}}", "{a:{b:null}}"),
        ("1-2", "'1-2'"), (".", "'.'"), ("0x1G", "'0x1G'"), ("9223372036854775807", "9223372036854775807"),
        ("!!binary aGVsbG8=", "'hello'"), ("!!binary |\n  aGVs\n  bG8=", "'hello'"), ("!!binary /w==", "'\u{FFFD}'"),
        ("!!binary", "''"), ("!foo 1", "'1'"), ("0xFFFFFFFFFFFFFFFF", "1.8446744073709552e+19"),
        ("!!timestamp 2001-01-01", "'2001-01-01'"), ("! yes", "'yes'"),
        ("!!int 0x10", "16"), ("!!bool \"yes\"", "true"), ("!!set {x}", "{x:null}"),
    ])
    func scalarsAreReadAsKubectlReadsThem(yaml: String, value: String) throws {
        let member = try #require(try members("v: \(yaml)\n").members.first { $0.key == "v" })
        #expect(text(member.value.content) == value)
    }

    @Test func keysBecomeTexts() throws {
        let keys = try members("1: a\n1.5: b\nyes: c\n0x10: d\n2001-01-01: e\n\"0x11\": f\n").members.map(\.key)
        #expect(keys == ["apiVersion", "kind", "1", "1.5", "true", "16", "2001-01-01", "0x11"])
    }

    @Test func tagsOfKeysAreKept() throws {
        let keys = try members(
            "!!str yes: a\n! on: b\n!!str 1: c\nyes: d\nno: e\n!foo off: f\n!!binary aGVsbG8=: g\n!!int \"3\": h\n\"y\": i\n"
        )
        #expect(keys.members.dropFirst(2).map(\.key) == ["yes", "on", "1", "true", "false", "off", "hello", "3", "y"])
        #expect(keys.repeated.isEmpty)
        #expect(try members("a: ! b\n\"c\": 1\nc: 2\n1: d\n").repeated.map(\.key) == ["c"])
    }

    @Test(arguments: ["", "b: 1\nb: 2\n"]) func aKeyOfAPrivateCharacterIsKeptWhole(twice: String) throws {
        let yaml = try members("\u{F8FF}00x: a\nx: b\n\(twice)")
        #expect(yaml.members[2...3].map(\.key) == ["\u{F8FF}00x", "x"])
        #expect(yaml.repeated.map(\.key) == (twice.isEmpty ? [] : ["b"]))
    }

    @Test func keysThatAreThereTwiceAreNamedWithTheirLines() throws {
        let yaml = try members("a: 1\nb: 2\na: 3\nb: 4\nb: 5\n")
        #expect(text(.object(yaml)) == "{apiVersion:'v1' kind:'T' a:3 b:5}")
        #expect(Set(yaml.repeated.map { "\($0.line) \($0.key)" }) == ["5 a", "6 b", "7 b"])
        let inList = try members("l:\n- yes: 1\n  \"y\": 2\n  yes: 3\n").members[2].value.content
        guard case .list(let items) = inList, case .object(let item) = items[0].content else { return }
        #expect(item.repeated == [.init(key: "true", line: 6)])
        #expect(text(items[0].content) == "{true:3 y:2}")
        let json = ManifestValue(json: #"{"a":1,"b":{"c":[true,null,"x"]},"a":2.50}"#, line: 7)
        guard case .object(let members) = try #require(json).content else { return }
        #expect(text(.object(members)) == "{a:2.5 b:{c:[true null 'x']}}")
        #expect(members.repeated == [.init(key: "a", line: 1)])
        #expect(members.members.map(\.line) == [7, 7])
    }

    @Test func mergesGiveWhatIsNotThere() throws {
        let merged = try members("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz: {<<: [*x, *y], a: 9}\n").members
        #expect(text(merged[4].value.content) == "{a:9 b:2 c:4}")
        #expect(merged[4].line == 5)
    }

    @Test func linesAreThoseOfNamesAndValues() throws {
        let outer = try #require(try members("a:\n  b:\n  - c\n  - d: e\n").members.last)
        guard case .object(let members) = outer.value.content, case .list(let items) = members.members[0].value.content
        else { return }
        #expect([outer.line, outer.value.line, members.members[0].line] == [3, 4, 4])
        #expect(items.map(\.line) == [5, 6])
    }

    @Test func whatAliasesRepeatTooOftenHasNoContents() {
        var text = "apiVersion: v1\nkind: T\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...7 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        var (hasContents, problems) = (true, 0)
        ManifestReader().read(Array(text.utf8), file: "-") { item in
            switch item {
            case .object(let object): hasContents = object.root.contents() != nil
            case .problem(let problem): problems += problem.code == .tooLarge ? 1 : 0
            case .other: break
            }
        }
        #expect(!hasContents)
        #expect(problems == 1)
    }
}
