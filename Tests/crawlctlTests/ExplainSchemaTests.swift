import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@testable import crawlctl

/// `explain` of schemas as few servers have them, and of several clusters.
@Suite(.fewAtOnce) struct ExplainSchemaTests {
    @Test func moreFieldsThanCanBeToldAreCut() async throws {
        var definitions: [String: JSON] = ["D40": .object(["type": "string"])]
        for number in 0..<40 {
            let next = MadeSchemas.reference("D\(number + 1)")
            definitions["D\(number)"] = .object(["type": "object", "properties": .object(["a": next, "b": next])])
        }
        try await MadeSchemas.withCrawled([
            "small": MadeSchemas.document(["bomb": MadeSchemas.reference("D0")], definitions: definitions)
        ]) {
            crawlctl in
            let all = try await crawlctl.run("explain", "deployments", "--recursive")
            #expect(all.status == 2)
            #expect(all.errors.contains("note: fields were left out, since there are more than 100000"))
            #expect(all.output.split(separator: "\n").count > 100_000)
            let few = try await crawlctl.run("explain", "deployments.spec.bomb", "--max-depth", "4")
            #expect(few.status == 0)
            #expect(few.output.split(separator: "\n").count(where: { $0.contains("\t<") }) == 2 + 4 + 8 + 16)
        }
    }

    /// Each line of a table has the whole path.
    @Test func longPathsAreCut() {
        let limit = ExplainLimit()
        let name = String(repeating: "a", count: 1000)
        #expect(limit.take(name: name, description: "", level: 100, pathSize: 50_000_000))
        #expect(!limit.isReached)
        #expect(!limit.take(name: name, description: "", level: 100, pathSize: 50_000_000))
        #expect(limit.isReached)
    }

    @Test func levelsThatDoNotEndAreCut() async throws {
        var definitions: [String: JSON] = ["D5000": .object(["type": "string"])]
        for number in 0..<5000 {
            definitions["D\(number)"] = .object([
                "type": "object", "properties": .object(["a": MadeSchemas.reference("D\(number + 1)")]),
            ])
        }
        try await MadeSchemas.withCrawled([
            "small": MadeSchemas.document(["deep": MadeSchemas.reference("D0")], definitions: definitions)
        ]) {
            crawlctl in
            for format in ["text", "json", "markdown"] {
                let result = try await crawlctl.run("explain", "deployments", "--recursive", "-o", format)
                #expect(result.status == 2)
                #expect(result.errors.contains("than 200 levels"))
            }
        }
    }

