import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct GetTests {
    private static let table = """
        {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": {}, "columnDefinitions": [
          {"name": "Name", "priority": 0}, {"name": "Restarts", "priority": 0}, {"name": "Status", "priority": 0},
          {"name": "IP", "priority": 1}], "rows": [
          {"cells": ["web", 3, "Running\\nand more", null], "object": {"metadata": {"name": "web", "namespace": "shop"}}},
          {"cells": ["db\\u001b", 0, "Failed", "10.0.0.1"], "object": {"metadata": {"name": "db", "namespace": "shop"}}}]}
        """

    private static let list = """
        {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": [
          {"metadata": {"name": "web"}, "spec": {"replicas": 3, "ratio": 0.5, "on": true, "none": null}}]}
        """

    /// Crawls, and then runs with what the server gives at one path.
    private func with(
        _ body: String, at path: String,
        _ use: (Binary, FakeAPIServer, _ get: ([String]) async throws -> Program.Result)
            async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let url = ["--server", server.url.absoluteString]
                _ = try await crawlctl.run(["crawl"] + url)
                server.setFault(.body(FixedBody(contentType: "application/json", text: body)), at: path)
                server.forgetRequests()
                try await use(crawlctl, server) { try await crawlctl.run(["get"] + $0 + url) }
            }
        }
    }

    @Test func theServersTableIsPrintedAsKubectlPrintsIt() async throws {
        try await with(Self.table, at: "/api/v1/namespaces/shop/pods") { _, server, get in
            let result = try await get(["po", "-n", "shop"])
            #expect(
                result.output == """
                    NAME       RESTARTS   STATUS
                    web        3          Running...
                    db\\u{1b}   0          Failed

                    """)
            #expect(result.errors == "")
            // No discovery.
            #expect(server.requests.map(\.target) == ["/api/v1/namespaces/shop/pods?limit=500"])
            #expect(
                server.requests.first?.header("Accept")?.hasPrefix("application/json;as=Table;v=v1;g=meta.k8s.io")
                    == true)
            let wide = try await get(["pods", "-n", "shop", "-owide", "--no-headers"])
            #expect(wide.output.hasSuffix("Failed       10.0.0.1\n"))
        }
    }

    @Test func allNamespacesGetAColumn() async throws {
        try await with(Self.table, at: "/api/v1/pods") { _, _, get in
            let result = try await get(["pod", "-A"])
            #expect(result.output.hasPrefix("NAMESPACE   NAME       RESTARTS   STATUS\nshop        web        3 "))
        }
    }

    @Test func objectsComeAsData() async throws {
        try await with(Self.list, at: "/api/v1/namespaces/default/pods") { _, _, get in
            let json = try await get(["pods", "-o", "json"])
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(document["kind"] as? String == "List")
            let item = try #require((document["items"] as? [[String: Any]])?.first)
            #expect(item["kind"] as? String == "Pod")
            #expect(item["apiVersion"] as? String == "v1")
            let spec = try #require(item["spec"] as? [String: Any])
            #expect(spec["replicas"] as? Int == 3)
            #expect(spec["ratio"] as? Double == 0.5)
            let names = try await get(["pods", "-o", "name"])
            #expect(names.output == "pod/web\n")
        }
    }

    @Test func theSamePageForEverIsAnError() async throws {
        let body = Self.list.replacing("\"metadata\": {}", with: "\"metadata\": {\"continue\": \"again\"}")
        try await with(body, at: "/api/v1/namespaces/default/pods") { _, _, get in
            let result = try await get(["pods", "-o", "name"])
            #expect(result.status == 1)
            #expect(result.errors == "Error: cannot read the objects: the server sends the same page again\n")
        }
    }

    @Test func aPathNeedsNoServer() async throws {
        try await with("{}", at: "/nothing") { crawlctl, server, _ in
            let cluster = "127.0.0.1_\(server.port)"
            func path(_ arguments: String...) async throws -> String {
                try await crawlctl.run(["get", "--print-path", "--cluster", cluster] + arguments).output
            }
            let paths = [
                try await path("po", "web", "-n", "a/b"), try await path("deploy", "-A"),
                try await path("namespaces", "x"),
            ]
            #expect(
                paths == [
                    "/api/v1/namespaces/a%2Fb/pods/web\n", "/apis/apps/v1/deployments\n", "/api/v1/namespaces/x\n",
                ])
            #expect(server.requestCount == 0 || server.requests.isEmpty)
        }
    }

    @Test func whatCannotBeGotIsSaid() async throws {
        let status = FixedBody(
            status: 404, contentType: "application/json",
            text: #"{"kind": "Status", "message": "pods \"x\" not found", "code": 404}"#)
        try await with("{}", at: "/nothing") { crawlctl, server, get in
            server.setFault(.body(status), at: "/api/v1/namespaces/default/pods/x")
            let missing = try await get(["pod", "x"])
            #expect(missing.status == 1)
            #expect(missing.errors.hasSuffix("404 Not Found\n  hint: the server says: pods \"x\" not found\n"))
            let unknown = try await get(["podz"])
            #expect(unknown.errors.contains("has no resource podz\n  hint: near are: pods"))
            let nothing = try await get([])
            #expect(nothing.status == 64)
            let raw = try await get(["--raw", "/version"])
            #expect(raw.output.contains("\"gitVersion\""))
        }
    }
}
