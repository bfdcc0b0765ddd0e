import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// `diff --schemas`, of documents of our own writing.
@Suite(.fewAtOnce) struct SchemaDiffTests {
    /// A cluster whose documents are those of the small one after replacing texts in them.
    private static func cluster(_ replacements: [(String, String)] = []) throws -> FakeCluster {
        try .withSchemas { service in
            for (groupVersion, body) in try #require(service.documents) {
                var text = String(decoding: body, as: UTF8.self)
                for (old, new) in replacements { text = text.replacing(old, with: new) }
                service.documents?[groupVersion] = Data(text.utf8)
            }
        }
    }

    /// What each of the changes is in the made-up documents.
    private static let changes: [(String, String)] = [
        // tolerations go, hostname comes.
        (#""tolerations":{"#, #""zone":{"description":"Where.","type":"string"},"tolerances":{"#),
        (#""enum":["Fast","Slow"]"#, #""enum":["Fast","Never"]"#),
        (#""required":["image","name"]"#, #""required":["name"]"#),
        (#""description":"Where it runs.","type":"string""#, #""description":"Where it runs.","type":"integer""#),
        (#""minLength":1"#, #""minLength":3"#),
    ]

    private func withTwo(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, cluster) in [("a", try Self.cluster()), ("b", try Self.cluster(Self.changes))] {
                    server.update(cluster)
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            try await body(crawlctl)
        }
    }

    private func lines(_ result: Program.Result) -> [Substring] { result.output.split(separator: "\n") }

    @Test func everyKindOfChangeIsFoundOnce() async throws {
        try await withTwo { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b", "--schemas")
            #expect(result.status == 1)
            #expect(result.errors == "")
            let expected: Set<Substring> = [
                "~ v1 Pod",
                "  ~ spec.containers.image: no longer required (and 1 more kind)  breaking for readers: it may be missing",
                "  ~ spec.nodeName: type: string -> integer (and 1 more kind)  breaking for readers and writers: values of the old type are refused and not sent",
                "  + spec.tolerances <[]Object> (and 1 more kind)", "  + spec.zone <string> (and 1 more kind)",
                "  - spec.tolerations <[]Object> (and 1 more kind)  breaking for readers and writers: it is neither kept nor sent any more",
                "~ v1 Service",
                "  ~ spec.mode: enum -Slow  breaking for writers: the values that went are refused",
                "  ~ spec.mode: enum +Never  breaking for readers: there may be values that nobody knew",
                "  ~ spec.serviceName: minLength: 1 -> 3  breaking for writers: values outside are refused",
            ]
            let missing = expected.subtracting(lines(result))
            #expect(missing.isEmpty, "\(missing) in \(result.output)")
            // Nothing of a Pod is said a second time at the Deployment.
            #expect(!result.output.contains("Deployment"))
        }
    }

    /// A loosening breaks nobody who writes.
    @Test func typesThatTakeMoreBreakReadersAlone() async throws {
        let types: KeyValuePairs<String, JSON> = [
            "integer": .object(["type": "integer"]), "number": .object(["type": "number"]),
            "intOrString": .object([
                "anyOf": .list([.object(["type": "integer"]), .object(["type": "string"])]),
                "x-kubernetes-int-or-string": .bool(true),
            ]),
            "texts": .object(["type": "object", "additionalProperties": .object(["type": "string"])]),
            "open": .object(["type": "object", "x-kubernetes-preserve-unknown-fields": .bool(true)]),
            "any": .object(["x-kubernetes-preserve-unknown-fields": .bool(true)]),
            "closed": .object(["type": "object", "properties": .object(["a": .object(["type": "string"])])]),
        ]
        let known = Dictionary(uniqueKeysWithValues: types.map { ($0, $1) })
        let loosenings = [
            ("integer", "number"), ("integer", "intOrString"), ("texts", "open"), ("integer", "any"), ("closed", "any"),
        ]
        func fields(_ names: [String]) -> [String: JSON] {
            Dictionary(uniqueKeysWithValues: names.enumerated().map { ("f\($0)", known[$1] ?? .object([:])) })
        }
        let (strict, loose) = (fields(loosenings.map(\.0)), fields(loosenings.map(\.1)))
        try await MadeSchemas.withCrawled([
            "strict": MadeSchemas.document(strict), "loose": MadeSchemas.document(loose),
        ]) { crawlctl in
            let wider = try await crawlctl.run("diff", "strict", "loose", "--schemas")
            let readers = "breaking for readers: there may be values of another type"
            for change in [
                "f0: type: integer -> number", "f1: type: integer -> int-or-string",
                "f2: type: map[string]string -> Object", "f3: type: integer -> any", "f4: type: Object -> any",
            ] {
                #expect(wider.output.contains("  ~ spec.\(change)  \(readers)\n"), "\(change) in \(wider.output)")
            }
            #expect(!wider.output.contains("writers"), "\(wider.output)")
            let narrower = try await crawlctl.run("diff", "loose", "strict", "--schemas")
            let writers = "breaking for writers: values of other types are refused"
            for change in ["f1: type: int-or-string -> integer", "f4: type: any -> Object"] {
                #expect(narrower.output.contains("  ~ spec.\(change)  \(writers)\n"), "\(change) in \(narrower.output)")
            }
            #expect(narrower.output.contains("f4: unknown fields are dropped"), "\(narrower.output)")
            #expect(!narrower.output.contains("f2: unknown fields"), "\(narrower.output)")
        }
    }

    @Test func withoutTheFlagNothingDiffers() async throws {
        try await withTwo { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b")
            #expect(result.status == 0)
            #expect(result.output == "")
            let same = try await crawlctl.run("diff", "a", "a", "--schemas")
            #expect(same.status == 0)
            #expect(same.output == "")
        }
    }

    @Test func dataHasStableNames() async throws {
        try await withTwo { crawlctl in
            let result = try await crawlctl.run(
                "diff", "a", "b", "--schemas", "--breaking", "-o", "json", "--api-group", "")
            #expect(result.status == 1)
            let object = try #require(try JSONSerialization.jsonObject(with: result.data) as? [String: Any])
            let schemas = try #require(object["schemas"] as? [String: Any])
            let differences = try #require(schemas["differences"] as? [[String: Any]])
            let image = try #require(differences.first { $0["path"] as? String == "spec.containers.image" })
            #expect(image["definition"] as? String == "example.core.v1.Container")
            #expect(image["objectKind"] as? String == "Pod")
            #expect(image["groupVersion"] as? String == "v1")
            // With --api-group the deployment is not asked for.
            #expect(image["kindCount"] as? Int == 1)
            #expect(image["breaks"] as? [String] == ["readers"])
            #expect(image["rule"] as? String == "requiredRemoved")
            #expect(image["property"] as? String == "required")
            #expect(image["from"] as? Bool == true)
            #expect(differences.allSatisfy { $0["class"] as? String == "breaking" })
            let summary = try #require(schemas["summary"] as? [String: Int])
            #expect(summary["differences"] == differences.count)
            #expect(summary["compatible"] == 0)
        }
    }

    @Test func breakingExitsOneOnlyForWhatBreaks() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let more = try Self.cluster([(#""tolerations":{"#, #""zone":{"type":"string"},"tolerations":{"#)])
                for (name, cluster) in [("a", try Self.cluster()), ("b", more)] {
                    server.update(cluster)
                    _ = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                }
            }
            #expect(try await crawlctl.run("diff", "a", "b", "--schemas").status == 1)
            let breaking = try await crawlctl.run("diff", "a", "b", "--schemas", "--breaking")
            #expect(breaking.status == 0)
            #expect(breaking.output == "")
        }
    }

    @Test func documentsForReviewsHaveTheSame() async throws {
        try await withTwo { crawlctl in
            let markdown = try await crawlctl.run("diff", "a", "b", "--schemas", "-o", "markdown")
            #expect(markdown.output.contains("\n#### Breaking fields\n"))
            #expect(
                markdown.output.contains(
                    "| removed | `v1 Pod` and 1 more kind | `spec.tolerations` | \\<\\[\\]Object\\> | readers, writers | it is neither kept nor sent any more |"
                ), "\(markdown.output)")
            let html = try await crawlctl.run("diff", "a", "b", "--schemas", "-o", "html")
            let page = try ReadPage(html.output)
            let items = page.root.all("li").filter { $0.isOf("item") }
            let json = try await crawlctl.run("diff", "a", "b", "--schemas", "-o", "json")
            let object = try #require(try JSONSerialization.jsonObject(with: json.data) as? [String: Any])
            let differences = (object["schemas"] as? [String: Any])?["differences"] as? [[String: Any]]
            #expect(items.count == differences?.count)
            #expect(items.contains { $0.text.contains("spec.tolerations") && $0.text.contains("readers and writers") })
        }
    }

    @Test func previousIsBeforeTheLastChangeOfEither() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                func crawl(_ cluster: FakeCluster) async throws {
                    server.update(cluster)
                    let result = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", "prod", "--schemas")
                    try #require(result.status == 0, "\(result.errors)")
                }
                try await crawl(try Self.cluster())
                let none = try await crawlctl.run("diff", "prod@previous", "prod", "--schemas")
                #expect(none.status == 2)
                // Only schemas change.
                try await crawl(try Self.cluster(Self.changes))
                let schemas = try await crawlctl.run("diff", "prod@previous", "prod", "--schemas")
                #expect(schemas.status == 1, "\(schemas.errors)")
                #expect(schemas.output.hasPrefix("prod@previous (as of "))
                #expect(schemas.output.contains("  - spec.tolerations "))
                // Then only the surface.
                var fewer = try Self.cluster(Self.changes)
                fewer.groups.removeAll { $0.name == "empty.example.com" }
                try await crawl(fewer)
                let surface = try await crawlctl.run("diff", "prod@previous", "prod", "--schemas")
                #expect(surface.output.contains("- empty.example.com"))
                #expect(!surface.output.contains("spec.tolerations"))
                // Then both by one crawl.
                try await crawl(try Self.cluster())
                let both = try await crawlctl.run("diff", "prod@previous", "prod", "--schemas")
                #expect(both.output.contains("+ empty.example.com"))
                #expect(both.output.contains("  + spec.tolerations "))
            }
        }
    }

    /// Crawls clusters of which some documents are refused; none of them was ever read before.
    private func crawl(
        _ clusters: KeyValuePairs<String, (changes: [(String, String)], refused: [String])>, _ crawlctl: Binary
    ) async throws {
        for (name, cluster) in clusters {
            try await FakeAPIServer.withServer(try Self.cluster(cluster.changes)) { server in
                for path in cluster.refused { server.setFault(.status(403), at: "/openapi/v3\(path)") }
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                try #require(crawl.status == (cluster.refused.isEmpty ? 0 : 2), "\(crawl.errors)")
            }
        }
    }

    @Test func documentsThatWereNeverReadAreNotTheSame() async throws {
        try await Binary.with { crawlctl in
            // First the one in part, since what is known of another cluster is not fetched.
            try await crawl(
                ["part": ([], ["/apis/apps/v1"]), "whole": ([], []), "other": (Self.changes, [])], crawlctl)
            for sides in [["whole", "part"], ["part", "whole"], ["part", "part"]] {
                let result = try await crawlctl.run(["diff", "--schemas"] + sides)
                #expect(result.status == 2, "\(sides): \(result.errors)")
                #expect(result.output == "")
                #expect(result.errors.contains("note: the schemas of apps/v1 on part are not current, never read\n"))
                // Without what it is about, all was compared.
                #expect(try await crawlctl.run(["diff", "--schemas", "--ignore-group", "apps"] + sides).status == 0)
                #expect(try await crawlctl.run(["diff"] + sides).status == 0)
            }
            // What differs elsewhere differs.
            #expect(try await crawlctl.run("diff", "--schemas", "part", "other").status == 1)
        }
    }

    @Test func aDocumentThatIsKnownFromBeforeIsComparedSo() async throws {
        try await Binary.with { crawlctl in
            try await crawl(["whole": ([], []), "later": ([], [])], crawlctl)
            try await FakeAPIServer.withServer(try Self.cluster([("tolerations", "tolerances")])) { server in
                server.setFault(.status(403), at: "/openapi/v3/apis/apps/v1")
                server.setFault(.status(403), at: "/openapi/v3/api/v1")
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "later", "--schemas")
                try #require(crawl.status == 2, "\(crawl.errors)")
            }
            let result = try await crawlctl.run("diff", "--schemas", "whole", "later")
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.errors.contains("note: the schemas of apps/v1 on later are not current, as of "))
        }
    }

    @Test func withoutSchemasNothingIsCompared() async throws {
        try await withTwo { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "bare")
            }
            let bare = try await crawlctl.run("diff", "a", "bare", "--schemas")
            #expect(bare.status == 2)
            #expect(bare.output == "")
            #expect(bare.errors.contains("cannot find the schemas of bare: those of bare were never read"))
            let upstream = try await crawlctl.run("diff", "a", "upstream:1.36", "--schemas")
            #expect(upstream.status == 2)
            #expect(upstream.errors.contains("cannot compare the schemas of upstream:1.36: there are none"))
        }
    }
}

