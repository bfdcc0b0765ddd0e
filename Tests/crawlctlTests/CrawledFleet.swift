import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// A database of several clusters, and what is asked of it.
enum CrawledFleet {
    /// Crawls five clusters: `a` and `b` are alike, `odd` lacks and has more, `stale` lost sight of what it had, `failed`
    /// never saw it.
    static func with(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                func crawl(_ name: String, status: Int32 = 0) async throws {
                    let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    #expect(result.status == status, "\(result.errors)")
                }
                try await crawl("a")
                try await crawl("b")
                try await crawl("stale")
                var cluster = FakeCluster.small
                cluster.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
                server.update(cluster)
                try await crawl("stale", status: 2)
                cluster.forms = [.legacy]
                server.update(cluster)
                try await crawl("failed", status: 2)
                server.update(try odd())
                try await crawl("odd")
            }
            try await body(crawlctl)
        }
    }

    /// Crawls two clusters, of which `s` lost sight of what `good` has, and imports a third, `doc`, of whose core group
    /// no more is known than that it is there.
    static func withStale(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let crawl = ["crawl", "--server", server.url.absoluteString, "--name"]
                for name in ["good", "s"] { #expect(try await crawlctl.run(crawl + [name]).status == 0) }
                let legacy = try await crawlctl.run("export", "legacy", "--cluster", "good", "--to", "doc")
                #expect(legacy.status == 0)
                try FileManager.default.removeItem(at: crawlctl.home.appending(path: "doc/api/v1.json"))
                #expect(try await crawlctl.run("import", "doc", "--name", "doc").status == 2)
                var cluster = FakeCluster.small
                cluster.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
                server.update(cluster)
                #expect(try await crawlctl.run(crawl + ["s"]).status == 2)
            }
            try await body(crawlctl)
        }
    }

    static func odd() throws -> FakeCluster {
        var cluster = FakeCluster.small
        cluster.groups.removeAll { $0.name == "events.k8s.io" }
        for (index, group) in cluster.groups.enumerated() {
            if group.name == "autoscaling" { cluster.groups[index].versions.removeLast() }
            guard group.name.isEmpty, var resources = group.versions[0].resources?.resources else { continue }
            resources.removeAll { $0.name == "pods/log" }
            for position in resources.indices where resources[position].name == "pods" {
                resources[position].verbs.removeAll { $0 == "patch" }
            }
            resources.append(
                APIResource(
                    resource: "widgets", responseKind: GroupVersionKind(group: "", version: "v1", kind: "Widget"),
                    namespaced: true, verbs: ["get"]))
            cluster.groups[index].versions[0].resources = try APIResourceList(
                groupVersion: GroupVersion(group: "", version: "v1"), resources: resources)
        }
        return cluster
    }

    /// What `matrix` prints on a terminal of some width.
    static func matrix(_ crawlctl: Binary, width: Int? = nil, _ arguments: String...) async throws -> Program.Result {
        var crawlctl = crawlctl
        crawlctl.environment["COLUMNS"] = width.map(String.init)
        let result = try await crawlctl.run(["matrix"] + arguments)
        #expect(result.status == 0)
        return result
    }

    /// A text without the times in it.
    static func untimed(_ text: String) -> String {
        text.replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/, with: "TIME")
    }
}
