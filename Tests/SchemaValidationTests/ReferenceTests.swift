import Testing

@testable import SchemaValidation

@Suite struct ReferenceTests {
    private static let others =
        ##""R":{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"r":{"$ref":"#/components/schemas/R"}}}"##
    private static let reference = ##"{"$ref":"#/components/schemas/R"}"##

    @Test(arguments: [reference, #"{"allOf":[\#(reference)],"default":{}}"#])
    func whatAReferenceNamesCounts(schema: String) throws {
        let schemas = try MadeSchemas(v: schema, others: Self.others)
        #expect(lines(try schemas.result("v: {a: x, r: {a: w}}", as: .goType)) == [])
        #expect(
            lines(try schemas.result("v: {r: {a: 1, r: {b: 2}}}", as: .goType)) == [
                #"2 unknown field "v.r.r.b""#, "2 v.a: Required value", wrongType("v.r.a", "string", "integer"),
                "2 v.r.r.a: Required value",
            ])
    }

    @Test func aReferenceOutOfACustomResourceLeadsToATypeOfGo() throws {
        let schemas = try MadeSchemas(v: Self.reference, others: #""R":{"type":"object"}"#)
        #expect(lines(try schemas.result("v: {a: x}")) == [])
    }

    @Test func aReferenceThatLeadsNowhereSaysNothing() throws {
        let schemas = try MadeSchemas(v: ##"{"$ref":"#/components/schemas/Missing"}"##)
        #expect(lines(try schemas.result("v: {a: x}", as: .goType)) == [])
    }

    @Test func theStatusIsDecodedOnly() throws {
        let schemas = try MadeSchemas(
            #""T":{"type":"object","properties":{"status":{"type":"object","required":["a"],"properties":{"a":{"type":"string","maxLength":1},"b":{"type":"integer"}}}}}"#
        )
        #expect(lines(try schemas.result("status: {b: x, c: 1}")) == [#"2 unknown field "status.c""#])
        #expect(
            lines(try schemas.result("status: {b: x, a: xyz, c: 1}", as: .goType)) == [
                #"2 unknown field "status.c""#, wrongType("status.b", "integer", "string"),
            ])
    }

    /// Without the subresource it is data as any other.
    @Test func aStatusThatIsNoSubresourceIsValidated() throws {
        let schemas = try MadeSchemas(
            #""T":{"type":"object","properties":{"status":{"type":"object","required":["a"],"properties":{"a":{"type":"string","maxLength":1},"b":{"type":"integer"}}}}}"#
        )
        #expect(
            lines(try schemas.result("status: {b: x}", hasStatusSubresource: false)) == [
                "2 status.a: Required value", wrongType("status.b", "integer", "string"),
            ])
        #expect(lines(try schemas.result("status: {b: x}", hasStatusSubresource: true)) == [])
        // A type of Go has one, as far as is known.
        #expect(lines(try schemas.result("status: {}", as: .goType, hasStatusSubresource: false)) == [])
    }

    @Test func valuesAreKeptOutOfMessagesWhereThatIsWanted() throws {
        let schemas = try MadeSchemas(v: #"{"type":"string","format":"byte","maxLength":3,"enum":["x"]}"#)
        let result = try schemas.result("v: hunter2!", hidesValues: true)
        #expect(result.problems.count == 3)
        #expect(result.problems.allSatisfy { !$0.message.contains("hunter2") })
    }

    @Test(arguments: [
        ("1", true), ("100m", true), ("1.5Gi", true), (".5", true), ("1.", true), ("1e3", true), ("-1E-3", true),
        ("+5k", true), (" 1Gi", true), ("1Gi  ", true), ("\u{A0}1\u{3000}", true), (" ", false),
        ("1 Gi", false), ("Gi", false), ("", false), ("1Gb", false), ("1.2.3", false), ("1Ki2", false), ("0x10", false),
    ])
    func aQuantityIsReadAsServersReadIt(text: String, isValid: Bool) throws {
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity"}"##,
            others: #""io.k8s.apimachinery.pkg.api.resource.Quantity":{"oneOf":[{"type":"string"},{"type":"number"}]}"#)
        let message =
            "2 v: Invalid value: \"\(text)\": quantities must match the regular expression "
            + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        #expect(lines(try schemas.result("v: \"\(text)\"", as: .goType)) == (isValid ? [] : [message]))
        #expect(lines(try schemas.result("v: 1.5", as: .goType)) == [])
    }

    /// OpenAPI 2 has no `oneOf`; what servers take is the same.
    @Test func theQuantitiesOfOpenAPI2MayBeNumbers() throws {
        let name = "io.k8s.apimachinery.pkg.api.resource.Quantity"
        let schemas = try MadeSchemas(
            v: ##"{"type":"object","additionalProperties":{"$ref":"#/components/schemas/\##(name)"}}"##,
            others: #""\#(name)":{"type":"string"}"#)
        #expect(lines(try schemas.result("v: {cpu: 1, memory: 1.5, storage: \"10Gi\", x: 1e3}", as: .goType)) == [])
        #expect(
            lines(try schemas.result("v: {cpu: true}", as: .goType)) == [wrongType("v.cpu", "string", "boolean")])
        #expect(lines(try schemas.result("v: {cpu: x}", as: .goType)).count == 1)
    }

    @Test func theIntOrStringOfOpenAPI2MayBeEither() throws {
        let name = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/\##(name)"}"##,
            others: #""\#(name)":{"type":"string","format":"int-or-string"}"#)
        for text in ["80", "http", "\"25%\""] {
            #expect(lines(try schemas.result("v: \(text)", as: .goType)) == [], "\(text)")
        }
        #expect(lines(try schemas.result("v: 1.5", as: .goType)).count == 1)
    }

    /// Go decodes them into 32 bits.
    @Test(arguments: [("2147483647", true), ("2147483648", false), ("-3000000000", false), ("\"3000000000\"", true)])
    func aNumberOrTextOfGoHas32Bits(text: String, isValid: Bool) throws {
        let name = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/\##(name)"}"##,
            others: #""\#(name)":{"format":"int-or-string","oneOf":[{"type":"integer"},{"type":"string"}]}"#)
        #expect(
            lines(try schemas.result("v: \(text)", as: .goType))
                == (isValid ? [] : [invalid("v", text, "must be of type int32: \"\(text)\"")]))
        let custom = try MadeSchemas(v: #"{"x-kubernetes-int-or-string":true}"#)
        #expect(lines(try custom.result("v: \(text)")) == [])
    }

    @Test(arguments: [
        ("2020-01-01T00:00:00.000000Z", true), ("2020-01-01T00:00:00,123456+02:00", true),
        ("2020-01-01T00:00:00Z", false), ("2020-01-01T00:00:00.123Z", false), ("2020-01-01T00:00:00.1234567Z", false),
    ])
    func aMicroTimeHasSixDecimals(text: String, isValid: Bool) throws {
        let name = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
        let schemas = try MadeSchemas(
            v: ##"{"allOf":[{"$ref":"#/components/schemas/\##(name)"}]}"##,
            others: #""\#(name)":{"type":"string","format":"date-time"}"#)
        let message = invalid("v", "\"\(text)\"", "must be of type date-time, with six decimals: \"\(text)\"")
        #expect(lines(try schemas.result("v: \"\(text)\"", as: .goType)) == (isValid ? [] : [message]))
        #expect(
            lines(try schemas.result("v: x", as: .goType)) == [
                invalid("v", "\"x\"", "must be of type date-time: \"x\"")
            ])
    }

    /// Servers fill them in or take them empty; the schemas of some releases say so themselves.
    @Test(arguments: [
        ("io.k8s.api.networking.v1.NetworkPolicySpec", "podSelector", true),
        ("io.k8s.api.core.v1.HTTPHeader", "value", true), ("io.k8s.api.core.v1.HTTPHeader", "name", false),
        ("io.k8s.api.core.v1.Container", "name", false), ("com.example.v1.HTTPHeader", "value", false),
    ])
    func fieldsThatServersDoNotDemandMayBeMissing(definition: String, field: String, isUndemanded: Bool) throws {
        let schema = #"{"type":"object","required":["\#(field)"],"properties":{"\#(field)":{"type":"string"}}}"#
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/\##(definition)"}"##, others: #""\#(definition)":\#(schema)"#)
        let missing = isUndemanded ? [] : ["2 v.\(field): Required value"]
        #expect(lines(try schemas.result("v: {}", as: .goType)) == missing)
        // The same where it is the kind's own.
        let own = try MadeSchemas(#""T":\#(schema)"#)
        let object = try MadeSchemas.contents(of: "metadata: {}")
        let node = try #require(try own.node(ofDefinition: "T"))
        let result = try ObjectValidator(own).validate(
            object, node: node, definition: definition, isCustomResource: false)
        #expect(result.problems.contains { $0.code == .required } == !isUndemanded)
    }

    @Test func rulesAreTold() throws {
        let schemas = try MadeSchemas(
            v: #"{"type":"object","x-kubernetes-validations":[{"rule":"true"}],"properties":{}}"#)
        #expect(try schemas.result("v: {}").notes == [.rules])
        #expect(try schemas.result("metadata: {}").notes == [])
    }
}