/// `diff --schemas`, of what real servers said.
@Suite(.fewAtOnce, .enabled(if: Recordings.server != nil && Recordings.names.contains("upstream-1.31")))
struct RecordingSchemaDiffTests {
    @Test func knownChangesOfFieldsAreFound() async throws {
        try await Binary.with { crawlctl in
            for release in ["upstream-1.31", "upstream-1.36"] {
                try await Recordings.withServer(release) { url in
                    let crawl = try await crawlctl.run("crawl", "--server", url, "--name", release, "--schemas")
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            let result = try await crawlctl.run("diff", "upstream-1.31", "upstream-1.36", "--schemas", "-o", "json")
            let object = try #require(try JSONSerialization.jsonObject(with: result.data) as? [String: Any])
            let schemas = try #require(object["schemas"] as? [String: Any])
            let differences = try #require(schemas["differences"] as? [[String: Any]])
            let found = Set(
                differences.map { "\($0["objectKind"] ?? "") \($0["path"] ?? "") \($0["rule"] ?? "")" })
            let expected: Set<String> = [
                "Pod spec.hostnameOverride fieldAdded", "Pod spec.resources fieldAdded",
                "Pod spec.containers.restartPolicyRules fieldAdded",
                "Pod spec.containers.env.valueFrom.fileKeyRef fieldAdded", "Pod spec.volumes.portworxVolume deprecated",
                "Node status.declaredFeatures fieldAdded", "Deployment status.terminatingReplicas fieldAdded",
                "StatefulSet spec.serviceName requiredRemoved",
                "PodDisruptionBudget status.currentHealthy requiredRemoved",
                "HorizontalPodAutoscaler spec.behavior.scaleDown.tolerance fieldAdded",
                "CSIDriver spec.nodeAllocatableUpdatePeriodSeconds fieldAdded",
                "VolumeAttachment status.attachError.errorCode fieldAdded",
                "ReplicationController spec.replicas defaultAdded",
                "ReplicationController spec.minReadySeconds defaultAdded", "TokenReview spec.token requiredAdded",
            ]
            #expect(expected.subtracting(found).isEmpty, "\(expected.subtracting(found))")
        }
    }
}
