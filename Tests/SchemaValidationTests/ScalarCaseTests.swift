import Testing

@testable import SchemaValidation

/// Cases of one field `v` each: its schema, a manifest, what is found.
@Suite struct ScalarCaseTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var schema: String
        var manifest: String
        var found: [String]

        var testDescription: String { "\(schema) of \(manifest)" }

        init(_ schema: String, _ manifest: String, _ found: [String] = []) {
            (self.schema, self.manifest, self.found) = (schema, manifest, found)
        }
    }

    static let types: [Case] = [
        Case(#"{"type":"string"}"#, "v: a"),
        Case(#"{"type":"string"}"#, "v: \"1\""),
        Case(#"{"type":"string"}"#, "v: '1'"),
        Case(#"{"type":"string"}"#, "v: |\n  1"),
        Case(#"{"type":"string"}"#, "v: !!str 1"),
        Case(#"{"type":"string"}"#, "v: 2001-01-01"),
        Case(#"{"type":"string"}"#, "v: 1", [wrongType("v", "string", "integer")]),
        Case(#"{"type":"string"}"#, "v: 1.5", [wrongType("v", "string", "number")]),
        Case(#"{"type":"string"}"#, "v: yes", [wrongType("v", "string", "boolean")]),
        Case(#"{"type":"string"}"#, "v: y", [wrongType("v", "string", "boolean")]),
        Case(#"{"type":"string"}"#, "v: [a]", [wrongType("v", "string", "array")]),
        Case(#"{"type":"string"}"#, "v: {a: b}", [wrongType("v", "string", "object")]),
        Case(#"{"type":"string"}"#, #"{"v":1}"#, [wrongType("v", "string", "integer")]),
        Case(#"{"type":"string"}"#, #"{"v":"yes"}"#),
        Case(#"{"type":"integer"}"#, "v: 1"),
        Case(#"{"type":"integer"}"#, "v: -0x1F"),
        Case(#"{"type":"integer"}"#, "v: 1.0"),
        Case(#"{"type":"integer"}"#, "v: 1e3"),
        Case(#"{"type":"integer"}"#, "v: 1.5", [wrongType("v", "integer", "number")]),
        Case(#"{"type":"integer"}"#, "v: \"1\"", [wrongType("v", "integer", "string")]),
        Case(#"{"type":"integer"}"#, "v: true", [wrongType("v", "integer", "boolean")]),
        Case(#"{"type":"integer"}"#, "v: 99999999999999999999", [wrongType("v", "integer", "number")]),
        Case(#"{"type":"integer","format":"int64"}"#, "v: 9223372036854775807"),
        Case(#"{"type":"integer","format":"int32"}"#, "v: 2147483647"),
        Case(#"{"type":"integer","format":"int32"}"#, "v: -2147483648"),
        // Servers do not look at the formats of a custom resource's numbers.
        Case(#"{"type":"integer","format":"int32"}"#, "v: 2147483648"),
        Case(#"{"type":"number"}"#, "v: 1.5"),
        Case(#"{"type":"number"}"#, "v: 1"),
        Case(#"{"type":"number"}"#, "v: a", [wrongType("v", "number", "string")]),
        Case(#"{"type":"boolean"}"#, "v: true"),
        Case(#"{"type":"boolean"}"#, "v: off"),
        Case(#"{"type":"boolean"}"#, "v: tRue", [wrongType("v", "boolean", "string")]),
        Case(#"{"type":"boolean"}"#, "v: \"true\"", [wrongType("v", "boolean", "string")]),
        Case(#"{"type":"boolean"}"#, #"{"v":0}"#, [wrongType("v", "boolean", "integer")]),
        Case(#"{"type":"array","items":{"type":"string"}}"#, "v: []"),
        Case(#"{"type":"array","items":{"type":"string"}}"#, "v: a", [wrongType("v", "array", "string")]),
        Case(
            #"{"type":"array","items":{"type":"string"}}"#, "v:\n- a\n- 1\n- b\n- {}",
            [wrongType("v[1]", "string", "integer", line: 4), wrongType("v[3]", "string", "object", line: 6)]),
        Case(#"{"type":"object","additionalProperties":{"type":"integer"}}"#, "v: {a: 1}"),
        Case(
            #"{"type":"object","additionalProperties":{"type":"integer"}}"#, "v:\n  a: 1\n  b: c",
            [wrongType("v.b", "integer", "string", line: 4)]),
        Case(
            #"{"type":"object","additionalProperties":{"type":"integer"}}"#, "v: [1]",
            [
                wrongType("v", "object", "array")
            ]),
        Case(#"{"x-kubernetes-int-or-string":true}"#, "v: 80"),
        Case(#"{"x-kubernetes-int-or-string":true}"#, "v: http"),
        Case(#"{"x-kubernetes-int-or-string":true}"#, "v: 1.5", [wrongType("v", "integer,string", "number")]),
        Case(
            #"{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}"#, "v: [1]",
            [wrongType("v", "integer,string", "array")]),
        Case(
            #"{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true,"pattern":"^[0-9]+%$"}"#,
            "v: 10%"),
        Case(
            #"{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true,"pattern":"^[0-9]+%$"}"#,
            "v: x", [invalid("v", "\"x\"", "should match '^[0-9]+%$'")]),
        Case(
            #"{"format":"int-or-string","oneOf":[{"type":"integer"},{"type":"string"}]}"#, "v: true",
            [
                wrongType("v", "integer,string", "boolean")
            ]),
        Case(#"{"oneOf":[{"type":"string"},{"type":"number"}]}"#, "v: 0.5"),
        Case(#"{"oneOf":[{"type":"string"},{"type":"number"}]}"#, "v: {}", [wrongType("v", "string,number", "object")]),
        Case("{}", "v: {a: [1]}"),
        Case(#"{"x-kubernetes-preserve-unknown-fields":true}"#, "v: [1, {a: b}]"),
    ]

    @Test(arguments: types) func typesAreTold(_ test: Case) throws {
        #expect(lines(try MadeSchemas(v: test.schema).result(test.manifest)) == test.found)
    }

    static let bounds: [Case] = [
        Case(#"{"type":"integer","minimum":1}"#, "v: 1"),
        Case(#"{"type":"integer","minimum":1}"#, "v: 0", [invalid("v", "0", "should be greater than or equal to 1")]),
        Case(
            #"{"type":"integer","minimum":1,"exclusiveMinimum":true}"#, "v: 1",
            [
                invalid("v", "1", "should be greater than 1")
            ]),
        Case(
            #"{"type":"number","exclusiveMinimum":1.5}"#, "v: 1.5", [invalid("v", "1.5", "should be greater than 1.5")]),
        Case(#"{"type":"integer","maximum":10}"#, "v: 10"),
        // Both are the same floating point number.
        Case(
            #"{"type":"integer","maximum":9007199254740992}"#, "v: 9007199254740993",
            [invalid("v", "9007199254740993", "should be less than or equal to 9007199254740992")]),
        Case(#"{"type":"integer","maximum":10}"#, "v: 11", [invalid("v", "11", "should be less than or equal to 10")]),
        Case(
            #"{"type":"number","maximum":10,"exclusiveMaximum":true}"#, "v: 10",
            [
                invalid("v", "10", "should be less than 10")
            ]),
        Case(#"{"type":"number","maximum":10,"exclusiveMaximum":true}"#, "v: 9.99"),
        Case(#"{"type":"integer","multipleOf":5}"#, "v: 15"),
        Case(#"{"type":"integer","multipleOf":5}"#, "v: 16", [invalid("v", "16", "should be a multiple of 5")]),
        Case(#"{"type":"number","multipleOf":0.1}"#, "v: 0.3"),
        Case(
            #"{"type":"number","multipleOf":0.01}"#, "v: 19.99", [invalid("v", "19.99", "should be a multiple of 0.01")]
        ),
        Case(#"{"type":"string","minLength":1}"#, "v: ''", [invalid("v", "\"\"", "should be at least 1 chars long")]),
        Case(#"{"type":"string","maxLength":3}"#, "v: abcd", ["2 v: Too long: may not be more than 3 characters"]),
        Case(#"{"type":"string","maxLength":3}"#, "v: äöü"),
        Case(#"{"type":"string","minLength":4}"#, "v: \"e\\u0301e\\u0301\""),
        Case(
            #"{"type":"array","items":{},"minItems":1}"#, "v: []", [invalid("v", "[]", "should have at least 1 items")]),
        Case(
            #"{"type":"array","items":{},"maxItems":1}"#, "v: [1, 2]", ["2 v: Too many: 2: must have at most 1 items"]),
        Case(#"{"type":"array","items":{},"uniqueItems":true}"#, "v: [1, 2]"),
        Case(
            #"{"type":"array","items":{},"uniqueItems":true}"#, "v: [1, 1.0]",
            [
                invalid("v", "[1,1]", "shouldn't contain duplicates")
            ]),
        Case(
            #"{"type":"object","additionalProperties":{"type":"string"},"minProperties":1}"#, "v: {}",
            [
                invalid("v", "{}", "should have at least 1 properties")
            ]),
        Case(
            #"{"type":"object","additionalProperties":{"type":"string"},"maxProperties":1}"#, "v: {a: b, c: d}",
            [
                "2 v: Too many: 2: must have at most 1 items"
            ]),
        Case(#"{"type":"string","enum":["a","b"]}"#, "v: a"),
        Case(
            #"{"type":"string","enum":["a","b"]}"#, "v: c",
            [
                "2 v: Unsupported value: \"c\": supported values: \"a\", \"b\""
            ]),
        Case(#"{"type":"string","enum":["a"]}"#, "v: ''", ["2 v: Unsupported value: \"\": supported values: \"a\""]),
        Case(#"{"type":"integer","enum":[1,2]}"#, "v: 2.0"),
        Case(
            #"{"type":"integer","enum":[1,2]}"#, "v: 3", ["2 v: Unsupported value: 3: supported values: \"1\", \"2\""]),
        Case(#"{"enum":[{"a":1}]}"#, "v: {a: 1}"),
        Case(#"{"type":"string","pattern":"^a+$"}"#, "v: aaa"),
        Case(#"{"type":"string","pattern":"a"}"#, "v: bab"),
        Case(#"{"type":"string","pattern":"^a+$"}"#, "v: ab", [invalid("v", "\"ab\"", "should match '^a+$'")]),
        Case(
            #"{"type":"string","minLength":3,"pattern":"^b"}"#, "v: a",
            [
                invalid("v", "\"a\"", "should be at least 3 chars long")
            ]),
    ]

    @Test(arguments: bounds) func boundsAreKept(_ test: Case) throws {
        #expect(lines(try MadeSchemas(v: test.schema).result(test.manifest)) == test.found)
    }

    @Test(arguments: [
        ("date-time", "2024-02-29T23:59:59Z", true), ("date-time", "2024-02-29T23:59:59.123+05:30", true),
        ("date-time", "2023-02-29T00:00:00Z", false), ("date-time", "2024-01-01", false),
        ("date-time", "2024-01-01T24:00:00Z", false), ("date-time", "x", false), ("date", "2024-12-31", true),
        ("date", "2024-13-01", false), ("byte", "aGVsbG8=", true), ("byte", "aGVsbG8", false), ("byte", "a*==", false),
        ("ipv4", "10.0.0.1", true), ("ipv4", "10.0.0.256", false), ("ipv4", "::1", false), ("ipv6", "fe80::1", true),
        ("ipv6", "10.0.0.1", false), ("ipv4", "010.0.0.1", true), ("ipv4", "::ffff:1.2.3.4", true), ("byte", "", false),
        ("date-time", "2024-01-01t00:00:00z", true), ("uri", "http://a:port", false), ("uri", "/a?b=%", true),
        ("uri", "http://a/%zz", false), ("uri", "mailto:a@b", true), ("email", "A <a@b.c>", true),
        ("email", "a..b@c.d", false),
        ("hostname", "a", true), ("hostname", "a.1", false), ("hostname", "a..example", false),
        ("duration", "5 minutes", true),
        ("duration", "3 wks", false), ("duration", "1Day", true), ("cidr", "1.2.3.4/08", true),
        ("cidr", "1.2.3.4/", false), ("cidr", "10.0.0.0/8", true), ("cidr", "10.0.0.0/33", false),
        ("cidr", "fd00::/64", true), ("cidr", "10.0.0.0", false),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", true),
        ("uuid", "123e4567", false), ("uuid4", "123e4567-e89b-42d3-a456-426614174000", true),
        ("uuid4", "123e4567-e89b-12d3-a456-426614174000", false), ("email", "a@b.example", true),
        ("email", "a.example", false), ("uri", "https://a.example/b?c", true), ("uri", "a b", false),
        ("hostname", "a-1.example", true), ("hostname", "-a.example", false), ("duration", "1h30m", true),
        ("duration", "5 days", true), ("duration", "5", false), ("mac", "00:1b:44:11:3a:b7", true),
        ("mac", "00:1b:44", false), ("k8s-short-name", "a-b", true), ("k8s-short-name", "a.b", false),
        ("k8s-long-name", "a.b-c", true), ("k8s-long-name", "a..b", false), ("hexcolor", "#fff", true),
        ("hexcolor", "#ggg", false), ("password", "x", true), ("of-our-own", "x", true), ("int64", "x", true),
    ])
    func formatsAreThoseThatServersCheck(format: String, text: String, isValid: Bool) throws {
        let schemas = try MadeSchemas(v: #"{"type":"string","format":"\#(format)"}"#)
        #expect(
            lines(try schemas.result("v: \"\(text)\""))
                == (isValid ? [] : [invalid("v", "\"\(text)\"", "must be of type \(format): \"\(text)\"")]))
    }

    @Test func typesOfGoHaveFewFormats() throws {
        for (format, number, isValid) in [
            ("int32", "2147483647", true), ("int32", "2147483648", false), ("int32", "-2147483649", false),
            ("int64", "9223372036854775807", true), ("int64", "2147483648", true),
        ] {
            let schemas = try MadeSchemas(v: #"{"type":"integer","format":"\#(format)"}"#)
            #expect(
                lines(try schemas.result("v: \(number)", as: .goType))
                    == (isValid ? [] : [invalid("v", number, "must be of type \(format): \"\(number)\"")]))
        }
        for (format, text, isValid) in [("cidr", "x", true), ("date-time", "x", false), ("byte", "x", false)] {
            let schemas = try MadeSchemas(v: #"{"type":"string","format":"\#(format)"}"#)
            #expect(try schemas.result("v: x", as: .goType).problems.isEmpty == isValid, "\(text)")
        }
    }
}
