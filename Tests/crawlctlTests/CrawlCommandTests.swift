import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@Suite(.fewAtOnce) struct CrawlCommandTests {
    private let metrics = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")

    @Test func saysWhatItFoundInTheLineOfTheContract() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let first = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(first.status == 0)
                #expect(first.errors == "")
                let line =
                    /small  7 groups, 8 versions, [0-9]+ resources \(\+[0-9]+ subresources\)  3 requests  [0-9]+ K?B  [0-9.]+ m?s  new\n1 of 1 cluster recorded\n/
                #expect(first.output.wholeMatch(of: line) != nil, "\(first.output)")
                let second = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(second.output.contains("unchanged since 2"))
                #expect(server.requests.suffix(3).count { $0.header("If-None-Match") != nil } == 2)
            }
        }
    }

    @Test func aChangeIsCounted() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                server.update(.synthetic(customResourceDefinitions: 2, groups: 1, on: FakeCluster.small.groups))
                let changed = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(changed.output.contains("changed: +"))
                #expect(changed.status == 0)
            }
        }
    }

    @Test func somethingStaleIsNamedAndDatedAndExits2() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                var stale = FakeCluster.small
                stale.stale = [metrics]
                server.update(stale)
                let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(result.status == 2)
                #expect(result.output.contains("\n  stale   metrics.k8s.io/v1beta1: as of 2"))
                #expect(result.output.hasSuffix("\n1 of 1 cluster recorded, 1 stale group version\n"))
                let listed = try await crawlctl.run("resources", "--state", "stale", "-o", "name")
                #expect(listed.output == "nodes.metrics.k8s.io\npods.metrics.k8s.io\n")
                #expect(listed.errors.hasPrefix("note: metrics.k8s.io/v1beta1 on small is stale, as of 2"))
            }
        }
    }

    @Test func aServerThatIsNotThereIsOneLineAndExits1() async throws {
        let server = try await FakeAPIServer.start()
        let url = server.url.absoluteString
        await server.stop()
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("crawl", "--server", url, "--name", "gone")
            #expect(result.status == 1)
            #expect(result.output == "0 of 1 cluster recorded\n")
            #expect(result.errors == "gone  failed: cannot read \(url)/apis: connection refused\n")
            #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
        }
    }

    /// The transport's thread is still opening libcurl then, which an exit in the ordinary way would trip over.
    @Test func anErrorBeforeTheFirstRequestEndsWithItsExitCode() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.shell(
                "for i in $(seq 60); do crawlctl crawl --name upstream:x 2>/dev/null; echo $?; done | sort | uniq -c")
            #expect(result.output.split(separator: " ") == ["60", "1\n"])
        }
    }

    @Test func whereBothStreamsAreOneTheSummaryComesLast() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.shell("crawlctl crawl --server http://127.0.0.1:1 --name gone 2>&1")
            #expect(
                result.output
                    == "gone  failed: cannot read http://127.0.0.1:1/apis: connection refused\n0 of 1 cluster recorded\n"
            )
        }
    }

    @Test func aFailureLosesNothingAndIsRemembered() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                let before = try await crawlctl.run("resources", "-o", "json")
                server.setFault(.body(.loginPage), at: "/apis")
                let failed = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "small")
                #expect(failed.status == 1)
                #expect(failed.errors.contains("the answer is an HTML page, not JSON\n  hint: "))
                let after = try await crawlctl.run("resources", "-o", "json")
                #expect(after.output == before.output)
                #expect(try await crawlctl.run("clusters").output.contains("crawl failed"))
            }
        }
    }

    @Test func theReportIsDataToo() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "-o", "json")
                let rows = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
                #expect(rows.count == 1)
                #expect(rows[0]["cluster"] as? String == "127.0.0.1_\(server.port)")
                #expect(rows[0]["outcome"] as? String == "recorded")
                #expect((rows[0]["change"] as? [String: Any])?["kind"] as? String == "first")
                #expect(rows[0]["error"] is NSNull)
            }
        }
    }

    @Test func anotherServerUnderOneNameIsNoted() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { one in
                try await FakeAPIServer.withServer { other in
                    _ = try await crawlctl.run("crawl", "--server", one.url.absoluteString, "--name", "x")
                    let result = try await crawlctl.run("crawl", "--server", other.url.absoluteString, "--name", "x")
                    #expect(result.errors.hasPrefix("note: x was last crawled at \(one.url.absoluteString)"))
                    #expect(result.status == 0)
                }
            }
        }
    }

    @Test func theCurrentContextIsCrawledUnderItsName() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let kubeconfig = """
                    apiVersion: v1
                    kind: Config
                    current-context: dev
                    clusters: [{name: c, cluster: {server: "\(server.url.absoluteString)"}}]
                    contexts: [{name: dev, context: {cluster: c, user: u}}]
                    users: [{name: u, user: {}}]
                    """
                let file = crawlctl.home.appending(path: "config")
                try Data(kubeconfig.utf8).write(to: file)
                crawlctl.environment["KUBECONFIG"] = file.path
                #expect(try await crawlctl.run("crawl").output.hasPrefix("dev  7 groups"))
                // The reading side takes the current context where there are several clusters.
                _ = try await crawlctl.run("crawl", "--context", "dev", "--name", "other")
                #expect(try await crawlctl.run("versions").output.hasPrefix("apps/v1\n"))
            }
        }
    }

    @Test func nothingToCrawlSaysWhatToGive() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("crawl")
            #expect(result.status == 1)
            #expect(result.errors.contains("Error: there is nothing to crawl"))
            #expect(result.errors.contains("  hint: "))
        }
    }

    @Test(arguments: [
        ["crawl", "--server", "http://x", "--in-cluster"], ["crawl", "--request-timeout", "soon"],
        ["crawl", "--token", "a", "--token-file", "b"], ["resources", "--cluster", "a", "--all-clusters"],
        ["resources", "-o", "xml"], ["nonsense"], ["sql"], ["sql", "SELECT 1", "--param", "x"],
        ["crawl", "--client-key", "x"], ["clusters", "rename", "one"],
    ])
    func wrongUsageExits64(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run(arguments)
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.contains("Usage: crawlctl"))
        }
    }
}
