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

    @Test func rulesAreTold() throws {
        let schemas = try MadeSchemas(
            v: #"{"type":"object","x-kubernetes-validations":[{"rule":"true"}],"properties":{}}"#)
        #expect(try schemas.result("v: {}").notes == [.rules])
        #expect(try schemas.result("metadata: {}").notes == [])
    }
}
