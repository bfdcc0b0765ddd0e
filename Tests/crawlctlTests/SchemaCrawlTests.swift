import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite struct SchemaCrawlTests {
    @Test func aLineSaysWhatWasFetched() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let url = server.url.absoluteString
                let first = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                #expect(first.status == 0)
                #expect(first.errors == "")
                let line =
                    /small  7 groups, .*  new\n  schemas  8 documents, [0-9]+ KB: 8 fetched, 0 unchanged  9 requests  [0-9]+ KB  [0-9.]+ m?s  new\n1 of 1 cluster recorded\n/
                #expect(first.output.wholeMatch(of: line) != nil, "\(first.output)")
                let second = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                #expect(second.output.contains("8 documents, "))
                #expect(second.output.contains(": 0 fetched, 8 unchanged  1 request  "))
                #expect(second.output.contains("unchanged since 2"))
                server.update(.withSchemas(revision: 2))
                let third = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                #expect(third.output.contains(": 8 fetched, 0 unchanged  9 requests  "))
                #expect(third.output.contains("  changed: ~8\n"))
                let without = try await crawlctl.run("crawl", "--server", url, "--name", "small")
                #expect(!without.output.contains("schemas"))
                let fields = try await crawlctl.run(
                    "sql", "SELECT kind, type FROM api_field WHERE path = 'spec.template.spec.containers.image'",
                    "-o", "tsv", "--no-headers")
                #expect(fields.output == "Deployment\tstring\n")
            }
        }
    }

    @Test func aDocumentThatFailedIsNamedAndDatedAndExits2() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let url = server.url.absoluteString
                _ = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                server.update(.withSchemas(revision: 2))
                server.setFault(.status(503), at: "/openapi/v3/apis/apps/v1")
                let result = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                #expect(result.status == 2)
                #expect(
                    result.output.contains("\n  failed  schemas of apps/v1: 503 Service Unavailable, as of 2"),
                    "\(result.output)")
                #expect(result.output.contains(": 7 fetched, 0 unchanged, 1 failed  "))
                #expect(result.output.hasSuffix("\n1 of 1 cluster recorded, 1 failed schema document\n"))
            }
        }
    }

    @Test func aServerWithoutSchemasIsStillRecorded() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let url = server.url.absoluteString
                let result = try await crawlctl.run("crawl", "--server", url, "--name", "small", "--schemas")
                #expect(result.status == 2)
                #expect(result.output.hasSuffix("\n1 of 1 cluster recorded, 1 without schemas\n"))
                #expect(
                    result.errors
                        == "small  schemas failed: cannot read \(url)/openapi/v3: 404 Not Found, and no /openapi/v2 either\n  hint: this server may not publish any schemas\n"
                )
                #expect(try await crawlctl.run("resources").status == 0)
            }
        }
    }

    @Test func theReportIsDataToo() async throws {
        try await Binary.with { crawlctl in
            let cluster = FakeCluster.withSchemas { service in
                service.documents?[GroupVersion(group: "apps", version: "v1")] = Data(
                    ##"{"openapi":"3.0.0","components":{"schemas":{"a":{"$ref":"#/components/schemas/none"}}}}"##.utf8)
                service.empty = [GroupVersion(group: "events.k8s.io", version: "v1")]
            }
            try await FakeAPIServer.withServer(cluster) { server in
                let result = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--schemas", "-o", "json")
                #expect(result.status == 2)
                let rows = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
                let schemas = try #require(rows[0]["schemas"] as? [String: Any])
                #expect(schemas["documents"] as? Int == 8)
                #expect(schemas["fetched"] as? Int == 7)
                #expect(schemas["failed"] as? Int == 1)
                #expect(schemas["form"] as? String == "v3")
                #expect(schemas["requests"] as? Int == 9)
                #expect((schemas["change"] as? [String: Any])?["kind"] as? String == "first")
                #expect(
                    (schemas["conditions"] as? [[String: Any]])?.first?["message"] as? String == "the answer is empty")
                #expect(
                    (schemas["findings"] as? [[String: Any]])?.first as? [String: String] == [
                        "groupVersion": "apps/v1", "message": "a schema refers to none, which is not in the document",
                    ])
                #expect(
                    result.errors.contains("note: schemas of apps/v1 on 127.0.0.1_\(server.port): a schema refers to"))
                let plain = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "-o", "json")
                #expect(plain.output.contains("\"schemas\" : null"))
            }
        }
    }

    @Test func aFleetSharesWhatItsClustersHaveInCommon() async throws {
        try await Binary.with { crawlctl in
            let options = FakeAPIServerOptions(isFleet: true)
            try await FakeAPIServer.withServer(.withSchemas(), options) { server in
                let names = (1...6).map { "c\($0)" }
                let kubeconfig = """
                    apiVersion: v1
                    kind: Config
                    clusters: [\(names.map { "{name: \($0), cluster: {server: \"\(server.url.absoluteString)/clusters/\($0)\"}}" }.joined(separator: ", "))]
                    contexts: [\((names + ["again"]).map { "{name: \($0), context: {cluster: \($0 == "again" ? "c1" : $0), user: u}}" }.joined(separator: ", "))]
                    users: [{name: u, user: {}}]
                    """
                let path = crawlctl.home.appending(path: "config")
                try Data(kubeconfig.utf8).write(to: path)
                let first = try await crawlctl.run(
                    "crawl", "--all-contexts", "--kubeconfig", path.path, "--schemas", "--concurrency", "1")
                #expect(first.status == 0, "\(first.errors)")
                #expect(first.output.components(separatedBy: ": 8 fetched, 0 unchanged").count == 3)
                #expect(first.output.components(separatedBy: ": 0 fetched, 8 unchanged").count == 6)
                // One list for each server, and each document once.
                #expect(server.requests.count { $0.path == "/openapi/v3" } == 6)
                #expect(server.requests.count { $0.path.hasPrefix("/openapi/v3/") } == 8)
                let counts = try await crawlctl.run(
                    "sql", "SELECT (SELECT count(*) FROM schema_snapshot), (SELECT count(*) FROM schema_set)", "-o",
                    "tsv", "--no-headers")
                #expect(counts.output == "7\t1\n")
                let again = try await crawlctl.run(
                    "crawl", "--all-contexts", "--kubeconfig", path.path, "--schemas")
                #expect(again.output.components(separatedBy: ": 0 fetched, 8 unchanged").count == 8)
            }
        }
    }

    @Test func anInterruptedFetchIsGoneOnWith() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                server.setFault(.hang, at: "/openapi/v3/apis/metrics.k8s.io/v1beta1")
                let arguments = [
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas",
                    "--schema-requests-in-flight", "1",
                ]
                let program = try crawlctl.start(arguments)
                // The last but one by name hangs, so all before it were handed over.
                try await server.waitForRequests(1, at: "/openapi/v3/apis/metrics.k8s.io/v1beta1")
                program.signal(SIGINT)
                #expect(try await program.result().status != 0)
                server.removeFaults()
                server.forgetRequests()
                let result = try await crawlctl.run(arguments)
                #expect(result.status == 0)
                #expect(server.requests.count { $0.path.hasPrefix("/openapi/v3/") } < 8)
                #expect(result.output.contains("8 documents, "))
            }
        }
    }

    @Test func schemasAreReadAgainAndAgain() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let program = try crawlctl.start([
                    "crawl", "--server", server.url.absoluteString, "--name", "small", "--schemas", "--every", "1s",
                ])
                try await server.waitForRequests(3, at: "/openapi/v3")
                program.signal(SIGINT)
                let result = try await program.result()
                #expect(result.output.contains(": 8 fetched, 0 unchanged"))
                #expect(result.output.contains(": 0 fetched, 8 unchanged"))
            }
        }
    }

    @Test(arguments: ["--schema-requests-in-flight=0", "--schema-requests-in-flight=101"])
    func requestsAtOnceAreBounded(option: String) async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("crawl", "--schemas", option)
            #expect(result.status == 64)
        }
    }

    @Test(
        .enabled(if: Recordings.folder != nil && Recordings.server != nil), arguments: ["plain-1.25", "upstream-1.31"])
    func realDocumentsComeBackByteForByte(name: String) async throws {
        try await Recordings.withServer(name) { url in
            try await Binary.with { crawlctl in
                let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "real", "--schemas")
                #expect(crawl.output.contains(" fetched, 0 unchanged  "), "\(crawl.output)\(crawl.errors)")
                let documents = try await crawlctl.run(
                    "sql", "SELECT count(*), sum(state = 'current') FROM api_openapi_document", "-o", "tsv",
                    "--no-headers")
                let counts = documents.output.split(separator: "\t")
                #expect(counts.count == 2 && counts[0] == counts[1].dropLast())
                let again = try await crawlctl.run("crawl", "--server", url, "--name", "real", "--schemas")
                #expect(again.output.contains(": 0 fetched, \(counts[0]) unchanged  1 request  "))
            }
        }
    }
}
