import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@Suite(.fewAtOnce) struct ReadingCommandTests {
    private func withCrawled(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(result.status == 0)
            }
            try await body(crawlctl)
        }
    }

    @Test func listsAsKubectlDoes() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resources", "--api-group=", "--namespaced", "--verbs=list,watch")
            #expect(
                result.output == """
                    NAME         SHORTNAMES   APIVERSION   NAMESPACED   KIND
                    configmaps   cm           v1           true         ConfigMap
                    events       ev           v1           true         Event
                    pods         po           v1           true         Pod
                    services     svc          v1           true         Service

                    """)
            #expect(result.errors == "")
            #expect(result.status == 0)
        }
    }

    @Test(arguments: [
        (["--namespaced=false", "-o", "name"], "namespaces\n"), (["-o", "name", "--namespaced=false"], "namespaces\n"),
        (["--namespaced", "false", "-o", "name"], "namespaces\n"),
        (["--namespaced=f", "-oname", "--no-headers=true"], "namespaces\n"),
        (["--namespaced=0", "-o=name", "--no-headers=false"], "namespaces\n"),
        (["--kind", "Pod", "--no-headers=true"], "pods   po    v1    true   Pod\n"),
        (["--namespaced", "--kind", "Pod", "-o", "name"], "pods\n"),
        (["--namespaced=true", "--kind", "Pod", "-o", "name"], "pods\n"),
    ])
    func theScopeIsReadAsKubectlReadsIt(arguments: [String], output: String) async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run(["resources", "--api-group="] + arguments)
            #expect(result.output == output)
        }
    }

    @Test func aGroupThatIsNotThereIsNamed() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resources", "--api-group", "tpyo", "-o", "name")
            #expect(result.status == 0)
            #expect(result.output == "")
            #expect(result.errors.hasSuffix(" has no group tpyo\n"), "\(result.errors)")
        }
    }

    @Test(arguments: [
        (["--kind", "Service"], ["services"]), (["--categories", "all", "--namespaced"], ["pods", "services"]),
        (
            ["--sort-by", "kind", "--verbs", "create", "--namespaced"],
            ["bindings", "configmaps", "events", "pods", "services"]
        ),
    ])
    func namesAloneAreTheSameNamesThatATableHas(arguments: [String], names: [String]) async throws {
        try await withCrawled { crawlctl in
            let table = try await crawlctl.run(["resources", "--api-group=", "--no-headers"] + arguments)
            let bare = try await crawlctl.run(["resources", "--api-group=", "-o", "name"] + arguments)
            let column = table.output.split(separator: "\n").map { $0.prefix { $0 != " " } }.map(String.init)
            #expect(column == names)
            #expect(bare.output.split(separator: "\n").map(String.init) == names)
        }
    }

    @Test func aResourcesFieldsAreThoseOfTheContract() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run(
                "resources", "--subresources", "--name", "pods/eviction", "-o", "json")
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
            let row = try #require(rows.first)
            #expect(
                Set(row.keys) == [
                    "cluster", "group", "version", "groupVersion", "preferred", "name", "subresource", "kind",
                    "singularName", "shortNames", "categories", "namespaced", "verbs", "responseKind", "state", "asOf",
                ])
            #expect(row["name"] as? String == "pods/eviction")
            #expect(row["subresource"] as? String == "eviction")
            #expect(
                row["responseKind"] as? [String: String] == ["group": "policy", "version": "v1", "kind": "Eviction"])
            #expect((row["asOf"] as? String)?.hasSuffix("Z") == true)
            let plain = try await crawlctl.run("resources", "--name", "pods", "--api-group", "", "-o", "yaml")
            #expect(plain.output.contains("\n  subresource: null\n"))
            #expect(plain.output.contains("\n  shortNames:\n  - po\n"))
        }
    }

    @Test func machinesFormatsHaveTheSameColumnsWithAndWithoutRows() async throws {
        try await withCrawled { crawlctl in
            for format in ["csv", "tsv"] {
                let some = try await crawlctl.run("resources", "-o", format).output
                let none = try await crawlctl.run("resources", "--kind", "Nothing", "-o", format).output
                #expect(some.hasPrefix(none))
                #expect(none.split(separator: "\n").count == 1)
                let bare = try await crawlctl.run("resources", "--kind", "Nothing", "-o", format, "--no-headers").output
                #expect(bare == "")
            }
            #expect(try await crawlctl.run("resources", "--kind", "Nothing", "-o", "json").output == "[\n\n]\n")
        }
    }

    @Test func groupsAndVersionsAreListed() async throws {
        try await withCrawled { crawlctl in
            let groups = try await crawlctl.run("groups").output
            #expect(
                groups.hasPrefix(
                    "GROUP                   PREFERRED   VERSIONS   STATE\n(core)                  v1          v1         current\n"
                ))
            #expect(groups.contains("autoscaling             v2          v2,v1      current\n"))
            let versions = try await crawlctl.run("versions").output
            #expect(versions.split(separator: "\n").sorted().joined(separator: "\n") + "\n" == versions)
            #expect(versions.hasSuffix("\nv1\n"))
        }
    }

    @Test func severalClustersGetAColumnAndEachNameOnce() async throws {
        try await withCrawled { crawlctl in
            let arguments = ["resources", "--cluster", "small", "--cluster", "upstream:1.36", "--name", "pods"]
            let table = try await crawlctl.run(arguments + ["--api-group", ""]).output
            #expect(
                table == """
                    CLUSTER         NAME   SHORTNAMES   APIVERSION   NAMESPACED   KIND
                    small           pods   po           v1           true         Pod
                    upstream:1.36   pods   po           v1           true         Pod

                    """)
            #expect(try await crawlctl.run(arguments + ["-o", "name"]).output == "pods\npods.metrics.k8s.io\n")
        }
    }

    @Test func upstreamNeedsNoDatabase() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("versions", "--cluster", "upstream:1.36")
            #expect(result.output.contains("apps/v1\n"))
            #expect(result.errors == "")
            #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
        }
    }

    @Test func readingCommandsNeverMakeADatabase() async throws {
        for arguments in [
            ["clusters"], ["groups"], ["versions"], ["resources"], ["sql", "SELECT 1"], ["clusters", "forget", "x"],
            ["clusters", "rename", "x", "y"], ["resources", "--cluster", "x"], ["matrix"],
            ["groups", "--cluster", "fleet:common"],
        ] {
            try await Binary.with { crawlctl in
                let result = try await crawlctl.run(arguments)
                #expect(result.status == 1)
                #expect(
                    result.errors.hasPrefix("Error: cannot read \(crawlctl.database): there is no such file\n  hint: "))
                #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
            }
        }
    }

    @Test func anUnknownClusterNamesTheKnownOnes() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resources", "--cluster", "nope")
            #expect(result.status == 1)
            #expect(result.errors == "Error: there is no cluster nope\n  hint: known are: small\n")
            let early = try await crawlctl.run("resources", "--cluster", "small@2000-01-01")
            #expect(
                early.errors.hasPrefix("Error: cannot find small@2000-01-01: the first snapshot of small is id:1, of 2")
            )
        }
    }

    @Test func aNameIsResolvedOrNearOnesAreNamed() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resolve", "cm")
            #expect(
                result.output == """
                    NAME         APIVERSION   NAMESPACED   KIND        TAKEN   WHY
                    configmaps   v1           true         ConfigMap   yes     short name, the only one

                    """)
            let json = try await crawlctl.run("resolve", "pod", "-o", "json")
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
            #expect(rows.first?["taken"] as? Bool == true)
            #expect(rows.first?["groupVersion"] as? String == "v1")
            let none = try await crawlctl.run("resolve", "podx")
            #expect(none.status == 1)
            #expect(none.output == "")
            #expect(
                none.errors == "Error: small has no resource that kubectl would take for podx\n  hint: near are: pods\n"
            )
        }
    }

    @Test(arguments: [
        ("pods.v1", 1, "  hint: kubectl takes v1 for a group; with a dot at the end it is a version: pods.v1.\n"),
        ("pods.v1.", 0, ""), ("pods.v9", 1, "  hint: near are: pods\n"), ("", 64, "for more information.\n"),
    ])
    func aVersionNeedsItsDot(name: String, status: Int32, end: String) async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resolve", name)
            #expect(result.status == status)
            #expect(result.errors.hasSuffix(end))
        }
    }

    @Test func nearNamesCannotSteerTheTerminal() async throws {
        var hostile = FakeCluster.small
        let core = try #require(hostile.groups.firstIndex { $0.name.isEmpty })
        var resources = try #require(hostile.groups[core].versions[0].resources).resources
        resources.append(
            APIResource(
                resource: "wid\u{1B}[31mgets", singularName: "widget",
                responseKind: GroupVersionKind(group: "", version: "v1", kind: "Widget"), namespaced: true,
                verbs: ["get"]))
        hostile.groups[core].versions[0].resources = try APIResourceList(
            groupVersion: GroupVersion(group: "", version: "v1"), resources: resources)
        try await Binary.with { crawlctl in
            let cluster = hostile
            try await FakeAPIServer.withServer { server in
                server.update(cluster)
                let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "hostile")
                #expect(crawl.status == 0)
            }
            let result = try await crawlctl.run("resolve", "widgetx")
            #expect(result.errors.hasSuffix("  hint: near are: wid\\u{1b}[31mgets\n"))
        }
    }

    @Test func aMomentThatIsNoneIsSaidToBeNone() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("resources", "--cluster", "small@yesterday")
            #expect(result.status == 1)
            #expect(
                result.errors.hasPrefix(
                    "Error: cannot find small@yesterday: yesterday is no moment\n  hint: give a date"))
            let other = try await crawlctl.run("resources", "--cluster", "other@yesterday")
            #expect(other.errors == "Error: there is no cluster other@yesterday\n  hint: known are: small\n")
        }
    }

    @Test func sqlAnswersAndRefuses() async throws {
        try await withCrawled { crawlctl in
            let answer = try await crawlctl.run(
                "sql", "SELECT name, group_version FROM api_resource_verb WHERE verb = :v AND group_name = 'apps'",
                "--param", "v=watch", "-o", "csv")
            #expect(answer.output == "name,group_version\ndeployments,apps/v1\n")
            let refused = try await crawlctl.run("sql", "DROP TABLE cluster")
            #expect(refused.status == 1)
            #expect(refused.errors.hasPrefix("Error: cannot answer the query: it is not a SELECT\n"))
            let cut = try await crawlctl.run("sql", "SELECT name FROM api_resource", "--limit", "2", "-o", "name")
            #expect(cut.status == 2)
            #expect(cut.output.split(separator: "\n").count == 2)
            #expect(try await crawlctl.run("sql", "--schema").output.contains("CREATE VIEW api_resource "))
        }
    }

    @Test func renamedAndForgottenClustersBehave() async throws {
        try await withCrawled { crawlctl in
            #expect(try await crawlctl.run("clusters", "rename", "small", "tiny").status == 0)
            #expect(try await crawlctl.run("versions", "--cluster", "small").status == 0)
            #expect(try await crawlctl.run("clusters", "-o", "name").output == "tiny\n")
            #expect(try await crawlctl.run("clusters", "forget", "tiny").status == 0)
            let gone = try await crawlctl.run("resources")
            #expect(gone.errors.hasPrefix("Error: there is no cluster in "))
        }
    }

    @Test(arguments: [
        [], ["clusters", "list"], ["clusters", "rename"], ["clusters", "forget"], ["crawl"], ["clusters"],
        ["groups"], ["versions"], ["resources"], ["resolve"], ["explain"], ["search"], ["diff"], ["matrix"],
        ["history"], ["check"],
        ["get"], ["export"], ["export", "aggregated"], ["export", "legacy"], ["export", "kubectl-cache"],
        ["export", "helm-api-versions"], ["export", "clusterrole"], ["export", "sqlite"], ["export", "openapi"],
        ["export", "json-schema"], ["import"], ["serve"],
        ["doctor"], ["prune"], ["sql"],
    ])
    func helpEndsWithExamplesThatParse(command: [String]) async throws {
        try await Binary.with { crawlctl in
            let help = try await crawlctl.run(command + ["--help"])
            #expect(help.status == 0)
            let examples = try #require(help.output.split(separator: "EXAMPLES:\n").last)
            #expect(help.output.contains("EXAMPLES:\n"))
            for line in examples.split(separator: "\n") where line.hasPrefix("  crawlctl ") {
                let result = try await crawlctl.shell("\(line) --nonsense")
                #expect(result.status == 64, "\(line): \(result.errors)")
                #expect(result.errors.contains("Unknown option '--nonsense'"), "\(line): \(result.errors)")
            }
        }
    }
}
