import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct DiffTests {
    /// Crawls a small cluster as `a`, and as `b` after changing it.
    private func withTwo(
        _ change: (inout FakeCluster) throws -> Void, _ body: (Binary) async throws -> Void
    ) async throws {
        var changed = FakeCluster.small
        try change(&changed)
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, cluster) in [("a", FakeCluster.small), ("b", changed)] {
                    server.update(cluster)
                    let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    #expect([0, 2].contains(crawl.status))
                }
            }
            try await body(crawlctl)
        }
    }

    private func edit(
        _ cluster: inout FakeCluster, _ group: String, _ version: String, _ body: (inout [APIResource]) -> Void
    ) throws {
        let index = try #require(cluster.groups.firstIndex { $0.name == group })
        let position = try #require(cluster.groups[index].versions.firstIndex { $0.version == version })
        let list = try #require(cluster.groups[index].versions[position].resources)
        var resources = list.resources
        body(&resources)
        cluster.groups[index].versions[position].resources = try APIResourceList(
            groupVersion: list.groupVersion, resources: resources)
    }

    /// Something of everything.
    private func change(_ cluster: inout FakeCluster) throws {
        try edit(&cluster, "", "v1") { resources in
            resources.removeAll { $0.name == "pods/log" }
            for index in resources.indices where resources[index].name == "configmaps" {
                resources[index].verbs.removeAll { $0 == "delete" }
                resources[index].verbs.append("bind")
                resources[index].shortNames = []
            }
            for index in resources.indices where resources[index].name == "services" {
                resources[index].categories = []
                resources[index].namespaced = false
            }
        }
        cluster.groups.removeAll { $0.name == "empty.example.com" }
        let autoscaling = try #require(cluster.groups.firstIndex { $0.name == "autoscaling" })
        cluster.groups[autoscaling].versions.removeAll { $0.version == "v1" }
        let list = try APIResourceList(
            groupVersion: GroupVersion(group: "new.example.com", version: "v1"),
            resources: [
                APIResource(
                    resource: "widgets", singularName: "widget",
                    responseKind: GroupVersionKind(group: "new.example.com", version: "v1", kind: "Widget"),
                    namespaced: true, verbs: ["get"])
            ])
        cluster.groups.append(
            APIGroup(
                name: "new.example.com", preferredVersion: "v1", versions: [.init(version: "v1", resources: list)]))
        let events = try #require(cluster.groups.firstIndex { $0.name == "events.k8s.io" })
        cluster.groups.insert(cluster.groups.remove(at: events), at: 1)
    }

    @Test func differencesStandUnderTheirGroups() async throws {
        try await withTwo(change) { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b")
            #expect(
                result.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
                    .joined(separator: "\n") == """
                        ~ (core)
                          ~ v1 configmaps: verbs -delete +bind  breaking: clients that use the verb get 405
                          ~ v1 configmaps: short names -cm  breaking: kubectl no longer takes the name for it
                          - v1 pods/log  breaking: clients that use it get 404
                          ~ v1 services: scope: namespaced -> cluster  breaking: the paths of its objects changed
                          ~ v1 services: categories -all

                        ~ autoscaling
                          - v1: horizontalpodautoscalers (+1 subresource)  breaking: clients that use it get 404
                            > autoscaling/v1 HorizontalPodAutoscaler -> autoscaling/v2

                        - empty.example.com v1alpha1: no resources  breaking: clients that use it get 404
                        + new.example.com v1: widgets
                        ~ order of groups: events.k8s.io stands elsewhere  cosmetic

                        9 differences: 6 breaking, 2 compatible, 1 cosmetic; 1 move

                        """)
            #expect(result.output.hasPrefix("a (as of "))
            #expect(result.errors == "")
            #expect(result.status == 1)
        }
    }

    @Test func narrowTerminalsBreakLinesAndColoursSayWhatWords() async throws {
        try await withTwo(change) { crawlctl in
            var narrow = crawlctl
            narrow.environment["COLUMNS"] = "50"
            let result = try await narrow.run("diff", "a", "b", "--api-group", "autoscaling", "--color", "always")
            let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                String(line).replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
            }
            #expect(lines.allSatisfy { $0.count <= 50 })
            #expect(
                lines.dropFirst(3).joined(separator: "\n") == """
                    ~ autoscaling
                      - v1: horizontalpodautoscalers (+1 subresource)
                          breaking: clients that use it get 404
                        > autoscaling/v1 HorizontalPodAutoscaler ->
                            autoscaling/v2

                    1 difference: 1 breaking; 1 move

                    """)
            #expect(result.output.contains("\u{1B}[31m- v1: horizontalpodautoscalers (+1 subresource)\u{1B}[0m"))
            #expect(result.output.contains("\u{1B}[1;31mbreaking: clients that use it get 404\u{1B}[0m"))
        }
    }

    @Test func nothingIsPrintedWhereNothingDiffers() async throws {
        try await withTwo({ _ in }) { crawlctl in
            for format in [[], ["-o", "markdown"]] {
                let result = try await crawlctl.run(["diff", "a", "b"] + format)
                #expect(result.output == "")
                #expect(result.errors == "")
                #expect(result.status == 0)
            }
            let json = try await crawlctl.run("diff", "a", "b", "-o", "json")
            #expect(json.output.contains(#""differences" : [],"#) || json.output.contains("\"differences\" : [\n\n  ]"))
            #expect(json.status == 0)
        }
    }

    @Test(arguments: [
        (["--breaking", "--api-group", "new.example.com"], 0, ""),
        (["--breaking", "--api-group", "new.example.com", "--api-group", "autoscaling"], 1, "~ autoscaling"),
        (["--api-group", "new.example.com"], 1, "+ new.example.com v1: widgets"),
        (["--api-group="], 1, "~ (core)"),
        (
            [
                "--ignore-group=", "--ignore-group", "autoscaling", "--ignore-group", "empty.example.com",
                "--ignore-group", "events.k8s.io",
            ], 1, "+ new.example.com v1: widgets"
        ),
        (["--api-group", "apps"], 0, ""),
    ])
    func partsAreAskedFor(arguments: [String], status: Int32, first: String) async throws {
        try await withTwo(change) { crawlctl in
            let result = try await crawlctl.run(["diff", "a", "b"] + arguments)
            #expect(result.status == status)
            let lines = result.output.split(separator: "\n")
            #expect(lines.count > 1 ? String(lines[1]) == first : first.isEmpty)
        }
    }

    @Test func aGroupThatNeitherSideHasIsNamed() async throws {
        try await withTwo({ _ in }) { crawlctl in
            let result = try await crawlctl.run(
                "diff", "a", "b", "--api-group", "tpyo", "--ignore-group", "autoscaling")
            #expect(result.errors == "note: neither side has a group tpyo\n")
            #expect(result.status == 0)
        }
    }

    @Test func theFieldsOfTheDataAreStable() async throws {
        try await withTwo(change) { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b", "-o", "json")
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect(
                Set(object.keys) == [
                    "from", "to", "differences", "moves", "becameKnown", "becameUnknown", "incomplete", "summary",
                ])
            let differences = try #require(object["differences"] as? [[String: Any]])
            for difference in differences {
                #expect(
                    Set(difference.keys) == [
                        "kind", "subject", "group", "version", "resource", "subresource", "names", "field", "from",
                        "to", "class", "rule", "reason",
                    ])
            }
            let verbs = try #require(differences.first { $0["field"] as? String == "verbs" })
            #expect(verbs["class"] as? String == "breaking")
            #expect(verbs["rule"] as? String == "verbsRemoved")
            #expect(verbs["resource"] as? String == "configmaps")
            #expect((verbs["to"] as? [String])?.contains("bind") == true)
            let from = try #require(object["from"] as? [String: Any])
            #expect(from["label"] as? String == "a")
            #expect(from["snapshot"] as? Int == 1)
            #expect((from["digest"] as? String)?.hasPrefix("1-") == true)
            #expect((object["summary"] as? [String: Int])?["breaking"] == 6)
            let move = try #require((object["moves"] as? [[String: Any]])?.first)
            #expect((move["to"] as? [String: String])?["groupVersion"] == "autoscaling/v2")
        }
    }

    @Test func markdownIsForPullRequests() async throws {
        try await withTwo(change) { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b", "-o", "markdown")
            #expect(result.output.hasPrefix("### API: `a` → `b`\n\n**9 differences: 6 breaking, 2 compatible"))
            #expect(result.output.contains("| changed | `v1 services` | scope: namespaced → cluster | the paths"))
            #expect(result.output.contains("#### Moved\n"))
            #expect(result.output.contains("| `HorizontalPodAutoscaler` | `autoscaling/v1` | `autoscaling/v2` |"))
            #expect(!result.output.contains("<details>"))
        }
    }

    @Test func aLongTableIsFolded() async throws {
        try await withTwo({ cluster in
            try edit(&cluster, "apps", "v1") { resources in
                for number in 10..<30 {
                    var resource = resources[0]
                    resource.resource = "things\(number)"
                    resources.append(resource)
                }
            }
        }) { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b", "-o", "markdown")
            #expect(result.output.contains("<details>\n<summary>Compatible: 20</summary>\n\n|  | What"))
            #expect(result.output.hasSuffix("\n</details>\n"))
        }
    }

    @Test func whatIsStaleMakesNoDifferenceAndIsNamed() async throws {
        try await withTwo({ $0.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")] }) { crawlctl in
            let result = try await crawlctl.run("diff", "a", "b")
            #expect(result.output == "")
            #expect(result.status == 0)
            let lines = result.errors.split(separator: "\n").map(String.init)
            #expect(lines.first == "note: metrics.k8s.io/v1beta1 on b is stale, its resources were never seen")
            #expect(
                lines.last
                    == "note: metrics.k8s.io/v1beta1 is no difference: unknown on b, 2 resources on the other side")
        }
    }

    @Test func whatIsStaleIsComparedAsItWasLastSeen() async throws {
        try await withTwo({ cluster in
            try edit(&cluster, "metrics.k8s.io", "v1beta1") { $0.removeAll { $0.name == "nodes" } }
        }) { crawlctl in
            var stale = FakeCluster.small
            stale.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
            try await FakeAPIServer.withServer(stale) { server in
                let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "a")
                #expect(crawl.status == 2)
            }
            let result = try await crawlctl.run("diff", "a", "b")
            #expect(result.output.contains("  - v1beta1 nodes  (as last seen, stale)  breaking: clients that use it"))
            #expect(result.errors.hasPrefix("note: metrics.k8s.io/v1beta1 on a is stale, as of 20"))
            #expect(result.status == 1)
            let json = try await crawlctl.run("diff", "a", "b", "-o", "json")
            let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let incomplete = try #require((object?["incomplete"] as? [[String: Any]])?.first)
            #expect(
                Set(incomplete.keys) == ["group", "version", "groupVersion", "side", "label", "state", "asOf", "known"])
            #expect(incomplete["side"] as? String == "from")
            #expect(incomplete["known"] as? Bool == true)
            let markdown = try await crawlctl.run("diff", "a", "b", "-o", "markdown")
            #expect(markdown.output.contains("- `metrics.k8s.io/v1beta1` on `a` is stale, as of 20"))
        }
    }

    @Test(arguments: [
        (["a", "nobody"], 2, "Error: there is no cluster nobody"), (["a@2020-01-01", "b"], 2, "Error: cannot find a@"),
        (["a@yesterday", "b"], 2, "Error: cannot find a@yesterday: yesterday is no moment"),
        (["a@previous", "b"], 2, "Error: cannot find a@previous"),
        (["upstream:1.1", "b"], 2, "Error: "), (["a"], 64, "Error: Missing expected argument"),
        (["a", "b", "c"], 64, "Error: "), (["a", "b", "-o", "csv"], 64, "Error: "),
        (["a", "b", "--db", "/nonexistent/discovery.db"], 2, "Error: "),
    ])
    func whatCannotBeComparedIsNoDifference(arguments: [String], status: Int32, error: String) async throws {
        try await withTwo({ _ in }) { crawlctl in
            let result = try await crawlctl.run(["diff"] + arguments)
            #expect(result.status == status)
            #expect(result.output == "")
            #expect(result.errors.hasPrefix(error))
        }
    }

    @Test func baselinesNeedNoDatabase() async throws {
        try await Binary.with { crawlctl in
            let same = try await crawlctl.run("diff", "upstream:1.36", "upstream:1.36")
            #expect(same.output == "" && same.errors == "" && same.status == 0)
            let result = try await crawlctl.run("diff", "upstream:1.36", "upstream:1.36+all", "--breaking")
            #expect(result.output == "")
            #expect(result.status == 0)
            let other = try await crawlctl.run("diff", "upstream:1.36+all", "upstream:1.36")
            #expect(other.status == 1)
            #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
        }
    }

    @Test func linesAreBrokenAtSpacesAndEscaped() {
        var line = StyledText(indent: 2)
        line.append("+ a\u{1B}[31mb", .added)
        line.append("c d", .added)
        line.append(apart: "e f", .breaking)
        #expect(line.text(width: nil, .plain) == "  + a\\u{1b}[31mb c d  e f\n")
        #expect(line.text(width: 18, .plain) == "  + a\\u{1b}[31mb c\n      d  e f\n")
        #expect(
            line.text(width: 18, .ansi)
                == "  \u{1B}[32m+ a\\u{1b}[31mb\u{1B}[0m \u{1B}[32mc\u{1B}[0m\n      \u{1B}[32md\u{1B}[0m  \u{1B}[1;31me f\u{1B}[0m\n"
        )
        #expect(line.text(width: 1, .plain).split(separator: "\n").count == 6)
        #expect(StyledText().text(width: 10, .ansi) == "\n")
    }

    @Test func theFewestItemsAreSaidToStandElsewhere() {
        #expect(CommonOrder.longest(of: ["a", "b", "c", "d"], and: ["d", "a", "b", "c"]) == ["a", "b", "c"])
        #expect(CommonOrder.longest(of: ["a", "b", "c"], and: ["a", "b", "c"]) == ["a", "b", "c"])
        #expect(CommonOrder.longest(of: [], and: []).isEmpty)
        #expect(CommonOrder.longest(of: ["a", "b", "c", "d", "e"], and: ["c", "a", "d", "b", "e"]).count == 3)
    }
}
