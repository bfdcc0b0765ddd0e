import DiscoveryModel
import Foundation
import OpenAPIModel
import Testing

@Suite struct JSONSchemaTests {
    private static let widget = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")

    /// The schema of a field `f` of a kind; of a custom resource, and required, unless said otherwise.
    private func field(
        _ schema: String, more definitions: String = "", isCustom: Bool = true, isRequired: Bool = true,
        _ strictness: JSONSchemaDocument.Strictness = .strict
    ) throws -> String {
        let name = isCustom ? "com.example.v1.Widget" : "io.example.api.v1.Widget"
        let required = isRequired ? #""required":["f"],"# : ""
        let widget = #"{"type":"object",\#(required)"properties":{"f":\#(schema)}}"#
        let document = try OpenAPIDocument(
            DocumentText.document(#""\#(name)":\#(widget)\#(definitions.isEmpty ? "" : ",\(definitions)")"#))
        let found = try self.schema(of: document, strictness)
        return found["properties"]?["f"]?.json ?? ""
    }

    private func schema(
        of document: OpenAPIDocument, _ strictness: JSONSchemaDocument.Strictness = .strict
    ) throws -> SchemaValue {
        let definitions = document.namedDefinitions
        let source = OpenAPIDocument.Nodes(graph: document.graph)
        let named = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return try JSONSchemaDocument(
            Self.widget, definitions[0], from: source, isPattern: { (try? Regex($0)) != nil }, find: { named[$0] }
        ).schema(strictness, from: source)
    }

    @Test(arguments: [
        (
            #"{"type":"string","description":"D","default":"a"}"#,
            #"{"description":"D","type":["string","null"],"default":"a"}"#
        ),
        (
            #"{"type":"integer","format":"int32","minimum":1,"maximum":5,"exclusiveMaximum":true}"#,
            #"{"minimum":1,"exclusiveMaximum":5,"type":"integer","format":"int32"}"#
        ),
        (
            #"{"type":"string","nullable":true,"enum":["a","b"]}"#,
            #"{"type":"string","enum":["a","b"]}"#
        ),
        (#"{"x-kubernetes-int-or-string":true}"#, #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#),
        (
            #"{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true,"pattern":"^a$"}"#,
            #"{"anyOf":[{"type":"integer"},{"type":"string"}],"pattern":"^a$"}"#
        ),
        (#"{"type":"string","format":"int-or-string"}"#, #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#),
        (
            #"{"x-kubernetes-int-or-string":true,"nullable":true}"#,
            #"{"anyOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]},{"type":"null"}]}"#
        ),
        (
            #"{"type":"array","items":{"type":"string","description":"E"},"x-kubernetes-list-type":"set"}"#,
            #"{"type":"array","uniqueItems":true,"items":{"description":"E","type":"string"}}"#
        ),
        (
            #"{"type":"object","additionalProperties":{"type":"string"}}"#,
            #"{"type":"object","additionalProperties":{"type":["string","null"]}}"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#,
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#
        ),
        (#"{"type":"object"}"#, #"{"type":"object","additionalProperties":false}"#),
        (#"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#, #"{"type":"object"}"#),
        (
            #"{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"string"}}}"#,
            #"{"type":"object","properties":{"spec":{"type":["string","null"]},"apiVersion":{"type":"string"},"kind":{"type":"string"},"metadata":{"type":"object"}},"additionalProperties":false}"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"oneOf":[{"required":["a"]},{"not":{"required":["a"]}}]}"#,
            #"{"type":"object","oneOf":[{"required":["a"]},{"not":{"required":["a"]}}],"properties":{"a":{"type":["string","null"]}},"additionalProperties":false}"#
        ),
        (#"{"type":"string","x-kubernetes-validations":[{"rule":"self != ''"}]}"#, #"{"type":"string"}"#),
        (#"{"type":"string","pattern":"^(?i)yes$"}"#, #"{"type":"string"}"#),
        (#"{"type":"string","pattern":"\\Ayes\\z"}"#, #"{"type":"string"}"#),
        (#"{"type":"string","pattern":"^(?:a|[(?i)])$"}"#, #"{"type":"string","pattern":"^(?:a|[(?i)])$"}"#),
        (#"{}"#, #"{}"#),
    ])
    func aSchemaSaysTheSameInJSONSchema(openAPI: String, jsonSchema: String) throws {
        #expect(try field(openAPI) == jsonSchema)
    }

    /// A validator refuses a document with any of it whole.
    @Test(arguments: [
        (#"{"type":"file","minLength":1}"#, #"{"minLength":1}"#), (#"{"type":"Int"}"#, "{}"),
        (#"{"type":["string","string"]}"#, #"{"type":["string"]}"#), (#"{"type":["string","Int"]}"#, "{}"),
        (#"{"type":[]}"#, "{}"), (#"{"type":"file","nullable":true}"#, "{}"),
        (#"{"multipleOf":0.0}"#, "{}"), (#"{"multipleOf":-2}"#, "{}"), (#"{"multipleOf":0.5}"#, #"{"multipleOf":0.5}"#),
        (#"{"minLength":-1,"maxItems":1.5,"minProperties":"1","maxLength":2.0}"#, #"{"maxLength":2.0}"#),
        (#"{"minimum":"1","maximum":null,"exclusiveMaximum":true}"#, "{}"),
        (#"{"enum":[]}"#, "{}"), (#"{"enum":{}}"#, "{}"), (#"{"enum":["a","b","a"]}"#, #"{"enum":["a","b"]}"#),
        (
            #"{"anyOf":[{"required":[]},{"required":["a","a"]},{"required":["a",1]}]}"#,
            #"{"anyOf":[{},{"required":["a"]},{}]}"#
        ),
        (#"{"pattern":["a"]}"#, "{}"), (#"{"pattern":"("}"#, "{}"), (#"{"pattern":"[]a]"}"#, "{}"),
        (#"{"pattern":"[\\w-.]"}"#, "{}"), (#"{"pattern":"^*a"}"#, "{}"),
        (#"{"pattern":"[\\w-][a^*]$"}"#, #"{"pattern":"[\\w-][a^*]$"}"#),
        (#"{"title":1,"format":{},"uniqueItems":"yes","readOnly":1}"#, "{}"),
        (
            #"{"oneOf":[{"nullable":true,"type":"file","enum":[1,1],"patternProperties":{"a":{},"(":{}}}]}"#,
            #"{"oneOf":[{"enum":[1,null],"patternProperties":{"a":{}}}]}"#
        ),
    ])
    func whatDraft7DoesNotPermitIsLeftOut(openAPI: String, jsonSchema: String) throws {
        #expect(try field(openAPI) == jsonSchema)
    }

    @Test func everythingThatIsLeftIsDraft7() throws {
        let keywords = [
            "type", "format", "title", "description", "enum", "required", "multipleOf", "minimum", "maximum",
            "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
            "maxProperties", "pattern", "uniqueItems", "readOnly", "writeOnly", "deprecated", "nullable", "items",
            "not",
            "properties", "patternProperties", "additionalProperties", "allOf", "anyOf", "oneOf", "$ref", "default",
            "x-kubernetes-list-type", "x-kubernetes-int-or-string", "x-kubernetes-embedded-resource",
        ]
        let values = [
            "null", "true", "0", "-1", "1.5", "3", "1e400", #""""#, #""file""#, #""string""#, #""set""#, #""(""#,
            #""a**""#,
            #""[z-a]""#, "[]", #"["string","string"]"#, #"["Int","null"]"#, #"[{"type":"file"},true,1]"#, "{}",
            #"{"a":1,"(":{"multipleOf":0}}"#, #"{"minimum":"1","enum":[],"type":["null","null"]}"#,
        ]
        var schemas: [String] = []
        for keyword in keywords {
            for value in values {
                let schema = #"{"\#(keyword)":\#(value)}"#
                let mixed = #"{"type":"string","nullable":true,"uniqueItems":7,"\#(keyword)":\#(value)}"#
                schemas += [schema, mixed, #"{"anyOf":[\#(schema),\#(mixed)]}"#, #"{"items":\#(schema)}"#]
            }
        }
        let fields = schemas.enumerated().map { #""f\#($0)":\#($1)"# }.joined(separator: ",")
        for name in ["com.example.v1.Widget", "io.example.api.v1.Widget"] {
            let document = try OpenAPIDocument(
                DocumentText.document(#""\#(name)":{"type":"object","properties":{\#(fields)}}"#))
            for strictness in JSONSchemaDocument.Strictness.allCases {
                let schema = try schema(of: document, strictness)
                #expect(schema["properties"]?.members?.count == schemas.count + 2)
                #expect(Draft7.problems(in: schema) == [])
            }
        }
        #expect(Draft7.problems(in: try #require(SchemaValue(json: "[1]"))) == ["#: no schema"])
    }

    @Test func unknownFieldsAreAllowedUnlessItIsStrict() throws {
        let nested = #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#
        #expect(try field(nested, .open) == nested)
        #expect(try field(nested).contains(#""additionalProperties":false"#))
    }

    /// A type that is compiled into a server takes null for what is not there, and what it has no fields for may be
    /// anything.
    @Test func compiledTypesTakeNull() throws {
        #expect(
            try field(#"{"type":"string"}"#, isCustom: false, isRequired: false) == #"{"type":["string","null"]}"#)
        #expect(
            try field(#"{"type":"object","additionalProperties":{"type":"string"}}"#, isCustom: false)
                == #"{"type":"object","additionalProperties":{"type":"string"}}"#)
        #expect(try field(#"{"type":"string"}"#, isCustom: false, isRequired: true) == #"{"type":"string"}"#)
        #expect(try field(#"{"type":"object"}"#, isCustom: false, isRequired: true) == #"{"type":"object"}"#)
    }

    /// Servers drop it, or put the default in its place, unless it is a value or the field is required; and it is none of
    /// the values where only some are allowed.
    @Test(arguments: [
        (#"{"type":"string"}"#, false, #"{"type":["string","null"]}"#),
        (#"{"type":"string"}"#, true, #"{"type":"string"}"#),
        (#"{"type":"string","enum":["a"]}"#, false, #"{"type":["string","null"],"enum":["a",null]}"#),
        (#"{"type":"string","nullable":true,"enum":["a"]}"#, false, #"{"type":"string","enum":["a"]}"#),
        (#"{"type":"string","nullable":true,"enum":["a",null]}"#, false, #"{"type":"string","enum":["a",null]}"#),
        (#"{"type":"string","nullable":true}"#, true, #"{"type":["string","null"]}"#),
        (#"{"type":"string","default":"a"}"#, true, #"{"type":["string","null"],"default":"a"}"#),
        (
            #"{"type":"integer","oneOf":[{"minimum":1},{"maximum":-1}]}"#, false,
            #"{"anyOf":[{"type":"integer","oneOf":[{"minimum":1},{"maximum":-1}]},{"type":"null"}]}"#
        ),
        (
            #"{"type":"array","items":{"type":"string"}}"#, true, #"{"type":"array","items":{"type":"string"}}"#
        ),
        (
            #"{"type":"array","items":{"type":"string","default":"a"}}"#, true,
            #"{"type":"array","items":{"type":["string","null"],"default":"a"}}"#
        ),
    ])
    func customResourcesTakeNullWhereServersDropIt(openAPI: String, isRequired: Bool, jsonSchema: String) throws {
        #expect(try field(openAPI, isRequired: isRequired) == jsonSchema)
    }

    @Test func whatServersDoNotDemandIsNotRequired() throws {
        let name = "io.k8s.api.core.v1.HTTPHeader"
        let header =
            #"{"type":"object","properties":{"name":{"type":"string"},"value":{"type":"string"}},"required":["name","value"]}"#
        let schema = try field(
            ##"{"$ref":"#/components/schemas/\##(name)"}"##, more: #""\#(name)":\#(header)"#, isCustom: false)
        #expect(
            schema
                == #"{"type":"object","properties":{"name":{"type":"string"},"value":{"type":["string","null"]}},"required":["name"],"additionalProperties":false}"#
        )
    }

    @Test(arguments: [
        (##"{"$ref":"#/components/schemas/b.B"}"##, #"{"description":"Of B","type":"string","default":"x"}"#),
        (
            ##"{"description":"Own","allOf":[{"$ref":"#/components/schemas/b.B"}],"default":"y"}"##,
            #"{"description":"Own","type":["string","null"],"default":"y"}"#
        ),
        (
            ##"{"allOf":[{"$ref":"#/components/schemas/c.C"}]}"##,
            #"{"description":"Of B","type":"string","default":"x"}"#
        ),
        (##"{"$ref":"#/components/schemas/none"}"##, #"{}"#),
        (
            ##"{"allOf":[{"$ref":"#/components/schemas/b.B"},{"minLength":2},{"$ref":"#/components/schemas/none"}]}"##,
            ##"{"allOf":[{"$ref":"#/definitions/b.B"},{"minLength":2},{}]}"##
        ),
    ])
    func referencesAreResolved(openAPI: String, jsonSchema: String) throws {
        let definitions =
            ##""b.B":{"description":"Of B","type":"string","default":"x"},"c.C":{"$ref":"#/components/schemas/b.B"}"##
        #expect(try field(openAPI, more: definitions) == jsonSchema)
    }

    /// A server fills them in before it looks what is missing.
    @Test func whatHasADefaultIsNotRequired() throws {
        let schema =
            #"{"type":"object","properties":{"a":{"type":"string","default":"x"},"b":{"type":"string"}},"required":["a","b"]}"#
        #expect(try field(schema).contains(#""required":["b"]"#))
        #expect(try field(schema, isCustom: false).contains(#""required":["a","b"]"#))
    }

    @Test func aQuantityIsOneThatServersRead() throws {
        let name = "io.k8s.apimachinery.pkg.api.resource.Quantity"
        let schema = try field(
            ##"{"$ref":"#/components/schemas/\##(name)"}"##,
            more: #""\#(name)":{"oneOf":[{"type":"string"},{"type":"number"}]}"#, isCustom: false, isRequired: true)
        #expect(schema.hasPrefix(#"{"oneOf":[{"type":"string"},{"type":"number"}],"pattern":"^ *[+-]?("#))
        let found = try #require(SchemaValue(json: schema)?["pattern"]?.string)
        let pattern = try Regex(found)
        for text in ["1", "0.5", ".5", "1.", "-1", "100m", "1Gi", "1e3", "2E-2", "5E", " 1Gi "] {
            #expect(text.contains(pattern), "\(text)")
        }
        for text in ["", "x", "1 Gi", "1gi", "1K", "1e", "1.1.1", "--1"] { #expect(!text.contains(pattern), "\(text)") }
    }

    @Test func aMicroTimeHasSixDecimals() throws {
        let name = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
        let schema = try field(
            ##"{"$ref":"#/components/schemas/\##(name)"}"##,
            more: #""\#(name)":{"type":"string","format":"date-time"}"#, isCustom: false)
        let pattern = try Regex(try #require(SchemaValue(json: schema)?["pattern"]?.string))
        #expect("2026-01-01T00:00:00.000000Z".contains(pattern))
        #expect(!"2026-01-01T00:00:00Z".contains(pattern) && !"2026-01-01T00:00:00.123Z".contains(pattern))
    }

    /// OpenAPI 2 has no `oneOf`; what servers take is the same.
    @Test func theQuantitiesOfOpenAPI2MayBeNumbers() throws {
        let name = "io.k8s.apimachinery.pkg.api.resource.Quantity"
        let reference = ##"{"$ref":"#/components/schemas/\##(name)"}"##
        let definition = #""\#(name)":{"type":"string"}"#
        let schema = { (isRequired: Bool) in
            try field(reference, more: definition, isCustom: false, isRequired: isRequired)
        }
        #expect(try schema(true).hasPrefix(#"{"type":["string","number"],"pattern":"^ *[+-]?("#))
        #expect(try schema(false).hasPrefix(#"{"type":["string","null","number"],"pattern":"^ *[+-]?("#))
        // As it is where it is held by name.
        let looping =
            ##""A":{"type":"object","properties":{"q":{"anyOf":[\##(reference)]},"a":{"$ref":"#/components/schemas/A"}}}"##
        let held = try self.schema(
            of: try OpenAPIDocument(
                DocumentText.document(
                    ##""io.example.api.v1.Widget":{"type":"object","properties":{"f":{"$ref":"#/components/schemas/A"}}},\##(looping),\##(definition)"##
                )))
        let quantity = try #require(held["definitions"]?[name])
        #expect(quantity["type"] == .list([.string("string"), .string("number")]) && quantity["pattern"] != nil)
    }

    @Test func whatACustomResourceRefersToIsCompiled() throws {
        let definitions = #""m.Meta":{"type":"object","properties":{"any":{"type":"object"},"name":{"type":"string"}}}"#
        #expect(
            try field(##"{"$ref":"#/components/schemas/m.Meta"}"##, more: definitions)
                == #"{"type":"object","properties":{"any":{"type":["object","null"]},"name":{"type":["string","null"]}},"additionalProperties":false}"#
        )
    }

    @Test func aDocumentIsOfItsKindAlone() throws {
        let document = try OpenAPIDocument(
            DocumentText.document(#""com.example.v1.Widget":{"type":"object","properties":{"kind":{"type":"string"}}}"#)
        )
        #expect(
            try schema(of: document).json
                == #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"apiVersion":{"type":"string","enum":["example.com/v1"]},"kind":{"type":"string","enum":["Widget"]}},"additionalProperties":false,"required":["apiVersion","kind"]}"#
        )
    }

    @Test func whatLeadsToItselfIsHeldByName() throws {
        let text = ##"""
            "com.example.v1.Widget":{"type":"object","properties":{"tree":{"$ref":"#/components/schemas/Tree"},"up":{"$ref":"#/components/schemas/com.example.v1.Widget"}}},
            "Tree":{"type":"object","properties":{"leaf":{"$ref":"#/components/schemas/Leaf"},"child/ren":{"type":"array","items":{"$ref":"#/components/schemas/a~1b"}}}},
            "a/b":{"type":"object","properties":{"tree":{"$ref":"#/components/schemas/Tree"}}},
            "Leaf":{"type":"string"}
            """##
        let document = try OpenAPIDocument(DocumentText.document(text))
        let schema = try schema(of: document, .open)
        #expect(schema["definitions"]?.members?.map(\.key) == ["Tree", "a/b", "com.example.v1.Widget"])
        #expect(
            schema["properties"]?["tree"]?.json == ##"{"anyOf":[{"$ref":"#/definitions/Tree"},{"type":"null"}]}"##)
        #expect(
            schema["definitions"]?["Tree"]?["properties"]?.json
                == ##"{"child/ren":{"type":["array","null"],"items":{"allOf":[{"$ref":"#/definitions/a~1b"}]}},"leaf":{"type":["string","null"]}}"##
        )
    }

    /// 2^40 fields.
    @Test func whatWouldBeTooLargeIsHeldByName() throws {
        let bomb = (0..<40).map { number in
            let next = ##"{"$ref":"#/components/schemas/\##(number == 39 ? "Leaf" : "D\(number + 1)")"}"##
            return
                #""\#(number == 0 ? "com.example.v1.Widget" : "D\(number)")":{"type":"object","properties":{"a":\#(next),"b":\#(next)}}"#
        }
        let document = try OpenAPIDocument(
            DocumentText.document((bomb + [#""Leaf":{"type":"string"}"#]).joined(separator: ",")))
        let schema = try schema(of: document)
        #expect(schema["definitions"]?.members?.count == 40)
        #expect(schema.json.utf8.count < 10_000)
    }

    @Test func aLongChainOfReferencesIsHeldByName() throws {
        let chain = (0..<20_000).map { number in
            ##""\##(number == 0 ? "com.example.v1.Widget" : "D\(number)")":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/D\##(number + 1)"}}}"##
        }
        let document = try OpenAPIDocument(DocumentText.document(chain.joined(separator: ",")))
        #expect(try schema(of: document)["definitions"]?.members?.count == 19_999)
    }
}
