import DiscoveryModel
import DiscoveryStore
import Foundation
import Manifests
import OpenAPIModel
import TestSupport
import Testing

@testable import crawlctl

/// `explain --example`.
@Suite(.fewAtOnce) struct ManifestExampleTests {
    private static let fields: [String: JSON] = [
        "chosen": .object(["type": "string", "enum": .list(["", "Fast", "Slow"])]),
        "given": .object(["type": "string", "default": "yes"]),
        "nothing": .object(["type": "string", "default": ""]),
        "count": .object(["type": "integer", "minimum": .number(3), "multipleOf": .number(4)]),
        "when": .object(["type": "string", "format": "date-time"]),
        "code": .object(["type": "string", "pattern": "^[A-Z]{3}-\\d+$"]),
        "odd": .object(["type": "string", "pattern": "^(?=x)\n"]),
        "port": .object(["x-kubernetes-int-or-string": .bool(true)]),
        "left": .object(["type": "string"]),
        "moment": MadeSchemas.reference("example.pkg.apis.meta.v1.MicroTime"),
        "rules": .object([
            "type": "array", "minItems": .number(2),
            "items": .object([
                "type": "object", "required": .list(["name"]),
                "properties": .object(["name": .object(["type": "string"]), "more": .object(["type": "string"])]),
            ]),
        ]),
        "one": .object([
            "type": "object", "properties": .object(["a": .object(["type": "boolean"]), "b": .object([:])]),
            "oneOf": .list([.object(["required": .list(["a"])]), .object(["required": .list(["b"])])]),
        ]),
    ]

