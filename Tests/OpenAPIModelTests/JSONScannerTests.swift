import Foundation
import Testing

@testable import OpenAPIModel

@Suite struct JSONScannerTests {
    private func skips(_ text: String) throws -> Bool {
        var text = text
        return try text.withUTF8 { bytes in
            var scanner = JSONScanner(bytes)
            try scanner.skipValue()
            return scanner.isAtEnd()
        }
    }

    @Test(arguments: [
        "{}", "[]", " { } ", "[[],{}]", "{\"a\":[1,2,{\"b\":null}]}", "-0.5e+10", "0", "true", "false", "null",
        "\"a\\u00e4\\n\\\"\"", "[\n1 ,\t2\r]", "1E5", "\"\\uD83D\\uDE00\"",
    ])
    func takesWhatIsJSON(text: String) throws {
        #expect(try skips(text))
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "tru", "truth", "nul",
        "01", "1.", ".5", "+1", "1e", "-", "\"abc", "\"a\\x\"", "\"\\u12g4\"", "\"\\u12\"", "[1}", "{\"a\":1]",
        "\"a\nb\"",
        "1 2", "[1 2]", "{\"a\":1 \"b\":2}", "'a'", "NaN",
    ])
    func refusesWhatIsNot(text: String) {
        #expect((try? skips(text)) != true)
    }

    @Test(arguments: [(true, "["), (false, "{\"a\":")])
    func depthIsBounded(isList: Bool, open: String) throws {
        let close = isList ? "]" : "}"
        let nested = { (depth: Int) in
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(try skips(nested(JSONScanner.depthLimit)))
        let error = #expect(throws: JSONScanError.self) { try skips(nested(10_000)) }
        #expect(error?.code == .tooDeep)
    }

    @Test func aValueIsTheSameAgain() throws {
        let text = #"{"a":[1,-2.50,true,null,"x\"y"],"b":{"":"é"},"a":0}"#
        let value = try #require(SchemaValue(json: text))
        #expect(value.json == text)
        #expect(value["a"] == .number("0"))
        #expect(value["b"]?[""]?.string == "é")
        #expect(SchemaValue(json: text + " ") == value)
        #expect(SchemaValue(json: text + "}") == nil)
    }

    @Test(arguments: [
        (#""\u003c\u00e4\ud83d\ude00""#, "<ä😀"), (#""\ud83d x""#, "\u{FFFD} x"), (#""\/\b\f\t""#, "/\u{8}\u{C}\t"),
        (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    ])
    func escapesAreResolvedAsGoDoes(json: String, text: String) {
        #expect(SchemaValue(json: json)?.string == text)
    }
}
