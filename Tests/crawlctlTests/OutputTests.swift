import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct OutputTests {
    private static let values: [OutputValue] = [
        .null, .bool(true), .integer(Int64.min), .integer(7), .real(0.1), .real(3), .real(1e300), .text(""),
        .text("plain"), .text("a/b \"c\" \\d"), .text("größe ✓ 😀"), .list([]), .object([:]),
        .list([.list([]), .object([:])]), .made(0) { .integer($0) },
        .made(3) { .made($0) { .object(["a": .integer($0)]) } },
        .text(String(String.UnicodeScalarView((0...0x9F).compactMap(Unicode.Scalar.init)))),
        .text("\u{2028}\u{202E}\u{FEFF}"),
        .object([
            "b": .list([.integer(1), .null, .texts(["x", "y"])]),
            "a": .object(["z": .bool(false), "ä\n": .text("\u{7F}")]),
            "B": .null, "a.b": .real(-0.5),
        ]),
    ]

    @Test(arguments: values.indices, [true, false]) func jsonIsAsTheEncoderWritesIt(index: Int, isPretty: Bool) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        let encoded = String(decoding: try encoder.encode(EncodedValue(value: Self.values[index])), as: UTF8.self)
        let text = try JSONText.text(Self.values[index], isPretty: isPretty)
        #expect(text == PrintableText.escapingDocument(encoded))
    }

    /// A hundred thousand fields are not in memory as one text.
    @Test func jsonIsHandedOverInPieces() throws {
        let value = OutputValue.made(20_000) {
            .object(["name": .text("f\($0)"), "fields": .made(0) { .integer($0) }])
        }
        var pieces: [[UInt8]] = []
        try JSONText.write(value, isPretty: true) { pieces.append($0) }
        #expect(pieces.count > 10 && pieces.allSatisfy { $0.count < 70_000 })
        #expect(String(decoding: pieces.joined(), as: UTF8.self) == (try JSONText.text(value, isPretty: true)))
    }

    @Test func columnsArePaddedToTheWidest() {
        #expect(
            ColumnText.text([["a", "b"], ["longer", ""]], titles: ["X", "Y"]) == "X        Y\na        b\nlonger   \n")
        #expect(ColumnText.text([], titles: ["X", "Y"]) == "X     Y\n")
        #expect(ColumnText.text([], titles: nil) == "")
    }

    @Test func cellsStandOutWhereThereIsColour() {
        let rows = [["a", "b"], ["c", "stale"]]
        let text = ColumnText.text(rows, titles: ["X", "Y"], emphasized: [[1], []], style: .ansi)
        #expect(text == "X     Y\na     \u{1B}[1mb\u{1B}[0m\nc     \u{1B}[33mstale\u{1B}[0m\n")
        #expect(ColumnText.text(rows, titles: nil, emphasized: [[1], []]) == "a     b\nc     stale\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("tab\there", "tab\\there"),
        ("line\nline", "line\\nline"),
        ("\u{9B}x", "\\u{9b}x"), ("a\u{202E}b", "a\\u{202e}b"), ("größe ✓", "größe ✓"), ("\r", "\\r"),
        ("\u{7F}", "\\u{7f}"), ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"),
    ])
    func controlCharactersAreEscaped(text: String, shown: String) {
        #expect(PrintableText.escaping(text) == shown)
    }

    @Test func documentsStayValidWhenEscaped() throws {
        let text = try DocumentText.json(.list([.text("a\u{9B}\u{202E}\u{1B}\n")]))
        #expect(text == "[\n  \"a\\u009b\\u202e\\u001b\\n\"\n]\n")
    }

    @Test func csvCellsAreQuotedAndNeverFormulas() {
        let text = DelimitedText.text(
            [["a,b", "say \"x\"", "=1+1", "+cmd", "-2", "@x", "plain"]], separator: ",", quoting: true)
        #expect(text == "\"a,b\",\"say \"\"x\"\"\",'=1+1,'+cmd,-2,'@x,plain\n")
    }

    @Test func whatMarkdownLooksAtIsEscaped() {
        #expect(MarkdownText.escaped("") == "" && MarkdownText.escaped("größe 😀, 1.") == "größe 😀, 1.")
        #expect(MarkdownText.escaped(##"\`*_{}[]<>|#!~&"##) == ##"\\\`\*\_\{\}\[\]\<\>\|\#\!\~\&"##)
        // With an accent it is one character, and still Markdown's.
        #expect(MarkdownText.escaped("*\u{301}ä|") == "\\*\u{301}ä\\|")
    }

    @Test func markdownCellsKeepTheTableWhole() {
        #expect(
            MarkdownText.text([["a|b", "<x>"]], titles: ["A", "B"], headers: true)
                == "| A | B |\n| --- | --- |\n| a\\|b | \\<x\\> |\n")
        #expect(MarkdownText.text([], titles: ["a|b"], headers: true) == "| a\\|b |\n| --- |\n")
    }

    @Test(arguments: [
        "true", "null", "1.36", "2026-11-24", "no", "", "-", "- x", "a: b", "#x", "v1", "~", "0x10", "1e3", "@x",
        "\u{1B}",
    ])
    func yamlTextsStayTexts(text: String) throws {
        let yaml = try DocumentText.yaml(.list([.object(["x": .text(text)])]))
        #expect(try YAMLReading.text(yaml) == text)
    }

    @Test(arguments: [
        ("30s", 30.0), ("1m30s", 90), ("500ms", 0.5), ("2h", 7200), ("15", 15), ("1.5s", 1.5),
    ])
    func timeSpansAreReadAsGoWritesThem(text: String, seconds: Double) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "s", "5x", "-1s", "1s x", "inf", "nan"])
    func otherTimeSpansAreRefused(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test func noTimeIsNoLimit() throws {
        let span = try #require(TimeSpan(argument: "0"))
        #expect(span.duration == nil)
    }

    @Test(arguments: [
        (Int64(379), "379 B"), (999, "999 B"), (1000, "1 KB"), (24_400, "24 KB"), (1_234_567, "1.2 MB"),
    ])
    func amountsAreReadable(bytes: Int64, text: String) {
        #expect(Quantity.bytes(bytes) == text)
        #expect(Quantity.seconds(0.0241) == "24 ms")
        #expect(Quantity.seconds(1.25) == "1.3 s")
    }
}

/// A value as `JSONEncoder` takes it, which its text is compared with.
private struct EncodedValue: Encodable {
    let value: OutputValue

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch value {
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for (name, value) in members {
                try container.encode(EncodedValue(value: value), forKey: Key(stringValue: name))
            }
        case .list(let items):
            var container = encoder.unkeyedContainer()
            for item in items { try container.encode(EncodedValue(value: item)) }
        case .made(let count, let item):
            var container = encoder.unkeyedContainer()
            for index in 0..<count { try container.encode(EncodedValue(value: item(index))) }
        default:
            var container = encoder.singleValueContainer()
            switch value {
            case .bool(let value): try container.encode(value)
            case .integer(let value): try container.encode(value)
            case .real(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            default: try container.encodeNil()
            }
        }
    }
}
