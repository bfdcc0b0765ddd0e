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

    @Test func valuesAreKeptOutOfMessagesWhereThatIsWanted() throws {
        let schemas = try MadeSchemas(v: #"{"type":"string","format":"byte","maxLength":3,"enum":["x"]}"#)
        let result = try schemas.result("v: hunter2!", hidesValues: true)
        #expect(result.problems.count == 3)
        #expect(result.problems.allSatisfy { !$0.message.contains("hunter2") })
    }

    @Test(arguments: [
        ("1", true), ("100m", true), ("1.5Gi", true), (".5", true), ("1.", true), ("1e3", true), ("-1E-3", true),
        ("+5k", true),
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

    @Test func rulesAreTold() throws {
        let schemas = try MadeSchemas(
            v: #"{"type":"object","x-kubernetes-validations":[{"rule":"true"}],"properties":{}}"#)
        #expect(try schemas.result("v: {}").notes == [.rules])
        #expect(try schemas.result("metadata: {}").notes == [])
    }
}
