import Manifests
import Testing

@testable import SchemaValidation

@Suite struct HostileSchemaTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ##"{"$ref":"#/components/schemas/A"}"##,
            ##"{"allOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]}"##,
            ##"{"anyOf":[{"$ref":"#/components/schemas/C"}]}"##, ##"{"not":{"$ref":"#/components/schemas/D"}}"##,
        ])
    func loopsOfReferencesEnd(schema: String) throws {
        let schemas = try MadeSchemas(
            v: schema,
            others: ##"""
                "A":{"$ref":"#/components/schemas/B"},"B":{"allOf":[{"$ref":"#/components/schemas/A"}]},\##
                "C":{"anyOf":[{"$ref":"#/components/schemas/C"}],"oneOf":[{"$ref":"#/components/schemas/C"}]},\##
                "D":{"not":{"$ref":"#/components/schemas/D"}}
                """##)
        let result = try schemas.result("v: {a: {b: c}}", as: .goType)
        #expect(result.notes.isEmpty || result.notes == [.tooMuchToValidate])
    }

    @Test(.timeLimit(.minutes(1))) func choicesWithinChoicesAreGivenUp() throws {
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/A"}"##,
            others: ##"""
                "A":{"type":"object","properties":{"a":{"anyOf":[{"$ref":"#/components/schemas/A"},\##
                {"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/A"}]}},"required":["z"]}
                """##)
        let nested = (0..<100).reduce("{}") { text, _ in "{a: \(text)}" }
        #expect(try schemas.result("v: \(nested)", as: .goType).notes.contains(.tooMuchToValidate))
    }

    @Test func whatNestsTooDeeplyIsToldAndNotLookedAt() throws {
        let schemas = try MadeSchemas(
            v: ##"{"$ref":"#/components/schemas/A"}"##,
            others: ##""A":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}}"##)
        let nested = (0..<300).reduce("{}") { text, _ in "{a: \(text)}" }
        #expect(try schemas.result("v: \(nested)", as: .goType).notes == [.tooDeep])
        let allowed = (0..<150).reduce("{}") { text, _ in "{a: \(text)}" }
        #expect(try schemas.result("v: \(allowed)", as: .goType).notes == [])
    }

    @Test func noMoreProblemsAreToldThanWanted() throws {
        let schemas = try MadeSchemas(v: #"{"type":"array","items":{"type":"string"}}"#)
        var limits = ValidationLimits()
        limits.problems = 3
        let result = try schemas.result("v: [1, 2, 3, 4, 5]", limits: limits)
        #expect(result.problems.map(\.path) == ["v[0]", "v[1]", "v[2]"])
        #expect(result.notes == [.moreProblems])
    }

    @Test(.timeLimit(.minutes(1))) func aPatternMayBeHugeAndTheTextToo() throws {
        let schemas = try MadeSchemas(v: #"{"type":"string","pattern":"^(([a-z]?){50}){60}$"}"#)
        let text = String(repeating: "a", count: 1 << 20)
        #expect(try schemas.result("v: \(text)").notes == [.tooMuchToValidate])
    }

    @Test func aPatternThatIsNoneIsToldAndNothingElse() throws {
        let schemas = try MadeSchemas(v: #"{"type":"string","pattern":"(?=a)b","enum":["c"]}"#)
        let result = try schemas.result("v: b")
        #expect(lines(result) == ["2 v: Unsupported value: \"b\": supported values: \"c\""])
        #expect(result.notes == [.pattern("(?=a)b")])
    }

    @Test func keywordsOfTheWrongKindSayNothing() throws {
        for schema in [
            #"{"type":5}"#, #"{"enum":"a"}"#, #"{"required":{"a":1},"minLength":"x"}"#, "true", "[]", #"{"anyOf":{}}"#,
            #"{"items":5,"properties":[]}"#, #"{"minimum":"1","maximum":null,"multipleOf":0}"#, #"{"maxLength":1e400}"#,
        ] {
            #expect(lines(try MadeSchemas(v: schema).result("v: x", as: .goType)) == [], "\(schema)")
        }
    }
}
