import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// `search`, of schemas of our own writing.
@Suite(.fewAtOnce) struct SearchTests {
    private func withCrawled(
        schemas: Bool = true, _ body: @Sendable (Binary) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let crawl = try await crawlctl.run(
                    ["crawl", "--server", server.url.absoluteString, "--name", "small"]
                        + (schemas ? ["--schemas"] : []))
                try #require(crawl.status == 0, "\(crawl.errors)")
            }
            try await body(crawlctl)
        }
    }

    private struct Row: Decodable {
        let name: String
        let groupVersion: String
        let field: String?
        let type: String?
        let required: Bool?
        let match: String
        let kinds: Int
        let description: String?
    }

    private func rows(_ crawlctl: Binary, _ arguments: String...) async throws -> [Row] {
        let result = try await crawlctl.run(["search", "-o", "json"] + arguments)
        try #require(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode([Row].self, from: Data(result.output.utf8))
    }

    @Test func resourcesOfThatNameComeFirst() async throws {
        try await withCrawled { crawlctl in
            for text in ["pod", "Pods", "po"] {
                let rows = try await rows(crawlctl, text)
                #expect(rows.first?.name == "pods", "\(text)")
                #expect(rows.first?.match == "resource", "\(text)")
                #expect(rows.first?.description == "A Pod is made up; <tests> & \"benchmarks\" read about it.")
            }
            let words = try await rows(crawlctl, "pod autoscaler")
            #expect(words.first?.name == "horizontalpodautoscalers")
            #expect(words.first?.match == "resourceWords")
        }
    }

    @Test func fieldsOfThatNameComeBeforeThoseDescribedByIt() async throws {
        try await withCrawled { crawlctl in
            let rows = try await rows(crawlctl, "containers")
            #expect(rows.first?.name == "pods")
            #expect(rows.first?.field == "spec.containers")
            #expect(rows.first?.type == "[]Container")
            #expect(rows.first?.required == true)
            // Pods and what has a template of them.
            #expect(rows.first?.kinds == 2)
            let ips = try await names(crawlctl, "host ips")
            #expect(ips.first == "pods.spec.containers.hostIPs")
        }
    }

    private func names(_ crawlctl: Binary, _ text: String) async throws -> [Substring] {
        try await crawlctl.run("search", "-o", "name", text).output.split(separator: "\n")
    }

    @Test func descriptionsAreSearchedWithAllWordsAndInAnyForm() async throws {
        try await withCrawled { crawlctl in
            let taints = try await names(crawlctl, "bears taint")
            #expect(taints.first == "pods.spec.tolerations")
            // That of the elements is said of the list.
            let one = try await rows(crawlctl, "one taint")
            #expect(one.map(\.type) == ["[]Object"])
            let both = try await names(crawlctl, "taints nonsensical")
            #expect(both.isEmpty)
        }
    }

    @Test func everyPlaceOfAFieldIsTold() async throws {
        try await withCrawled { crawlctl in
            let name = try await crawlctl.run("search", "--field", "tolerations", "-o", "name")
            #expect(
                name.output == """
                    pods.spec.tolerations
                    deployments.apps.spec.template.spec.tolerations

                    """)
            let path = try await crawlctl.run("search", "--field", "spec.tolerations", "-o", "name")
            #expect(path.output == "pods.spec.tolerations\n")
            let group = try await crawlctl.run("search", "--field", "TOLERATIONS", "--api-group", "apps", "-o", "name")
            #expect(group.output == "deployments.apps.spec.template.spec.tolerations\n")
            let words = try await crawlctl.run(
                "search", "taints", "--field", "tolerations", "--limit", "1", "-o", "name")
            #expect(words.output == "pods.spec.tolerations\n")
            #expect(words.errors == "note: small has more places than are told; --limit tells more\n")
            let other = try await crawlctl.run("search", "nonsense", "--field", "tolerations")
            #expect(other.errors == "note: nothing was found\n")
            #expect(other.status == 0)
        }
    }

    @Test(arguments: [
        (["pods.spec.tolerations"], "--field spec.replicas, or ask explain deployments.spec.replicas"),
        (["--field", "pods.spec.tolerations"], "a path begins at the top of a resource"), (["nonsense"], nil),
        (["--field", "nonsense"], nil),
    ])
    func whoeverAsksForAPathInAnotherWayIsToldHow(arguments: [String], hint: String?) async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run(["search", "-o", "name"] + arguments)
            #expect(result.output == "")
            #expect(result.errors.hasPrefix("note: nothing was found\n"))
            #expect(result.errors.contains("\n  hint: ") == (hint != nil))
            if let hint { #expect(result.errors.contains(hint), "\(result.errors)") }
        }
    }

    @Test func aDefinitionWithinItselfIsNotGoneIntoAgain() async throws {
        try await withCrawled { crawlctl in
            let rules = try await crawlctl.run("search", "--field", "rule", "--api-group", "", "-o", "name")
            #expect(rules.output.contains("\nservices.spec.validation.rule\n"))
            #expect(!rules.output.contains("not.rule"))
        }
    }

    @Test func documentsThatAreNotCurrentAreNamed() async throws {
        var cluster = FakeCluster.small
        cluster.openAPI = .made(for: cluster.groups)
        let served = cluster
        cluster.openAPI = .made(for: cluster.groups, revision: 2)
        let changed = cluster
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(served) { server in
                func crawl(_ name: String) async throws {
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                    try #require(crawl.status == 2, "\(crawl.errors)")
                }
                server.setFault(.status(403), at: "/openapi/v3/apis/apps/v1")
                try await crawl("a")
                server.update(changed)
                server.setFault(.status(403), at: "/openapi/v3/api/v1")
                server.setFault(.status(403), at: "/openapi/v3/apis/autoscaling/v1")
                try await crawl("a")
                try await crawl("b")
            }
            let apps = "note: the schemas of apps/v1 on a are not current, never read\n"
            let fields = try await crawlctl.run(
                "search", "--field", "replicas", "--api-group", "apps", "--cluster", "a")
            #expect(fields.errors == "\(apps)note: nothing was found\n")
            #expect(fields.status == 0)
            // Others are not what it is about, nor are versions that do not stand for a resource.
            let others = try await crawlctl.run("search", "pod", "--api-group", "autoscaling", "--cluster", "a")
            #expect(others.errors == "")
            let core = try await crawlctl.run("search", "taints", "--api-group", "", "--cluster", "a")
            #expect(core.errors.contains(/^note: the schemas of v1 on a are not current, as of [-0-9T:]+Z\n$/))
            let all = try await crawlctl.run("search", "taints", "--all-clusters").errors
            #expect(all.contains(apps))
            #expect(all.contains("note: the schemas of v1 and apps/v1 on b are not current, never read\n"))
        }
    }

    @Test func oneVersionStandsForAResource() async throws {
        try await withCrawled { crawlctl in
            let one = try await rows(crawlctl, "--field", "replicas", "--api-group", "autoscaling")
            #expect(one.map(\.groupVersion) == ["autoscaling/v2"])
            let all = try await rows(crawlctl, "--field", "replicas", "--api-group", "autoscaling", "--all-versions")
            #expect(all.map(\.groupVersion) == ["autoscaling/v2", "autoscaling/v1"])
        }
    }

    @Test func severalClustersHaveAColumn() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run(
                "search", "configmap", "--limit", "1", "--cluster", "small", "--cluster", "upstream:1.36")
            #expect(
                result.output == """
                    CLUSTER         NAME         TYPE        DESCRIPTION
                    small           configmaps   ConfigMap   A ConfigMap is made up; <tests> & "benchmarks" read about it.
                    upstream:1.36   configmaps   ConfigMap   

                    """)
            #expect(result.errors == "note: upstream:1.36 has no schemas, only names and kinds were searched\n")
        }
    }

    @Test func withoutSchemasNamesAndKindsAreSearched() async throws {
        try await withCrawled(schemas: false) { crawlctl in
            let result = try await crawlctl.run("search", "deploy", "-o", "name")
            #expect(result.output == "deployments.apps\n")
            #expect(
                result.errors == """
                    note: no schemas of small are kept, only names and kinds were searched; crawlctl crawl --schemas reads them

                    """)
        }
    }

    @Test(arguments: [
        "\"", "*", "(", "NEAR(a b)", "name:pod", "pod OR", "^pod", "-pod", "a\" OR \"b", "{name}: x", "pod AND",
        "\u{0}pod",
        "é", "日本", "ﬁ", "a'b;--", "x\u{301}y",
    ])
    func nothingOfATextIsSyntax(text: String) async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("search", "-o", "json", "--", text)
            #expect([0, 64].contains(result.status), "\(result.errors)")
            #expect(!result.errors.contains("cannot"), "\(result.errors)")
            #expect(!result.errors.contains("fts5"), "\(result.errors)")
        }
    }

    @Test func withoutWordsItSaysWhatToGive() async throws {
        try await Binary.with { crawlctl in
            let none = try await crawlctl.run("search")
            #expect(none.status == 64)
            #expect(none.errors.contains("give words to look for, or --field NAME"))
            #expect(try await crawlctl.run("search", "...").status == 64)
            #expect(try await crawlctl.run("search", "--field", "a..b").status == 64)
        }
    }

    @Test func aNarrowTerminalHasDescriptionsOnLinesOfTheirOwn() async throws {
        try await withCrawled { crawlctl in
            var narrow = crawlctl
            narrow.environment["COLUMNS"] = "60"
            let result = try await narrow.run("search", "which taints")
            #expect(
                result.output == """
                    pods.spec.tolerations <[]Object>
                        Which taints it bears.

                    """)
        }
    }

    /// A document whose definitions lead to one field in 2^30 ways.
    private static func bomb(type: String) -> Data {
        var definitions = [
            """
            "d.Pod":{"type":"object","properties":{"spec":{"$ref":"#/components/schemas/d.0"}},
            "x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"Pod"}]}
            """
        ]
        for level in 0..<30 {
            let next = "{\"$ref\":\"#/components/schemas/d.\(level + 1)\"}"
            definitions.append("\"d.\(level)\":{\"type\":\"object\",\"properties\":{\"a\":\(next),\"b\":\(next)}}")
        }
        definitions.append(
            "\"d.30\":{\"type\":\"object\",\"properties\":{\"fuse\":{\"type\":\"\(type)\",\"description\":\"Burns.\"}}}"
        )
        let text = #"{"openapi":"3.0.0","paths":{},"components":{"schemas":{\#(definitions.joined(separator: ","))}}}"#
        return Data(text.utf8)
    }

    @Test func manyWaysToOneFieldAreNotAllGone() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, type) in [("a", "string"), ("b", "integer")] {
                    var cluster = FakeCluster.small
                    cluster.openAPI = OpenAPIService(documents: [
                        GroupVersion(group: "", version: "v1"): Self.bomb(type: type)
                    ])
                    server.update(cluster)
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", name, "--schemas")
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            let path = "spec." + String(repeating: "a.", count: 30) + "fuse"
            let fields = try await crawlctl.run(
                "search", "--cluster", "a", "--field", "fuse", "--limit", "3", "-o", "name")
            #expect(fields.output.split(separator: "\n").count == 3)
            #expect(fields.output.hasPrefix("pods.\(path)\n"))
            let text = try await crawlctl.run("search", "--cluster", "a", "burns", "-o", "name")
            #expect(text.output.split(separator: "\n").count == 1)
            // There is no such field.
            let none = try await crawlctl.run("search", "--cluster", "a", "--field", "fuse.fuse")
            #expect(none.output == "NAME   TYPE   DESCRIPTION\n")
            let diff = try await crawlctl.run("diff", "a", "b", "--schemas")
            #expect(
                diff.output.hasSuffix("\n1 difference of schemas: 1 breaking for readers, 1 breaking for writers\n"))
        }
    }
}
