import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// `NAME@previous` where schemas are used: resources and schemas of one moment.
@Suite(.fewAtOnce) struct PreviousSchemasTests {
    private static let core = GroupVersion(group: "", version: "v1")

    /// The small cluster without some groups, and with a core document of some revision.
    private static func cluster(without groups: String..., revision: Int = 1) -> FakeCluster {
        var cluster = FakeCluster.small
        cluster.groups.removeAll { groups.contains($0.name) }
        cluster.openAPI = .made(for: cluster.groups)
        cluster.openAPI.documents?[core] = document(revision)
        return cluster
    }

    private static func document(_ revision: Int) -> Data? {
        OpenAPIService.made(for: FakeCluster.small.groups, revision: revision).documents?[core]
    }

    /// Crawls one cluster as it becomes.
    private func withCrawled(_ clusters: [FakeCluster], _ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for cluster in clusters {
                    server.update(cluster)
                    let crawl = try await crawlctl.run(
                        "crawl", "--server", server.url.absoluteString, "--name", "c", "--schemas")
                    try #require(crawl.status == 0, "\(crawl.errors)")
                }
            }
            try Data("{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replica: 1}}\n".utf8)
                .write(to: crawlctl.home.appending(path: "deployment.yaml"))
            try Data("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [], odd: 1}}\n".utf8)
                .write(to: crawlctl.home.appending(path: "pod.yaml"))
            try await body(crawlctl)
        }
    }

    @Test func resourcesAndSchemasAreThoseOfOneMoment() async throws {
        let clusters = [
            Self.cluster(), Self.cluster(without: "apps"), Self.cluster(without: "apps", revision: 2),
        ]
        try await withCrawled(clusters) { crawlctl in
            // Before the last change nothing of apps was served; before the one before that all was.
            let explained = try await crawlctl.run("explain", "deployments.spec", "--cluster", "c@previous")
            #expect(explained.status == 1)
            #expect(explained.errors == "Error: c@previous has no resource deployments\n")
            #expect(try await crawlctl.run("explain", "deployments.spec", "--cluster", "c@id:1").status == 0)
            let found = try await crawlctl.run("search", "deployments", "--cluster", "c@previous", "-o", "name")
            #expect(!found.output.contains("deployments.apps"), "\(found.output)")
            let checked = try await crawlctl.run("check", "deployment.yaml", "--on", "c@previous", "--schemas")
            #expect(checked.status == 1)
            #expect(checked.output.contains("missing"), "\(checked.output)")
            // Where no schemas are asked for, it is the surface before the last change of the surface.
            #expect(try await crawlctl.run("check", "deployment.yaml", "--on", "c@previous").status == 0)
            let exported = try await crawlctl.run("export", "openapi", "--cluster", "c@previous", "--to", "then")
            #expect(exported.status == 0, "\(exported.errors)")
            #expect(exported.output.hasSuffix(" files to then: c@previous\n"))
            let groups = try Data(contentsOf: crawlctl.home.appending(path: "then/apis.json"))
            #expect(groups.range(of: Data(#""apps""#.utf8)) == nil)
        }
    }

    @Test func whereOnlySchemasChangedThereIsAPreviousMomentToo() async throws {
        try await withCrawled([Self.cluster(), Self.cluster(revision: 2)]) { crawlctl in
            let (then, now) = (
                try await crawlctl.run("explain", "pods", "--cluster", "c@previous"),
                try await crawlctl.run("explain", "pods", "--cluster", "c")
            )
            #expect(then.status == 0, "\(then.errors)")
            #expect(now.output.contains("Revision 2.") && !then.output.contains("Revision 2."))
            for arguments in [
                ["search", "pod", "--cluster"], ["export", "json-schema", "--kind", "Pod", "--cluster"],
            ] {
                let result = try await crawlctl.run(arguments + ["c@previous"])
                #expect(result.status == 0, "\(result.errors)")
                #expect(!result.output.contains("Revision 2."))
            }
            let document = try await crawlctl.run(
                "export", "openapi", "--api-version", "v1", "--cluster", "c@previous")
            #expect(document.data == Self.document(1))
            let checked = try await crawlctl.run("check", "pod.yaml", "--on", "c@previous", "--schemas")
            #expect(checked.status == 1)
            #expect(checked.output.contains(#"unknown field "spec.odd""#))
            // Nothing but schemas ever changed.
            #expect(try await crawlctl.run("resources", "--cluster", "c@previous").status == 1)
        }
    }

    @Test func whereNothingChangedThereIsNone() async throws {
        try await withCrawled([Self.cluster()]) { crawlctl in
            for arguments in [
                ["explain", "pods", "--cluster"], ["search", "pod", "--cluster"],
                ["export", "openapi", "--to", "then", "--cluster"],
            ] {
                let result = try await crawlctl.run(arguments + ["c@previous"])
                #expect(result.status == 1)
                #expect(result.errors.hasPrefix("Error: cannot find c@previous: the first snapshot of c is id:1, of "))
                #expect(result.errors.hasSuffix(", and the only one\n"), "\(result.errors)")
            }
        }
    }
}
