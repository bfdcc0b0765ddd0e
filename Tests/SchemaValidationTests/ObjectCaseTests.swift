import Testing

@testable import SchemaValidation

/// Cases of objects and lists: a schema of the field `v`, a manifest, how it is decoded, what is found.
@Suite struct ObjectCaseTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var schema: String
        var manifest: String
        var decoding: Decoding
        var found: [String]

        var testDescription: String { "\(decoding) \(schema) of \(manifest)" }

        init(_ schema: String, _ manifest: String, _ found: [String] = [], as decoding: Decoding = .structural) {
            (self.schema, self.manifest, self.decoding, self.found) = (schema, manifest, decoding, found)
        }
    }

    private static let one = #"{"type":"object","properties":{"a":{"type":"string"}}}"#
    private static let required = #"{"type":"object","required":["a","c"],"properties":{"a":{"type":"string"}}}"#
    private static let preserving =
        #"{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}"#
    private static let list =
        #"{"type":"array","items":{"type":"object","required":["m"],"properties":{"m":{"type":"string"},"p":{"type":"integer"}}}}"#

    static let fields: [Case] = [
        Case(one, "v: {a: b}"),
        Case(one, "v: {}"),
        Case(one, "v:\n  a: b\n  c: d", ["4 unknown field \"v.c\""]),
        Case(one, "v: {}\nw: 1", ["3 unknown field \"w\""]),
        Case(one, "v: {A: b}", ["2 unknown field \"v.A\""]),
        Case(one, #"{"v":{"c":"d"}}"#, ["2 unknown field \"v.c\""]),
        Case(one, "v: {a: 1, c: {d: e}}", [#"2 unknown field "v.c""#, wrongType("v.a", "string", "integer")]),
        Case(one, "v: {c: d}", ["2 unknown field \"v.c\""], as: .goType),
        Case(one, "metadata: {x: y}"),
        Case(#"{"type":"object"}"#, "v: {a: b}", ["2 unknown field \"v.a\""]),
        Case(#"{"type":"object"}"#, "v: {a: b}", as: .goType),
        Case(#"{"type":"object","additionalProperties":true}"#, "v: {a: {b: c}}"),
        Case(
            #"{"type":"object","properties":{"a":{}},"additionalProperties":false}"#, "v: {b: c}",
            [
                "2 unknown field \"v.b\""
            ]),
        Case(preserving, "v: {x: {w: z}, a: {b: c}}"),
        Case(preserving, "v: {x: 1, a: {c: d}}", ["2 unknown field \"v.a.c\""]),
        Case(list, "v:\n- m: a\n  q: 1\n- m: b", ["4 unknown field \"v[0].q\""]),
        // Twice.
        Case(one, "v:\n  a: b\n  a: c", ["4 duplicate field \"v.a\""]),
        Case(one, "v:\n  \"a\": b\n  a: c\n  a: d", ["4 duplicate field \"v.a\"", "5 duplicate field \"v.a\""]),
        Case(one, #"{"v":{"a":"b","a":"c"}}"#, ["2 duplicate field \"v.a\""]),
        Case(
            one, #"{"v":{"a":"b",\#n"a":1}}"#,
            ["3 duplicate field \"v.a\"", wrongType("v.a", "string", "integer", line: 3)]),
        Case(preserving, "v: {x: {w: 1, w: 2}}", ["2 duplicate field \"v.x.w\""]),
        Case(list, #"{"v":[{"m":"a"},{"m":"b","m":"c"}]}"#, ["2 duplicate field \"v[1].m\""]),
        // Required.
        Case(required, "v: {a: b, c: d}", ["2 unknown field \"v.c\"", "2 v.c: Required value"]),
        Case(required, "v: {}", ["2 v.a: Required value", "2 v.c: Required value"]),
        Case(list, "v:\n- p: 1\n- m: a", ["3 v[0].m: Required value"]),
        Case(#"{"type":"object","required":["a"],"properties":{"a":{"type":"string","default":"x"}}}"#, "v: {}"),
        Case(
            #"{"type":"object","required":["a"],"properties":{"a":{"type":"string","default":""}}}"#, "v: {}",
            ["2 v.a: Required value"], as: .goType),
        Case(
            #"{"type":"object","required":["a"],"properties":{"a":{"type":"string"}},"default":{"a":"x"}}"#,
            "metadata: {}"),
        // Null.
        Case(one, "v: {a: null}"),
        Case(one, "v: {a: ~}", as: .goType),
        Case(one, "v:"),
        Case(one, "v: {c: null}", ["2 unknown field \"v.c\""]),
        Case(required, "v: {a: null}", ["2 v.a: Required value", "2 v.c: Required value"]),
        Case(
            #"{"type":"object","required":["a"],"properties":{"a":{"type":"string","nullable":true}}}"#, "v: {a: null}"),
        Case(#"{"type":"object","required":["a"],"properties":{"a":{"type":"string","default":"x"}}}"#, "v: {a: null}"),
        Case(#"{"type":"array","items":{"type":"string"}}"#, "v: [a, null]", [wrongType("v[1]", "string", "null")]),
        Case(#"{"type":"array","items":{"type":"string","nullable":true}}"#, "v: [null]"),
        Case(#"{"type":"array","items":{"type":"string"}}"#, "v: [a, null]", as: .goType),
        Case(list, "v: [null]", ["2 v[0].m: Required value"], as: .goType),
        Case(#"{"type":"object","additionalProperties":{"type":"string"}}"#, "v: {a: null}"),
        Case(
            #"{"type":"string","nullable":true,"enum":["a"]}"#, "v: null",
            [
                "2 v: Unsupported value: null: supported values: \"a\""
            ]),
        Case(
            #"{"type":"string","nullable":true,"enum":["a",null]}"#, "v: null",
            [
                "2 v: Unsupported value: null: supported values: \"a\", \"null\""
            ]),
        Case(#"{"type":"string","enum":["a"]}"#, "v: null"),
        // A default takes the place of null that is no value.
        Case(#"{"type":"array","items":{"type":"string","default":"d"}}"#, "v: [null, a]"),
        Case(
            #"{"type":"array","items":{"type":"string","default":"d","maxLength":0}}"#, "v: [null]",
            ["2 v[0]: Too long: may not be more than 0 characters"]),
        Case(
            #"{"type":"array","items":{"type":"string","default":"d"}}"#, "v: [1]",
            [wrongType("v[0]", "string", "integer")]),
        Case(
            #"{"type":"array","items":{"type":"object","required":["a"],"properties":{"a":{}},"default":{"a":1}}}"#,
            "v: [~]"),
        Case(#"{"type":"array","items":{"type":"string","nullable":true,"default":"d","maxLength":0}}"#, "v: [null]"),
        Case(
            #"{"type":"object","minProperties":1,"additionalProperties":{"type":"string","default":"d"}}"#,
            "v: {a: null}"),
        Case(
            #"{"type":"object","minProperties":1,"additionalProperties":{"type":"string"}}"#, "v: {a: null}",
            [invalid("v", "{}", "should have at least 1 properties")]),
        // Lists that are sets and maps.
        Case(#"{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}"#, "v: [a, b]"),
        Case(
            #"{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}"#, "v:\n- a\n- b\n- a",
            [
                "5 v[2]: Duplicate value: \"a\""
            ]),
        Case(
            #"{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}"#, "v: [a, a]", as: .goType),
        Case(
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["m"],"items":{"type":"object","properties":{"m":{"type":"string"},"p":{"type":"integer"}}}}"#,
            "v: [{m: a, p: 1}, {m: a, p: 2}]", ["2 v[1]: Duplicate value: {\"m\":\"a\"}"]),
        Case(
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["p","m"],"items":{"type":"object","properties":{"m":{"type":"string"},"p":{"type":"integer","default":1}}}}"#,
            "v: [{m: a}, {m: a, p: 2}, {m: a, p: 1}]", ["2 v[2]: Duplicate value: {\"m\":\"a\",\"p\":1}"]),
        Case(
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["p","m"],"items":{"type":"object","properties":{"m":{"type":"string"},"p":{"type":"integer"}}}}"#,
            "v: [{m: a, p: 1}, {m: a, p: 2}]"),
        // Whole objects within objects.
        Case(
            #"{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"string"}}}"#,
            "v: {apiVersion: v1, kind: X, metadata: {name: a}, spec: b, other: c}", ["2 unknown field \"v.other\""]),
        Case(
            #"{"type":"object","x-kubernetes-embedded-resource":true,"required":["apiVersion","kind"],"properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"}}}"#,
            "v: {kind: X}", ["2 v.apiVersion: Required value"]),
        Case(
            #"{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}"#,
            "v: {apiVersion: v1, kind: X, data: {a: b}}"),
    ]

    @Test(arguments: fields) func fieldsAreThoseOfTheSchema(_ test: Case) throws {
        #expect(lines(try MadeSchemas(v: test.schema).result(test.manifest, as: test.decoding)) == test.found)
    }

    private static let either =
        #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}"#
    private static func choice(_ reason: String) -> String { "2 v: Invalid value: \"\": \"v\" must \(reason)" }

    static let combinations: [Case] = [
        Case(either, "v: {a: x}"),
        Case(
            either, "v: {}",
            [
                choice("validate one and only one schema (oneOf). Found none valid"), "2 v.a: Required value",
            ]),
        Case(
            either, "v: {a: x, b: w}", [choice("validate one and only one schema (oneOf). Found 2 valid alternatives")]),
        Case(either, "v: {a: x, b: null}"),
        Case(#"{"type":"integer","anyOf":[{"minimum":10},{"maximum":2}]}"#, "v: 1"),
        Case(
            #"{"type":"integer","anyOf":[{"minimum":10},{"maximum":2}]}"#, "v: 5",
            [
                choice("validate at least one schema (anyOf)"),
                invalid("v", "5", "should be greater than or equal to 10"),
            ]),
        Case(#"{"type":"string","not":{"enum":["a"]}}"#, "v: b"),
        Case(#"{"type":"string","not":{"enum":["a"]}}"#, "v: a", [choice("not validate the schema (not)")]),
        Case(
            #"{"type":"string","allOf":[{"minLength":2},{"pattern":"^a"}]}"#, "v: b",
            [
                invalid("v", "\"b\"", "should be at least 2 chars long"), invalid("v", "\"b\"", "should match '^a'"),
            ]),
        Case(
            #"{"type":"object","properties":{"a":{"type":"string","default":"x"}},"anyOf":[{"required":["a"]}]}"#,
            "v: {}"),
        Case(
            #"{"type":"object","properties":{"k":{"type":"string"},"m":{"type":"integer"}},"anyOf":[{"properties":{"k":{"enum":["num"]}},"required":["m"]},{"not":{"properties":{"k":{"enum":["num"]}}}}]}"#,
            "v: {k: num}", [choice("validate at least one schema (anyOf)"), "2 v.m: Required value"]),
        Case(
            #"{"type":"object","properties":{"k":{"type":"string"},"m":{"type":"integer"}},"anyOf":[{"properties":{"k":{"enum":["num"]}},"required":["m"]},{"not":{"properties":{"k":{"enum":["num"]}}}}]}"#,
            "v: {k: m}"),
        Case(
            #"{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"required":["a"]}]}}"#,
            "v:\n- {a: x}\n- {}",
            ["4 v[1]: Invalid value: \"\": \"v[1]\" must validate at least one schema (anyOf)"]),
        Case(
            #"{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"string"}]}"#,
            "v: {a: b}", as: .goType),
        Case(
            #"{"type":"object","properties":{"a":{}},"oneOf":[{"properties":{"b":{}},"required":["b"]}]}"#,
            "v: {a: 1, b: 2}",
            as: .goType),
        Case(
            #"{"anyOf":[{"type":"object","properties":{"a":{}},"additionalProperties":false}]}"#, "v: {b: 2}",
            [
                choice("validate at least one schema (anyOf)")
            ]),
    ]

    @Test(arguments: combinations) func combinationsAreTried(_ test: Case) throws {
        #expect(lines(try MadeSchemas(v: test.schema).result(test.manifest, as: test.decoding)) == test.found)
    }
}