    @Test func whatIsRequiredIsThereAndAllowed() async throws {
        let document = MadeSchemas.document(
            Self.fields, required: Self.fields.keys.filter { $0 != "left" },
            definitions: [
                "example.pkg.apis.meta.v1.MicroTime": .object(["type": "string", "format": "date-time"])
            ])
        try await MadeSchemas.withCrawled(["small": document]) { crawlctl in
            let result = try await crawlctl.run("explain", "deployments", "--example")
            #expect(result.status == 0 && result.errors.isEmpty)
            #expect(
                result.output == #"""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: example  # and namespace, where it is not the default one
                    spec:
                      chosen: Fast
                      code: AAA-0
                      count: 4
                      given: "yes"
                      moment: "2026-01-01T00:00:00.000000Z"
                      nothing: example
                      odd: example  # has to match ^(?=x)\n
                      one:
                        a: false
                      port: 1
                      rules:
                      - name: example
                      - name: example-2
                      when: "2026-01-01T00:00:00Z"

                    """#, "\(result.output)")
            let data = try await crawlctl.run("explain", "deployments", "--example", "-o", "json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(data.output.utf8)) as? [String: Any])
            let spec = try #require(object["spec"] as? [String: Any])
            #expect(spec["count"] as? Int == 4 && spec["given"] as? String == "yes" && spec["left"] == nil)
            let part = try await crawlctl.run("explain", "deployments.spec.rules", "--example")
            #expect(part.output == "- name: example\n- name: example-2\n")
            #expect(try await crawlctl.run("explain", "deployments", "--example", "--recursive").status == 64)
        }
    }

    @Test func whatRequiresItselfEnds() async throws {
        var definitions: [String: JSON] = [
            "D40": .object(["type": "string"]),
            "Loop": .object([
                "type": "object", "required": .list(["again"]),
                "properties": .object(["again": MadeSchemas.reference("Loop")]),
            ]),
        ]
        for number in 0..<40 {
            let next = MadeSchemas.reference("D\(number + 1)")
            definitions["D\(number)"] = .object([
                "type": "object", "properties": .object(["a": next, "b": next]), "required": .list(["a", "b"]),
            ])
        }
        let document = MadeSchemas.document(
            ["bomb": MadeSchemas.reference("D0"), "loop": MadeSchemas.reference("Loop")], required: ["loop"],
            definitions: definitions)
        try await MadeSchemas.withCrawled(["small": document]) { crawlctl in
            let loop = try await crawlctl.run("explain", "deployments", "--example")
            #expect(loop.output.hasSuffix("  loop:\n    again: {}  # the same again\n"), "\(loop.output)")
            let bomb = try await crawlctl.run("explain", "deployments.spec.bomb", "--example")
            #expect(bomb.status == 2)
            #expect(bomb.errors.contains("note: parts were left out"))
        }
    }

    @Test func deploymentsHaveALabelInCommonWithTheirPods() async throws {
        let matching: JSON = .object([
            "type": "object",
            "properties": .object(["matchLabels": .object(["type": "object", "additionalProperties": .object([:])])]),
        ])
        let template: JSON = .object(["type": "object", "properties": .object(["metadata": .object([:])])])
        let document = MadeSchemas.document(
            ["selector": matching, "template": template], required: ["selector", "template"])
        try await MadeSchemas.withCrawled(["small": document]) { crawlctl in
            let result = try await crawlctl.run("explain", "deployments.spec", "--example")
            #expect(
                result.output == """
                    selector:
                      matchLabels:
                        app: example
                    template:
                      metadata:
                        labels:
                          app: example

                    """)
        }
    }

    @Test func whatIsToBeScaledHasAScale() async throws {
        func target(_ kind: JSON, _ more: [String: JSON] = [:]) -> JSON {
            .object([
                "type": "object", "required": .list(["kind", "name"]),
                "properties": .object(
                    ["kind": kind, "name": .object(["type": "string"])].merging(more) { first, _ in first }),
            ])
        }
        let version: [String: JSON] = ["apiVersion": .object(["type": "string"])]
        let text: JSON = .object(["type": "string"])
        for (target, yaml) in [
            (
                target(text, version),
                """
                scaleTargetRef:
                  apiVersion: apps/v1
                  kind: Deployment  # or another that has a scale
                  name: example

                """
            ),
            // Those say themselves what they may be.
            (
                target(.object(["type": "string", "enum": .list(["Thing"])]), version),
                "scaleTargetRef:\n  kind: Thing\n  name: example\n"
            ), (target(text), "scaleTargetRef:\n  kind: example\n  name: example\n"),
        ] {
            let document = MadeSchemas.document(["scaleTargetRef": target], required: ["scaleTargetRef"])
            try await MadeSchemas.withCrawled(["small": document]) { crawlctl in
                let spec = try await crawlctl.run("explain", "deployments.spec", "--example")
                #expect(spec.output == yaml)
                let part = try await crawlctl.run("explain", "deployments.spec.scaleTargetRef", "--example")
                let lines = yaml.split(separator: "\n").dropFirst().map { $0.dropFirst(2) + "\n" }
                #expect(part.output == lines.joined())
            }
        }
    }

    @Test(arguments: [
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", #"^([0-9]+(\.[0-9]+)?(s|m|h))+$"#, "^(Always|Never)$", #"^\d{4}-\d{2}$"#,
        "^$|^x+$",
        #"^[^\s/]+/[^/]+$"#, "^(?:a|b){2,5}c?$", #"^(([0-9]{1,3}\.){3}[0-9]{1,3})$"#, "^[-_]$", "^[]a]$", "foo.*",
        #"^arn:[^:\n]*:s3:::.*$"#,
    ]) func patternsAreMatched(pattern: String) throws {
        let text = try #require(PatternSample.text(matching: pattern, lengths: 0...50))
        #expect(text.range(of: pattern, options: .regularExpression) != nil, "\(text)")
    }

    @Test(arguments: [
        "(?=a)b", "a{", "[", "(", ")", "a**", #"\p{L}"#, "[z-a]", "((((a{90}){90}){90}){90}){90}",
        String(repeating: "(", count: 900),
    ]) func otherPatternsHaveNoExample(pattern: String) {
        #expect(PatternSample.text(matching: pattern, lengths: 0...100) == nil)
    }
}

/// Examples of real kinds.
@Suite(.fewAtOnce, .enabled(if: Recordings.folder != nil && Recordings.server != nil))
struct RecordedExampleTests {
    @Test func everyKindHasAManifestThatReadsBack() async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer("mid-1.36") { url in
                _ = try await crawlctl.run("crawl", "--server", url, "--name", "mid", "--schemas")
            }
            let database = try DiscoveryDatabase.openForReading(path: crawlctl.database)
            try database.withSchemas(of: [SurfaceReference("mid", now: Date())]) { readers in
                let reader = try #require(readers[0])
                var count = 0
                for kind in try reader.groupVersions().flatMap({ try reader.kinds(of: $0) }) {
                    let place = try FieldPlace(kind, path: [], from: reader)
                    let answer = try ExampleAnswer(place, isNamespaced: true, on: "mid")
                    var objects: [ManifestObject] = []
                    ManifestReader().read(Array(answer.yaml.utf8), file: "example.yaml") { item in
                        if case .object(let object) = item { objects.append(object) }
                    }
                    // A list stands for its items, of which it has none.
                    if kind.kind.hasSuffix("List") && objects.isEmpty { continue }
                    let object = try #require(objects.first, "\(kind): \(answer.yaml)")
                    #expect(object.kind == kind.kind || kind.kind.hasSuffix("List"))
                    if object.kind == kind.kind { expectRequired(place.schema, object.root, "\(kind)") }
                    count += 1
                }
                #expect(count > 700)
            }
        }
    }

    @Test func examplesOfAutoscalersPassTheCheck() async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer("mid-1.36") { url in
                _ = try await crawlctl.run("crawl", "--server", url, "--name", "mid", "--schemas")
            }
            let example = try await crawlctl.run("explain", "hpa", "--example")
            try Data(example.output.utf8).write(to: crawlctl.home.appending(path: "hpa.yaml"))
            for flags in [["--schemas"], []] {
                let check = try await crawlctl.run(["check", "hpa.yaml", "--on", "mid", "--strict"] + flags)
                #expect(check.status == 0)
                #expect(check.output == "", "\(check.output)")
            }
        }
    }

    /// Each required field is there, and so are those of what is there.
    private func expectRequired(_ schema: FieldSchema, _ node: ManifestNode, _ path: String) {
        for field in schema.fields {
            guard let value = node[field.name] else {
                #expect(!field.isRequired, "\(path).\(field.name)")
                continue
            }
            guard let below = try? schema.below(field) else { continue }
            expectRequired(below, value, "\(path).\(field.name)")
        }
        guard let elements = schema.elements, let below = try? schema.below(elements) else { return }
        for item in node.items ?? [] { expectRequired(below, item, path + "[]") }
    }
}
