import DiscoveryModel
import Foundation
import OpenAPIModel
import TestSupport
import Testing

@Suite struct OpenAPIDocumentTests {
    @Test func isTakenApartAndPutTogetherAgain() throws {
        let document = try OpenAPIDocument(DocumentText.ofEverything)
        #expect(try document.bodyAgain() == DocumentText.ofEverything)
        #expect(document.schemasOffset != nil)
        #expect(document.frame.count < 150)
        #expect(document.style == JSONTextStyle(escapesHTML: true))
        #expect(document.size == DocumentText.ofEverything.count)
        #expect(document.findings == [])
        #expect(document.definitions.map(\.kinds.count) == [1, 0, 0])
        #expect(
            document.definitions[0].kinds[0] == GroupVersionKind(group: "example.com", version: "v1", kind: "Widget"))
    }

    @Test func aSchemaSaysWhatItIs() throws {
        let document = try OpenAPIDocument(DocumentText.ofEverything)
        let widget = try #require(try document.definition("example.v1.Widget"))
        #expect(widget.properties.map(\.name) == ["color", "parts", "size", "tags"])
        #expect(widget.properties.map(\.isRequired) == [false, false, true, false])
        #expect(document.namedDefinitions[0].description == "A widget <3 & more.\nSecond line, \"quoted\".")
        let color = try document.node(try #require(widget.property("color")).node)
        #expect(color.attributes.type == "string")
        #expect(color.attributes.defaultValue == .string("red"))
        #expect(color.attributes.enumValues == [.string("red"), .string("green")])
        let parts = try document.node(try #require(widget.property("parts")).node)
        #expect(parts.attributes.listMapKeys == ["name"])
        let item = try document.node(try #require(parts.items).node)
        #expect(item.attributes.reference == "example.v1.Part")
        let size = try document.node(try #require(widget.property("size")).node)
        #expect(size.attributes.reference == "example.v1.Size")
        let tags = try document.node(try #require(widget.property("tags")).node)
        #expect(tags.additionalProperties?.description == "One tag.")
        let closed = try #require(try document.definition("example.v1.Size"))
        #expect(closed.additionalProperties == nil)
        #expect(closed.attributes["additionalProperties"] == .bool(false))
        #expect(
            try document.definition("example.v1.Part")?.attributes["required"]
                == .list([.string("name"), .string("a")]))
        #expect(widget.attributes.keywords == ["type", "x-kubernetes-group-version-kind"])
    }

    @Test func equalSchemasAreOne() throws {
        let leaf = #"{"description":"D","type":"string"}"#
        let fields = (0..<50).map { #""f\#($0 + 10)":\#(leaf)"# }.joined(separator: ",")
        let twice = #"{"type":"object","properties":{\#(fields)}}"#
        let document = try OpenAPIDocument(DocumentText.document(#""a":\#(twice),"b":\#(twice)"#))
        #expect(document.graph.nodes.count == 2)
        #expect(document.graph.attributes.count == 2)
        #expect(document.graph.labels.count == 52)
        #expect(document.definitions[0].node == document.definitions[1].node)
    }

    @Test func descriptionsDoNotMakeSchemasDiffer() throws {
        let document = try OpenAPIDocument(
            DocumentText.document(
                #""a":{"description":"one","type":"string"},"b":{"description":"other","type":"string"}"#))
        #expect(document.definitions[0].node == document.definitions[1].node)
        #expect(document.namedDefinitions.map(\.description) == ["one", "other"])
    }

    @Test func hashesDependOnContentAlone() throws {
        let one = try OpenAPIDocument(
            DocumentText.document(#""a":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"integer"}}}"#)
        )
        let other = try OpenAPIDocument(
            DocumentText.document(
                #""0":{"type":"integer"},"a":{"type":"object","properties":{"y":{"type":"integer"},"x":{"type":"string"}}}"#
            ))
        #expect(one.graph.nodeHashes.last == other.graph.nodeHashes.last)
        #expect(one.graph.nodeHashes.allSatisfy { $0 >= 0 && $0 < 1 << 31 })
    }

    @Test(arguments: [
        // Spaced, as people and other servers write.
        #"{"openapi": "3.0.0", "components": {"schemas": {"a": {"type": "object", "enum": [1, 2]}}}}"#,
        // Fields out of order.
        #"{"openapi":"3.0.0","components":{"schemas":{"a":{"properties":{"y":{},"x":{}}}}}}"#,
        // Escapes that nobody needs.
        #"{"openapi":"3.0.0","components":{"schemas":{"a":{"description":"\u0061\/"}}}}"#,
        // Both ways in one document.
        #"{"openapi":"3.0.0","components":{"schemas":{"a":{"description":"\u003c"},"b":{"description":"<"}}}}"#,
    ])
    func whatCannotBePutTogetherIsKeptWhole(text: String) throws {
        let document = try OpenAPIDocument(Data(text.utf8))
        #expect(document.schemasOffset == nil)
        #expect(document.frame == Data(text.utf8))
        #expect(try document.bodyAgain() == Data(text.utf8))
        #expect(document.findings == [])
    }

    @Test func whiteSpaceIsNoDifference() throws {
        let spaced = try OpenAPIDocument(
            Data(
                "{\"openapi\": \"3.0.0\",\n\"components\": {\"schemas\": {\"a\": {\"enum\": [ \"b c\",\t1 ], \"type\": \"x\"}}}}"
                    .utf8))
        let compact = try OpenAPIDocument(DocumentText.document(#""a":{"enum":["b c",1],"type":"x"}"#))
        #expect(spaced.graph.attributes == compact.graph.attributes)
    }

    @Test(arguments: [
        (#""a":{"description":"naïve — ‘yes’"}"#, JSONTextStyle()),
        (#""a":{"description":"na\u00efve \u2014 \ud83d\ude00"}"#, JSONTextStyle(escapesNonASCII: true)),
        (#""a":{"description":"\u003ctag\u003e"}"#, JSONTextStyle(escapesHTML: true)),
        (#""a":{"description":"line\u2028end\ttab\u0001"}"#, JSONTextStyle()),
        (#""a\u0026b":{"properties":{"\u003c":{"description":"ä"}}}"#, JSONTextStyle(escapesHTML: true)),
    ])
    func everyWayToWriteTextsIsKept(schemas: String, style: JSONTextStyle) throws {
        let body = DocumentText.document(schemas)
        let document = try OpenAPIDocument(body)
        #expect(document.style == style)
        #expect(JSONTextStyle(number: document.style.number) == style)
        #expect(document.schemasOffset != nil)
        #expect(try document.bodyAgain() == body)
    }

    @Test(arguments: [
        ("", OpenAPIDocumentError.Code.empty), ("  \n", .empty), ("<html></html>", .html), ("[]", .notOpenAPI),
        ("{}", .notOpenAPI), (#"{"kind":"Status","code":404}"#, .notOpenAPI), (#"{"openapi":"3.0.0""#, .notJSON(18)),
        (#"{"openapi":"3.0.0"}x"#, .notJSON(19)),
        (#"{"openapi":"3.0.0","components":{"schemas":{"a":{]}}}"#, .notJSON(49)),
        (#"{"openapi":"3.0.0","components":{"schemas":{"a":{"description":"\u0000"}}}}"#, .nulCharacter),
        ("null", .notOpenAPI), ("nonsense", .notJSON(0)),
    ])
    func whatIsNoDocumentIsSaidToBe(text: String, code: OpenAPIDocumentError.Code) {
        let error = #expect(throws: OpenAPIDocumentError.self) { try OpenAPIDocument(Data(text.utf8)) }
        #expect(error?.code == code)
        #expect(error?.description.contains("answer") == true)
    }

    @Test(arguments: [
        #"{"openapi":"3.0.0"}"#, #"{"openapi":"3.0.0","components":{}}"#,
        #"{"openapi":"3.0.0","components":{"schemas":{}}}"#, #"{"openapi":"3.0.0","components":{"schemas":null}}"#,
        #"{"openapi":"3.0.0","components":null}"#,
    ])
    func aDocumentMayHaveNoSchemas(text: String) throws {
        let document = try OpenAPIDocument(Data(text.utf8))
        #expect(document.definitions.isEmpty)
        #expect(try document.bodyAgain() == Data(text.utf8))
    }
}

/// Documents that nobody would write but to do harm.
@Suite struct HostileDocumentTests {
    @Test(arguments: ["properties\":{\"x", "items", "additionalProperties"])
    func schemasNestedTooDeepAreRefused(key: String) {
        let depth = 10_000
        let open = #"{"\#(key)":"#
        let close = key.hasPrefix("properties") ? "}}" : "}"
        let nested = String(repeating: open, count: depth) + "{}" + String(repeating: close, count: depth)
        let error = #expect(throws: OpenAPIDocumentError.self) {
            try OpenAPIDocument(DocumentText.document(#""a":\#(nested)"#))
        }
        guard case .tooDeep? = error?.code else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func theDeepestThatIsTakenIsPutTogetherAgain() throws {
        let depth = 99
        let nested =
            String(repeating: #"{"items":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        let body = DocumentText.document(#""a":\#(nested)"#)
        #expect(try OpenAPIDocument(body).bodyAgain() == body)
    }

    @Test func aDefinitionWithinItselfIsNoMatter() throws {
        let body = DocumentText.document(
            ##""a":{"properties":{"a":{"$ref":"#/components/schemas/a"}}},"b":{"$ref":"#/components/schemas/b"}"##)
        let document = try OpenAPIDocument(body)
        #expect(document.findings == [])
        #expect(try document.bodyAgain() == body)
    }

    @Test func missingReferencesAreFindings() throws {
        let document = try OpenAPIDocument(
            DocumentText.document(
                ##""a":{"$ref":"#/components/schemas/none"},"b":{"allOf":[{"$ref":"#/components/schemas/none"}]},"c":{"$ref":"#/components/schemas/b~1c%7E0d"},"b/c~d":{}"##
            ))
        #expect(document.findings == ["a schema refers to none, which is not in the document"])
    }

    @Test func whatIsThereTwiceCountsOnceAndIsAFinding() throws {
        let text =
            #""a":{"type":"string"},"a":{"type":"integer","type":"number","properties":{"x":{"type":"string"},"x":{"type":"boolean"}},"properties":{"y":{},"y":{"type":"object"}}}"#
        let document = try OpenAPIDocument(DocumentText.document(text))
        #expect(document.definitions.count == 1)
        let schema = try #require(try document.definition("a"))
        #expect(schema.attributes.type == "number")
        #expect(schema.properties.map(\.name) == ["y"])
        #expect(document.findings.count == 5)
        #expect(document.findings.allSatisfy { $0.hasSuffix("twice; the last counts") })
        #expect(try document.bodyAgain() == DocumentText.document(text))
    }

    @Test func bytesThatAreNoTextAreAFinding() throws {
        var body = DocumentText.document(#""a":{"description":"x?y"}"#)
        let position = try #require(body.firstIndex(of: UInt8(ascii: "?")))
        body[position] = 0xFF
        let document = try OpenAPIDocument(body)
        #expect(document.findings == ["the document is not valid UTF-8"])
        #expect(document.namedDefinitions[0].description == "x\u{FFFD}y")
        #expect(try document.bodyAgain() == body)
    }

    /// Whether a body is text is looked at piece by piece.
    @Test(arguments: 0..<4) func charactersBetweenPiecesAreText(shift: Int) throws {
        let text = String(repeating: "x", count: shift) + String(repeating: "😀", count: 50_000)
        var body = DocumentText.document(#""a":{"description":"\#(text)"}"#)
        #expect(try OpenAPIDocument(body).findings == [])
        let last = try #require(body.lastIndex(of: 0x9F))
        body[last] = UInt8(ascii: "x")
        #expect(try OpenAPIDocument(body).findings == ["the document is not valid UTF-8"])
    }

    @Test func aLongRunOfHalfCharactersIsNoText() throws {
        let start = Data(#"{"openapi":"3.0.0","x":""#.utf8)
        let body = start + Data(repeating: 0x80, count: 200_000) + Data(#""}"#.utf8)
        #expect(try OpenAPIDocument(body).findings == ["the document is not valid UTF-8"])
    }

    /// More than are kept while it is put together again.
    @Test func aDocumentOfManySchemasIsKeptInParts() throws {
        let fields = (0..<60_000).map { #""f\#(10_000_000 + $0)":{"items":{"type":"string"},"maxItems":\#($0)}"# }
        let shared = #""s":{"properties":{"a":{"items":{"type":"string"},"maxItems":1}}}"#
        let body = DocumentText.document(#""a":{"properties":{\#(fields.joined(separator: ","))}},\#(shared)"#)
        let document = try OpenAPIDocument(body)
        #expect(document.schemasOffset != nil)
        #expect(try document.bodyAgain() == body)
    }

    @Test func schemasAreForgottenWhenTheyAreTooMuch() throws {
        var cache = SchemaNodeCache(costLimit: 2_000)
        let attributes = try SchemaAttributes(#"{"type":"string"}"#)
        var forgotten = 0
        for id in 0..<100 where cache.keep(SchemaNode(id: Int64(id), attributes: attributes)) { forgotten += 1 }
        #expect((5...50).contains(forgotten))
        #expect(cache[99]?.attributes == attributes && cache[0] == nil)
    }

    @Test func findingsAreFew() throws {
        let references = (0..<1000).map { ##""d\##($0)":{"$ref":"#/components/schemas/m\##($0)"}"## }
        let document = try OpenAPIDocument(DocumentText.document(references.joined(separator: ",")))
        #expect(document.findings.count == 20)
    }

    @Test(.timeLimit(.minutes(1))) func hugeAndManyTakeNoLongerThanTheirSize() throws {
        let values = (0..<20_000).map { "\"value\($0)\"" }.joined(separator: ",")
        let keys = (0..<20_000).map { "\"x-\($0)\":1" }.joined(separator: ",")
        let fields = (0..<20_000).map { "\"f\($0)\":{}" }.joined(separator: ",")
        let body = DocumentText.document(
            #""a":{"enum":[\#(values)]},"b":{\#(keys)},"c":{"properties":{\#(fields)}},"d":{"required":[\#(values)]}"#)
        let document = try OpenAPIDocument(body)
        #expect(document.definitions.count == 4)
        #expect(try document.bodyAgain() == body)
    }
}

/// What real API servers answered.
@Suite(.enabled(if: Recordings.folder != nil)) struct RecordedDocumentTests {
    /// Some are enough: all together take a while in a debug build.
    @Test(arguments: ["plain-1.25", "upstream-1.36"])
    func isPutTogetherByteForByte(recording: String) throws {
        let folder = try #require(Recordings.folder).appending(path: "\(recording)/openapi/v3")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        var definitions = 0
        for file in files where file.hasSuffix(".json") {
            let body = try Data(contentsOf: folder.appending(path: file))
            let document = try OpenAPIDocument(body)
            #expect(document.schemasOffset != nil || document.definitions.isEmpty, "\(file)")
            #expect(document.findings == [], "\(file)")
            #expect(try document.bodyAgain() == body, "\(file)")
            definitions += document.definitions.count
        }
        #expect(definitions > 500)
    }
}