    @Test func allThatAFieldHasToFulfilIsMerged() async throws {
        let document = MadeSchemas.document(
            ["both": MadeSchemas.reference("One", "Two", description: "Both.")],
            definitions: [
                "One": .object([
                    "type": "object", "description": "The one.", "required": .list(["a", "c"]),
                    "properties": .object(["a": .object(["type": "string"]), "b": .object(["type": "string"])]),
                ]),
                "Two": .object([
                    "type": "object", "description": "The other.",
                    "properties": .object([
                        "b": .object(["type": "string", "description": "Described here."]),
                        "c": .object(["type": "integer"]),
                    ]),
                ]),
            ])
        try await MadeSchemas.withCrawled(["small": document]) { crawlctl in
            let result = try await crawlctl.run("explain", "deployments.spec.both")
            #expect(
                result.output.hasSuffix(
                    """
                    DESCRIPTION:
                        Both.
                        The one.
                        The other.

                    FIELDS:
                      a\t<string> -required-
                        <no description>

                      b\t<string>
                        Described here.

                      c\t<integer> -required-
                        <no description>

                    """), "\(result.output)")
            let deeper = try await crawlctl.run("explain", "deployments.spec.both.c")
            #expect(deeper.output.contains("FIELD: c <integer>\n"))
        }
    }

    private static let facts = MadeSchemas.document(
        [
            "modes": .object([
                "type": "array", "description": "How.\nOr else.",
                "items": .object(["type": "string", "description": "One way.", "enum": .list(["Fast", "Slow"])]),
            ]),
            "states": .object([
                "type": "object",
                "additionalProperties": .object(["type": "string", "enum": .list(["Up", "Down"])]),
            ]),
            "fixed": .object([
                "type": "integer", "description": "It stays.\n\n - first\n\t- second", "default": .number(3),
                "format": "int32", "minimum": .number(1), "enum": .list([.number(3), .number(4)]),
                "x-kubernetes-validations": .list([.object(["rule": "oldSelf == self"])]),
            ]),
            "typed": MadeSchemas.reference("Typed", description: "Its own."),
        ], required: ["fixed"],
        definitions: ["Typed": .object(["type": "object", "description": "The type's."])])

    @Test func fieldsOfAListAreToldWithTheirOwnDescriptionOnly() async throws {
        try await MadeSchemas.withCrawled(["small": Self.facts]) { crawlctl in
            let result = try await crawlctl.run("explain", "deployments.spec")
            #expect(
                result.output == """
                    GROUP:      apps
                    KIND:       Deployment
                    VERSION:    v1

                    FIELD: spec <Object>

                    DESCRIPTION:
                        <empty>

                    FIELDS:
                      fixed\t<integer> -required-
                      enum: 3, 4
                        format: int32
                        default: 3
                        minimum 1
                        immutable
                        It stays.

                         - first
                        \t- second

                      modes\t<[]string>
                      enum: Fast, Slow
                        How.
                        Or else.

                      states\t<map[string]string>
                      enum: Up, Down
                        <no description>

                      typed\t<Typed>
                        Its own.

                    """)
        }
    }

    @Test func aFieldIsToldWithItsTypeAndItsElements() async throws {
        try await MadeSchemas.withCrawled(["small": Self.facts]) { crawlctl in
            let modes = try await crawlctl.run("explain", "deployments.spec.modes")
            #expect(
                modes.output.hasSuffix(
                    """
                    FIELD: modes <[]string>
                    ENUM:
                        Fast
                        Slow

                    DESCRIPTION:
                        How.
                        Or else.
                        One way.

                    """), "\(modes.output)")
            let typed = try await crawlctl.run("explain", "deployments.spec.typed")
            #expect(typed.output.hasSuffix("    Its own.\n    The type's.\n"), "\(typed.output)")
            let data = try await crawlctl.run("explain", "deployments.spec.states", "-o", "json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(data.output.utf8)) as? [String: Any])
            #expect(object["clusters"] as? [String] == ["small"])
            let field = try #require(object["field"] as? [String: Any])
            #expect(field["elementEnum"] as? [String] == ["Up", "Down"])
            #expect(field["enum"] as? [String] == [])
        }
    }

    @Test func markdownOfAFieldWithoutFieldsSaysAllOfIt() async throws {
        try await MadeSchemas.withCrawled(["small": Self.facts]) { crawlctl in
            let result = try await crawlctl.run("explain", "deployments.spec.fixed", "-o", "markdown")
            #expect(
                result.output.hasSuffix(
                    """

                    - Type integer
                    - Required
                    - One of 3, 4
                    - Default 3
                    - Format int32
                    - minimum 1
                    - immutable

                    """), "\(result.output)")
        }
    }

    @Test func clustersThatSayTheSameAreToldOnce() async throws {
        let other = MadeSchemas.document(["another": .object(["type": "string"])])
        try await MadeSchemas.withCrawled(["a": Self.facts, "b": other, "c": Self.facts]) { crawlctl in
            let text = try await crawlctl.run("explain", "deployments.spec", "--all-clusters")
            #expect(text.status == 0)
            let headings = text.output.split(separator: "\n").filter { $0.hasPrefix("CLUSTER:") }
            #expect(headings == ["CLUSTER:    a, c", "CLUSTER:    b"])
            let data = try await crawlctl.run(
                "explain", "deployments.spec", "--cluster", "c", "--cluster", "b", "-o", "json")
            let list = try #require(try JSONSerialization.jsonObject(with: Data(data.output.utf8)) as? [[String: Any]])
            #expect(list.map { $0["clusters"] as? [String] } == [["c"], ["b"]])
            let partly = try await crawlctl.run("explain", "deployments.spec.another", "--all-clusters")
            #expect(partly.status == 2)
            #expect(partly.output.contains("CLUSTER:    b\n"))
            #expect(partly.errors.contains("note: a: Deployment.spec has no field another"), "\(partly.errors)")
        }
    }
}
