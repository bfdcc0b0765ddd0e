import OpenAPIModel
import Testing

@Suite struct SchemaAttributesTests {
    @Test(arguments: ["true", "[1, {\"type\":0}]", "\"string\"", "0", "null", " {} ", "{}"])
    func whatIsNoObjectSaysNothing(text: String) throws {
        let attributes = try SchemaAttributes(text)
        #expect(attributes.keywords == [] && attributes.text == text)
    }

    @Test(arguments: [
        "", " ", "{", "{\"type\":\"string\"", "{\"type\":\"string\",}", "{\"type\" \"string\"}", "{\"a\":1}x", "{}{}",
        "tru",
        "[1", "\"a", "01", "{\"a\":\"\u{1}\"}", "{\"a\":" + String(repeating: "[", count: 100_000),
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: OpenAPIDocumentError.self) { try SchemaAttributes(text) }
    }

    /// Whatever a document may have in a schema can be read of what is kept of it.
    @Test func theDeepestValueOfADocumentIsRead() throws {
        let value = String(repeating: "[", count: 248) + "1" + String(repeating: "]", count: 248)
        let fits = DocumentText.document(#""a":{"default":\#(value)}"#)
        let document = try OpenAPIDocument(fits)
        #expect(try document.definition("a")?.attributes["default"]?.json == value)
        let tooDeep = DocumentText.document(#""a":{"default":[\#(value)]}"#)
        #expect(throws: OpenAPIDocumentError.self) { try OpenAPIDocument(tooDeep) }
    }
}
