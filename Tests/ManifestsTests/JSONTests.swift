import Manifests
import Testing

@Suite struct JSONTests {
    private static let pod = #"{"apiVersion": "v1", "kind": "Pod"}"#

    @Test(arguments: [
        (pod, ["1:1 v1 Pod"]), ("\u{FEFF}\n\n\(pod)", ["1:3 v1 Pod"]),
        ("\(pod)\n\(pod)\(pod)", ["1:1 v1 Pod", "2:2 v1 Pod", "3:2 v1 Pod"]),
        ("[\(pod),\n\(pod)]", ["1:1 v1 Pod", "1:2 v1 Pod"]), ("[]", []), ("  ", []),
        ("[1, null]", ["1:1 other: it is no object", "1:1 other: it is no object"]),
        (#"{"apiVersion": "v1", "kind": "List", "items": [{"kind": "A", "apiVersion": "v2"}]}"#, ["1:1 v2 A"]),
        (#"{"kind": "A", "apiVersion": "v1", "kind": "B"}"#, ["1:1 v1 B"]),
        (#"{"apiVersion":"v1","kind":"P\u006Fd \ud83d\ude00 \ud83d \"\\\/\b"}"#, ["1:1 v1 Pod 😀 \u{FFFD} \"\\/\u{8}"]),
        (#"{"apiVersion":"v1","kind":"A","n":[-1.5e+3,0,10,true,false,null,{},[]]}"#, ["1:1 v1 A"]),
    ])
    func valuesAreRead(text: String, found: [String]) {
        #expect(reading(text, isJSON: true) == found)
    }

    @Test(arguments: [
        ("{", "a name in quotes should be where the end is"), (#"{"a"}"#, "a colon should be where } is"),
        (#"{"a": 1,}"#, "a name in quotes should be where } is"), ("[1,]", "a value should be where ] is"),
        ("[1 2]", "a comma or ] should be where 2 is"), ("[01]", "a number begins with 0"),
        ("[1.]", "a digit should be where ] is"), ("[-]", "a digit should be where ] is"),
        ("[1e]", "a digit should be where ] is"), ("[nul]", "a value should be where n is"),
        ("['a']", "a value should be where ' is"),
        ("[\"a\nb\"]", "the end of the text in quotes should be where byte 10 is"),
        (#"["\x"]"#, "an escaped character should be where x is"),
        (#"["\u12g4"]"#, "four hexadecimal digits should be where 1 is"),
        ("[\"a", "the end of the text in quotes should be where the end is"),
        ("\u{0}", "a value should be where byte 0 is"),
    ])
    func mistakesAreNamedWithTheirLine(text: String, mistake: String) {
        #expect(
            reading("\n\(Self.pod)\n\n\(text)", isJSON: true)
                == ["1:2 v1 Pod", "2:4 invalidJSON: not JSON: \(mistake)"])
    }

    @Test func invalidTextIsNamedWithItsLine() {
        #expect(
            reading(Array("{\n\"a\": \"".utf8) + [0xC3, 0x28], isJSON: true)
                == ["1:2 invalidText: not a text in UTF-8"])
    }

    @Test(arguments: [
        ("{apiVersion: v1, kind: Pod}", ["1:1 v1 Pod"]),
        ("\(pod)\n---\nkind: X\napiVersion: v1", ["1:1 v1 Pod", "2:3 v1 X"]),
        ("[a, b]: c\n", ["1:1 invalidYAML: no JSON can be made of it: a key is a list"]),
        ("{\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\"}\n---\n", ["1:1 v1 Pod"]),
    ])
    func whatBeginsLikeJSONMayBeYAML(text: String, found: [String]) {
        #expect(reading(text) == found)
    }
}
