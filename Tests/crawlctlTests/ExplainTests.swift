import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// `explain`, of schemas of our own writing.
@Suite(.fewAtOnce) struct ExplainTests {
    private func withCrawled(_ body: @Sendable (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas")
                try #require(crawl.status == 0, "\(crawl.errors)")
            }
            try await body(crawlctl)
        }
    }

    @Test func aFieldIsLaidOutAsKubectlDoes() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("explain", "deploy.spec.template.spec.containers")
            #expect(result.errors == "")
            #expect(
                result.output == """
                    GROUP:      apps
                    KIND:       Deployment
                    VERSION:    v1

                    FIELD: containers <[]Container>

                        list type map, by name

                    DESCRIPTION:
                        The containers.
                        A process and its surroundings.

                    FIELDS:
                      hostIPs\t<[]string>
                        Where it listens.

                      image\t<string> -required-
                        What it is started from.

                      name\t<string> -required-
                        What it is called.

                    """)
        }
    }

    @Test func recursionEndsWhereADefinitionLeadsToItself() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("explain", "services", "--recursive")
            #expect(result.status == 0)
            let lines = Set(result.output.split(separator: "\n"))
            let expected: Set<Substring> = [
                "  metadata\t<ObjectMeta>", "    labels\t<map[string]string>", "    mode\t<string>",
                "    enum: Fast, Slow", "    port\t<Object>", "    serviceName\t<string> -required-",
                "    validation\t<Validation>", "      not\t<Validation>", "      rule\t<string>",
            ]
            #expect(expected.subtracting(lines).isEmpty, "\(result.output)")
            #expect(!lines.contains("        rule\t<string>"))
        }
    }

    @Test func theDepthIsKept() async throws {
        try await withCrawled { crawlctl in
            let two = try await crawlctl.run("explain", "deployments", "--max-depth", "2")
            #expect(two.output.contains("\n    template\t<Object> -required-\n"))
            #expect(!two.output.contains("nodeName"))
            let none = try await crawlctl.run("explain", "deployments", "--max-depth", "0")
            #expect(!none.output.contains("FIELDS"))
        }
    }

    @Test func whatIsNotThereIsToldWithWhatIsNear() async throws {
        try await withCrawled { crawlctl in
            let field = try await crawlctl.run("explain", "deployments.spec.replica")
            #expect(field.status == 1)
            #expect(field.errors == "Error: Deployment.spec has no field replica\n  hint: near are: replicas\n")
            let leaf = try await crawlctl.run("explain", "deployments.spec.replicas.x")
            #expect(
                leaf.errors
                    == "Error: Deployment.spec.replicas has no field x\n  hint: the schema names no field of it\n")
            let resource = try await crawlctl.run("explain", "deploymets")
            #expect(
                resource.errors == "Error: small has no resource deploymets\n  hint: near are: deployments\n")
            #expect(try await crawlctl.run("explain", "pods..spec").status == 64)
        }
    }

    @Test func aGroupOrAVersionBehindTheNameIsNoField() async throws {
        try await withCrawled { crawlctl in
            for name in ["deployments.apps.spec", "deployments.v1.apps.spec", "Deployment.spec"] {
                let result = try await crawlctl.run("explain", name, "-o", "json")
                let object = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
                #expect(object["kind"] as? String == "Deployment")
                #expect(object["path"] as? String == "spec")
                let field = try #require(object["field"] as? [String: Any])
                let below = try #require(field["fields"] as? [[String: Any]])
                #expect(below.map { $0["name"] as? String } == ["replicas", "template"])
                #expect(below.map { $0["required"] as? Bool } == [false, true])
                #expect(below[0]["format"] as? String == "int32")
            }
        }
    }

    @Test func markdownHasARowForEachField() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("explain", "deployments.spec.template.spec", "-o", "markdown")
            #expect(result.output.hasPrefix("# Deployment.spec.template.spec (apps/v1)\n\n"))
            #expect(
                result.output.contains(
                    "\n| containers | \\[\\]Container | yes | The containers. list type map, by name. |\n"),
                "\(result.output)")
        }
    }

    @Test func aCopyOfTheDatabaseExplainsTheSame() async throws {
        try await withCrawled { crawlctl in
            let (copy, back) = (crawlctl.home.path + "/copy.db", crawlctl.home.path + "/back.db")
            let export = try await crawlctl.run("export", "sqlite", "--cluster", "small", "--to", copy)
            #expect(export.output == "small  1 snapshot, 1 crawl, 1 snapshot of schemas\n")
            let again = try await crawlctl.run("import", copy, "--db", back)
            #expect(again.output.hasSuffix("new: 1 snapshot, 1 crawl, 1 snapshot of schemas\n"), "\(again.output)")
            let expected = try await crawlctl.run("explain", "deployments", "--recursive", "-o", "json")
            for path in [copy, back] {
                let result = try await crawlctl.run("explain", "deployments", "--recursive", "-o", "json", "--db", path)
                #expect(result.status == 0 && result.output == expected.output)
            }
        }
    }

    @Test func withoutSchemasItSaysHowToGetThem() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
            }
            let result = try await crawlctl.run("explain", "pods")
            #expect(result.status == 1)
            #expect(result.errors.contains("crawlctl crawl --schemas"))
            let upstream = try await crawlctl.run("explain", "pods", "--cluster", "upstream:1.36")
            #expect(upstream.status == 1)
            #expect(upstream.errors.contains("there are no schemas of upstream:1.36"))
        }
    }

    /// A resource whose name is another's short name, in a group whose name begins with one more word; and one that two
    /// groups have.
    private static var configs: FakeCluster {
        var cluster = FakeCluster(groups: [
            group("crd.example.com", ["v1", "v1beta1"], "configs", "Config"),
            group("example.com", ["v3"], "configurations", "Configuration", shortNames: ["configs"]),
            group("a.example.com", ["v1"], "gadgets", "Gadget"),
            group("b.example.com", ["v1", "v2"], "gadgets", "OtherGadget"),
        ])
        cluster.openAPI = .made(for: cluster.groups)
        return cluster
    }

    private static func group(
        _ name: String, _ versions: [String], _ resource: String, _ kind: String, shortNames: [String] = [],
        categories: [String] = []
    ) -> APIGroup {
        APIGroup(
            name: name, preferredVersion: versions[0],
            versions: versions.map { version in
                let groupVersion = GroupVersion(group: name, version: version)
                let served = APIResource(
                    resource: resource, subresource: nil, singularName: kind.lowercased(),
                    responseKind: GroupVersionKind(group: name, version: version, kind: kind), namespaced: true,
                    verbs: ["get", "list"], shortNames: shortNames, categories: categories)
                return .init(
                    version: version, resources: try? APIResourceList(groupVersion: groupVersion, resources: [served]))
            })
    }

    private func expectExplained(
        _ name: String, as kind: String, _ groupVersion: String, path: String = "", _ crawlctl: Binary
    ) async throws {
        let result = try await crawlctl.run("explain", name, "-o", "json")
        try #require(result.status == 0, "\(name): \(result.errors)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(object["kind"] as? String == kind, "\(name)")
        let (group, version) = (object["group"] as? String ?? "", object["version"] as? String ?? "")
        #expect("\(group)/\(version)" == groupVersion, "\(name)")
        #expect(object["path"] as? String ?? "" == path, "\(name)")
    }

    @Test func aGroupSaidInFullIsKeptTo() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(Self.configs) { server in
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas")
                try #require(crawl.status == 0, "\(crawl.errors)")
            }
            for name in ["configs", "config", "Config"] {
                try await expectExplained("\(name).crd.example.com", as: "Config", "crd.example.com/v1", crawlctl)
                try await expectExplained(
                    "\(name).v1beta1.crd.example.com", as: "Config", "crd.example.com/v1beta1", crawlctl)
            }
            try await expectExplained(
                "configs.crd.example.com.spec.mode", as: "Config", "crd.example.com/v1", path: "spec.mode", crawlctl)
            try await expectExplained("configs.example.com", as: "Configuration", "example.com/v3", crawlctl)
            try await expectExplained("gadgets.spec", as: "Gadget", "a.example.com/v1", path: "spec", crawlctl)
            try await expectExplained(
                "gadgets.b.example.com.spec", as: "OtherGadget", "b.example.com/v1", path: "spec", crawlctl)
        }
    }

    @Test func aCategoryIsNoResource() async throws {
        var cluster = Self.configs
        let other = Self.group("b.example.com", ["v1"], "gadgets", "OtherGadget", categories: ["gadget", "some"])
        cluster.groups[cluster.groups.count - 1] = other
        let served = cluster
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(served) { server in
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas")
                try #require(crawl.status == 0, "\(crawl.errors)")
            }
            try await expectExplained("gadget", as: "Gadget", "a.example.com/v1", crawlctl)
            let some = try await crawlctl.run("explain", "some")
            #expect(some.status == 1)
            #expect(some.errors == "Error: small has no resource some\n  hint: it is a category, of gadgets\n")
        }
    }

    @Test func aStaleGroupSaidInFullIsKeptTo() async throws {
        try await Binary.with { crawlctl in
            for stale: Set<GroupVersion> in [[], [GroupVersion(group: "b.example.com", version: "v2")]] {
                var cluster = Self.configs
                cluster.stale = stale
                try await FakeAPIServer.withServer(cluster) { server in
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas")
                    try #require(crawl.status == (stale.isEmpty ? 0 : 2), "\(crawl.errors)")
                }
            }
            try await expectExplained("gadgets.v2.b.example.com", as: "OtherGadget", "b.example.com/v2", crawlctl)
            let asked = try await crawlctl.run("explain", "gadgets", "--api-version", "b.example.com/v2")
            #expect(asked.output.contains("KIND:       OtherGadget"), "\(asked.errors)")
        }
    }
}
