import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// `check --schemas`, of schemas of our own writing.
@Suite(.fewAtOnce) struct CheckSchemasTests {
    private static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replica: 3
          replicas: "3"
          template:
            spec:
              containers:
              - name: a
                image: b
                image: c
              - name: d
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s}
        spec: {serviceName: s, port: 80, mode: Sideways}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: good}
        spec: {containers: [{name: a, image: b}]}

        """

    /// Crawls a cluster with schemas, and the same without.
    private func withCrawled(_ body: @Sendable (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                for arguments in [["--name", "small", "--schemas"], ["--name", "bare"]] {
                    let crawl = try await crawlctl.run(["crawl", "--server", server.url.absoluteString] + arguments)
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            try Data(Self.manifest.utf8).write(to: crawlctl.home.appending(path: "m.yaml"))
            try await body(crawlctl)
        }
    }

    @Test func eachInvalidFieldIsARowWithItsLine() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run("check", "m.yaml", "--on", "small", "--schemas")
            #expect(
                result.output == """
                    FILE:LINE   OBJECT           STATUS    MESSAGE
                    m.yaml:5    Deployment/web   invalid   unknown field "spec.replica"
                    m.yaml:6    Deployment/web   invalid   spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"
                    m.yaml:12   Deployment/web   invalid   duplicate field "spec.template.spec.containers[0].image"
                    m.yaml:13   Deployment/web   invalid   spec.template.spec.containers[1].image: Required value
                    m.yaml:18   Service/s        invalid   spec.mode: Unsupported value: "Sideways": supported values: "Fast", "Slow"

                    """)
            #expect(result.status == 1)
            #expect(result.errors.hasSuffix(": 5 invalid fields\n"), "\(result.errors)")
            let without = try await crawlctl.run("check", "m.yaml", "--on", "small")
            #expect(without.status == 0)
            #expect(without.output.contains("\nm.yaml:12 "))
            #expect(without.output.hasSuffix("duplicate key   the key image is there twice; the last one counts\n"))
        }
    }

    @Test func everyFormatHasThem() async throws {
        try await withCrawled { crawlctl in
            func output(_ format: String) async throws -> String {
                try await crawlctl.run("check", "m.yaml", "--on", "small", "--schemas", "-o", format).output
            }
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(try await output("json").utf8)) as? [[String: Any]])
            #expect(rows.map { $0["status"] as? String } == Array(repeating: "invalid", count: 5))
            #expect(
                rows.map { $0["path"] as? String } == [
                    "spec.replica", "spec.replicas", "spec.template.spec.containers[0].image",
                    "spec.template.spec.containers[1].image", "spec.mode",
                ])
            #expect(rows.map { $0["line"] as? Int } == [5, 6, 12, 13, 18])
            #expect(rows.allSatisfy { $0["level"] as? String == "error" })
            #expect(
                try await output("github").hasPrefix(
                    "::error file=m.yaml,line=5,title=invalid%3A Deployment/web on small::unknown field \"spec.replica\"\n"
                ))
            let junit = try await output("junit")
            #expect(junit.contains("failures=\"5\""))
            #expect(junit.contains("<testcase name=\"Deployment/web, spec.replica\" classname=\"m.yaml\""))
        }
    }

    @Test func schemasThatAreOlderThanTheResourcesAreSaid() async throws {
        try await withCrawled { crawlctl in
            let now = try await crawlctl.run("check", "m.yaml", "--on", "small", "--schemas")
            #expect(!now.errors.contains("older"))
            try await Program.output(
                of: "sqlite3", crawlctl.database, "UPDATE schema_crawl SET observed_at = '2020-01-02T03:04:05.000Z'")
            let note = "note: the schemas of small are older than its resources: as of 2020-01-02T03:04:05Z, not 2"
            let older = try await crawlctl.run("check", "m.yaml", "--on", "small", "--schemas")
            #expect(older.errors.contains(note), "\(older.errors)")
            #expect(older.output == now.output)
            let diff = try await crawlctl.run("diff", "small", "small", "--schemas")
            #expect(diff.status == 0)
            #expect(diff.errors.contains(note), "\(diff.errors)")
        }
    }

    @Test func whatHasNoSchemasIsSaidAndIsNoPass() async throws {
        try await withCrawled { crawlctl in
            let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n"
            try Data(pod.utf8).write(to: crawlctl.home.appending(path: "p.yaml"))
            let bare = try await crawlctl.run("check", "p.yaml", "--on", "bare", "--schemas")
            #expect(bare.status == 2)
            #expect(bare.output == "")
            #expect(
                bare.errors.contains(
                    "note: there are no schemas of bare: those of bare were never read; read them: crawlctl crawl --schemas\n"
                ))
            let upstream = try await crawlctl.run("check", "p.yaml", "--on", "upstream:1.36", "--schemas")
            #expect(upstream.status == 2)
            #expect(upstream.errors.contains("note: there are no schemas of upstream:1.36: "))
            let both = try await crawlctl.run(
                "check", "p.yaml", "--on", "small", "--on", "upstream:1.36", "--schemas")
            #expect(both.status == 2)
            #expect(both.errors.contains("note: there are no schemas of upstream:1.36: "))
        }
    }

    /// Its document may be gone from the server's list, or never have been in it.
    @Test func aServedKindWithoutASchemaIsNoPass() async throws {
        var cluster = FakeCluster.small
        cluster.openAPI = .made(for: cluster.groups)
        cluster.openAPI.documents?[GroupVersion(group: "apps", version: "v1")] = nil
        let served = cluster
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(served) { server in
                let crawl = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas")
                try #require(crawl.status == 0, "\(crawl.errors)")
            }
            let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {x: 1}\n"
            for (name, text) in [("d.yaml", deployment), ("defined.yaml", Self.definition + deployment)] {
                try Data(text.utf8).write(to: crawlctl.home.appending(path: name))
            }
            let note = "note: there is no schema of Deployment (apps/v1) on small\n"
            let result = try await crawlctl.run("check", "d.yaml", "--on", "small", "--schemas")
            #expect(result.status == 2)
            #expect(result.output == "")
            #expect(result.errors.contains(note))
            #expect(try await crawlctl.run("check", "d.yaml", "--on", "small").status == 0)
            // What the input defines is not validated by what a cluster has.
            let defined = try await crawlctl.run("check", "defined.yaml", "--on", "small", "--schemas")
            #expect(!defined.errors.contains(note))
            #expect(
                defined.errors.contains(
                    "note: not validated, since the input defines them: objects of Deployment\n"))
        }
    }

    @Test func onlyThoseOnTheReferenceTheyAreOf() async throws {
        try await withCrawled { crawlctl in
            let result = try await crawlctl.run(
                "check", "m.yaml", "--on", "bare", "--on", "small", "--schemas", "-o", "json")
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
            #expect(rows.count == 5)
            #expect(rows.allSatisfy { $0["ref"] as? String == "small" })
        }
    }

    @Test func aKindThatIsNotServedIsMissingAndNoMore() async throws {
        try await withCrawled { crawlctl in
            let text = "apiVersion: example.org/v1\nkind: Nothing\nmetadata: {name: a}\nspec: {a: 1}\n"
            try Data(text.utf8).write(to: crawlctl.home.appending(path: "n.yaml"))
            let result = try await crawlctl.run("check", "n.yaml", "--on", "small", "--schemas")
            #expect(result.status == 1)
            #expect(result.output.contains("missing"))
            #expect(!result.errors.contains("no schema"))
        }
    }

    /// A document that defines Deployments.
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: deployments.apps}
        spec:
          group: apps
          names: {plural: deployments, kind: Deployment}
          versions: [{name: v1, served: true}]
        ---

        """

    @Test func whatTheInputDefinesIsNotValidatedByAnotherDefinition() async throws {
        try await withCrawled { crawlctl in
            let text =
                Self.definition + """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: d}
                    spec: {unknown: 1}

                    """
            try Data(text.utf8).write(to: crawlctl.home.appending(path: "d.yaml"))
            let result = try await crawlctl.run("check", "d.yaml", "--on", "small", "--schemas", "-o", "json")
            #expect(!result.output.contains("unknown field"))
            #expect(
                result.errors.contains(
                    "note: not validated, since the input defines them: objects of Deployment\n"), "\(result.errors)")
        }
    }

    /// Whether it is, the resources of the reference say.
    @Test(arguments: [true, false]) func aStatusIsValidatedUnlessItIsASubresource(isSubresource: Bool) async throws {
        let group = GroupVersion(group: "example.com", version: "v1")
        let status: JSON = .object([
            "type": "object", "required": .list(["phase"]),
            "properties": .object(["phase": .object(["type": "string"])]),
        ])
        let widget: JSON = .object([
            "type": "object",
            "properties": .object([
                "apiVersion": .object(["type": "string"]), "kind": .object(["type": "string"]), "status": status,
            ]),
            "x-kubernetes-group-version-kind": .list([
                .object(["group": "example.com", "version": "v1", "kind": "Widget"])
            ]),
        ])
        let document: JSON = .object([
            "openapi": "3.0.0", "info": .object([:]), "paths": .object([:]),
            "components": .object(["schemas": .object(["com.example.v1.Widget": widget])]),
        ])
        var cluster = FakeCluster.small
        let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")
        let resources = [nil, "status"].prefix(isSubresource ? 2 : 1).map {
            APIResource(
                resource: "widgets", subresource: $0, responseKind: kind, namespaced: true, verbs: ["get", "update"])
        }
        let list = try APIResourceList(groupVersion: group, resources: resources)
        cluster.groups.append(
            APIGroup(
                name: "example.com", preferredVersion: "v1", versions: [.init(version: "v1", resources: list)]))
        cluster.openAPI = OpenAPIService(documents: [group: try JSONEncoder().encode(document)])
        try await FakeAPIServer.withServer(cluster) { server in
            try await Binary.with { crawlctl in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c", "--schemas")
                let manifest = "apiVersion: example.com/v1\nkind: Widget\nstatus: {}\n"
                try Data(manifest.utf8).write(to: crawlctl.home.appending(path: "w.yaml"))
                let result = try await crawlctl.run("check", "w.yaml", "--on", "c", "--schemas", "--no-headers")
                #expect(result.output.contains("status.phase: Required value") == !isSubresource, "\(result.errors)")
                #expect(result.status == (isSubresource ? 0 : 1), "\(result.errors)")
            }
        }
    }

    @Test func whatIsNotValidatedToItsEndIsNoPass() async throws {
        try await withCrawled { crawlctl in
            let nested = (0..<300).reduce("{}") { text, _ in "{\"not\":\(text)}" }
            let text =
                #"{"apiVersion":"v1","kind":"Service","spec":{"serviceName":"a","validation":\#(nested)}}"#
            try Data(text.utf8).write(to: crawlctl.home.appending(path: "deep.json"))
            let result = try await crawlctl.run("check", "deep.json", "--on", "small", "--schemas")
            #expect(result.status == 2)
            #expect(
                result.errors.hasSuffix(
                    "note: deep.json:1 on small nests too deeply, and is not validated to its end\n"),
                "\(result.errors)")
        }
    }
}
