import OpenAPIModel
import Testing

@Suite struct AttributeDifferenceTests {
    private func rules(_ old: String, _ new: String) throws -> [SchemaDifferenceRule] {
        try SchemaAttributes(old).differences(to: SchemaAttributes(new)).map(\.rule)
    }

    @Test(
        arguments: [
            (#"{"enum":["a","b"]}"#, #"{"enum":["b","c"]}"#, [.enumValuesRemoved, .enumValuesAdded]),
            (#"{"enum":["a"]}"#, "{}", [.enumValuesAdded]), ("{}", #"{"enum":["a"]}"#, [.enumValuesRemoved]),
            (#"{"enum":["a","b"]}"#, #"{"enum":["b","a"]}"#, []),
            (#"{"default":1}"#, #"{"default":2}"#, [.defaultChanged]), (#"{"default":1}"#, "{}", [.defaultRemoved]),
            ("{}", #"{"default":{}}"#, []), ("{}", #"{"default":{"a":1}}"#, [.defaultAdded]),
            (#"{"format":"int32"}"#, #"{"format":"int64"}"#, [.formatWidened]),
            (#"{"format":"double"}"#, #"{"format":"float"}"#, [.formatNarrowed]),
            (#"{"format":"date"}"#, #"{"format":"date-time"}"#, [.formatChanged]),
            (#"{"format":"date"}"#, "{}", [.formatWidened]), ("{}", #"{"format":"date"}"#, [.formatNarrowed]),
            (#"{"type":"integer","format":"int32"}"#, #"{"x-kubernetes-int-or-string":true}"#, []),
            ("{}", #"{"nullable":true}"#, [.nullableAdded]), (#"{"nullable":true}"#, "{}", [.nullableRemoved]),
            (#"{"minimum":1}"#, #"{"minimum":2}"#, [.boundNarrowed]), (#"{"minimum":1}"#, #"{"minimum":1.0}"#, []),
            (#"{"maximum":1}"#, #"{"maximum":2}"#, [.boundWidened]), (#"{"maxLength":5}"#, "{}", [.boundWidened]),
            ("{}", #"{"maxItems":5}"#, [.boundNarrowed]), ("{}", #"{"uniqueItems":true}"#, [.boundNarrowed]),
            (#"{"pattern":"a"}"#, #"{"pattern":"b"}"#, [.patternChanged]),
            (#"{"pattern":"a"}"#, "{}", [.patternRemoved]),
            (
                #"{"x-kubernetes-validations":[{"rule":"a","message":"x"},{"rule":"b"}]}"#,
                #"{"x-kubernetes-validations":[{"rule":"c"},{"rule":"a","message":"y"}]}"#,
                [.validationRemoved, .validationAdded]
            ),
            (
                #"{"oneOf":[{"required":["a"]}]}"#, #"{"oneOf":[{"required":["b"]}]}"#,
                [.combinationChanged, .combinationWidened]
            ),
            (##"{"allOf":[{"$ref":"#/a"}]}"##, ##"{"allOf":[{"$ref":"#/b"}]}"##, []),
            (
                #"{"oneOf":[{"required":["a"]}]}"#, #"{"oneOf":[{"required":["b"]},{"required":["a"]}]}"#,
                [.combinationWidened]
            ),
            (
                #"{"anyOf":[{"minimum":1},{"maximum":0}]}"#, #"{"anyOf":[{"maximum":0}]}"#, [.combinationChanged]
            ),
            (#"{"anyOf":[{"minimum":1}]}"#, "{}", [.combinationWidened]),
            ("{}", #"{"anyOf":[{"minimum":1}]}"#, [.combinationChanged]),
            (#"{"allOf":[{"minimum":1}]}"#, #"{"allOf":[{"minimum":1},{"maximum":9}]}"#, [.combinationChanged]),
            (#"{"allOf":[{"minimum":1},{"maximum":9}]}"#, #"{"allOf":[{"maximum":9}]}"#, [.combinationWidened]),
            (#"{"not":{"minimum":1}}"#, #"{"not":{"minimum":2}}"#, [.combinationChanged]),
            (#"{"not":{"minimum":1}}"#, "{}", [.combinationWidened]),
            (
                #"{"type":"integer"}"#,
                #"{"anyOf":[{"type":"integer"},{"type":"string"}],"x-kubernetes-int-or-string":true}"#, []
            ),
            (#"{"additionalProperties":0}"#, #"{"x-kubernetes-preserve-unknown-fields":true}"#, []),
            (#"{"x-kubernetes-list-type":"atomic"}"#, #"{"x-kubernetes-list-type":"set"}"#, [.mergeChanged]),
            (#"{"x-kubernetes-preserve-unknown-fields":true}"#, "{}", [.unknownFieldsDropped]),
            ("{}", #"{"additionalProperties":true}"#, [.unknownFieldsKept]),
            ("{}", #"{"deprecated":true}"#, [.deprecated]),
            (#"{"deprecated":true}"#, #"{"title":"T"}"#, [.undeprecated]),
            (#"{"title":"a","example":1}"#, #"{"title":"b"}"#, []),
        ] as [(String, String, [SchemaDifferenceRule])])
    func aTableOfDifferences(old: String, new: String, expected: [SchemaDifferenceRule]) throws {
        #expect(try rules(old, new) == expected)
    }

    @Test(
        arguments: [
            ("{}", #"{"default":0}"#, [.defaultAdded]), (#"{"default":""}"#, "{}", [.defaultRemoved]),
            (#"{"default":0}"#, #"{"default":1}"#, [.defaultChanged]),
            (#"{"default":0}"#, #"{"default":0,"title":"a"}"#, []),
            ("{}", #"{"default":{}}"#, []),
        ] as [(String, String, [SchemaDifferenceRule])])
    func anEmptyDefaultIsOneWhereAFieldMayBeLeftOut(
        old: String, new: String, expected: [SchemaDifferenceRule]
    ) throws {
        let (old, new) = (try SchemaAttributes(old), try SchemaAttributes(new))
        #expect(old.differences(to: new, isOptional: true).map(\.rule) == expected)
        #expect(!old.differences(to: new).map(\.rule).contains(.defaultRemoved))
    }

    @Test func readersAndWritersBreakByDifferentRules() {
        #expect(SchemaDifferenceRule.requiredAdded.breaks == .writers)
        #expect(SchemaDifferenceRule.enumValuesAdded.breaks == .readers)
        #expect(SchemaDifferenceRule.fieldRemoved.breaks == .all)
        #expect(SchemaDifferenceRule.fieldAdded.breaks.isEmpty)
        for rule in SchemaDifferenceRule.allCases { #expect(!rule.reason.isEmpty && !rule.reason.hasSuffix(".")) }
    }
}
