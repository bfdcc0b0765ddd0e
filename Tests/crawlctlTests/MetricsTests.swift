import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@testable import crawlctl

/// What `crawl --every --metrics-listen` tells Prometheus.
@Suite(.fewAtOnce) struct MetricsTests {
    /// A crawl that goes on.
    private struct Crawl {
        let program: Program
        /// The URL of its metrics.
        let metrics: String
        /// Read from for as long as it runs: a program whose standard error nobody reads ends.
        let errors: LineReader
    }

    /// Starts a crawl that goes on, and waits for the URL of its metrics.
    private func start(_ crawlctl: Binary, _ arguments: [String]) async throws -> Crawl {
        let errors = Pipe()
        let program = try crawlctl.start(
            ["crawl", "--every", "1s", "--metrics-listen", "127.0.0.1:0"] + arguments,
            standardError: errors.fileHandleForWriting)
        let lines = LineReader(errors.fileHandleForReading)
        while let line = await lines.next() {
            if line.hasPrefix("serving metrics at ") {
                return Crawl(program: program, metrics: String(line.dropFirst(19)), errors: lines)
            }
        }
        throw Failure()
    }

    /// Asks for metrics until they are as they should be.
    private func metrics(_ crawl: Crawl, until isDone: (String) -> Bool) async throws -> String {
        while true {
            let text = try await get(crawl.metrics)
            try #require(!text.isEmpty)
            if isDone(text) { return text }
        }
    }

    private struct Failure: Error {}

    private func get(_ url: String, _ arguments: [String] = []) async throws -> String {
        try await Program.run(
            ["curl", "--disable", "--silent", "--noproxy", "*", "--max-time", "60"] + arguments + [url]
        )
        .output
    }

    /// The value of a sample, by its name and labels.
    private func sample(_ name: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    @Test func crawlsAreCountedAndStatesAreNamed() async throws {
        try await Binary.with { crawlctl in
            var cluster = FakeCluster.small
            let stale = try #require(APISurface(groups: cluster.groups).groupVersions.last)
            cluster.stale = [stale]
            try await FakeAPIServer.withServer(cluster) { server in
                let crawl = try await start(
                    crawlctl, ["--server", server.url.absoluteString, "--name", "a \"quoted\" one"])
                try await server.waitForRequests(3, at: "/apis")
                let label = #"cluster="a \"quoted\" one""#
                var text = try await metrics(crawl) { sample("crawlctl_crawls_total{\(label)}", in: $0) ?? 0 >= 2 }
                #expect(sample("crawlctl_crawl_failures_total{\(label)}", in: text) == 0)
                #expect(sample("crawlctl_last_crawl_success{\(label)}", in: text) == 1)
                #expect(sample("crawlctl_group_versions{\(label),state=\"stale\"}", in: text) == 1)
                #expect(
                    sample(
                        "crawlctl_group_version_incomplete{\(label),group_version=\"\(stale)\",state=\"stale\"}",
                        in: text)
                        == 1)
                let age = try #require(sample("crawlctl_last_success_age_seconds{\(label)}", in: text))
                #expect(age >= 0 && age < 60)
                let count = try #require(sample("crawlctl_crawl_duration_seconds_count{\(label)}", in: text))
                #expect(count >= 2)
                // Every sample belongs to a family that was announced.
                let announced = Set(
                    text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] })
                for line in text.split(separator: "\n") where !line.hasPrefix("#") {
                    let name = line.prefix { $0 != "{" }
                    let family =
                        name.hasSuffix("_sum") || name.hasSuffix("_count")
                        ? name.dropLast(name.hasSuffix("_sum") ? 4 : 6) : name
                    #expect(announced.contains(family))
                }

                server.setFault(.status(403), at: "/apis")
                text = try await metrics(crawl) { sample("crawlctl_crawl_failures_total{\(label)}", in: $0) ?? 0 >= 1 }
                #expect(sample("crawlctl_resources{\(label)}", in: text).map { $0 > 0 } == true)
                crawl.program.signal(SIGINT)
                #expect(try await crawl.program.result().status == 0)
                // The server is gone with the crawl.
                #expect(try await get(crawl.metrics) == "")
            }
        }
    }

    @Test func whatIsNotMetricsIsRefused() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let crawl = try await start(crawlctl, ["--server", server.url.absoluteString])
                func status(_ url: String, _ arguments: [String]) async throws -> String {
                    try await get(url, arguments + ["--output", "/dev/null", "--write-out", "%{http_code}"])
                }
                let statuses = [
                    try await status(crawl.metrics, ["--request", "POST"]),
                    try await status("\(crawl.metrics)/../etc/passwd", ["--path-as-is"]),
                    try await status(crawl.metrics, []),
                ]
                #expect(statuses == ["405", "404", "200"])
                let head = try await get(crawl.metrics, ["--head"])
                #expect(head.hasPrefix("HTTP/1.1 200 OK"))
                crawl.program.signal(SIGINT)
                #expect(try await crawl.program.result().status == 0)
            }
        }
    }

    @Test func anAddressThatIsTakenIsAnErrorBeforeTheFirstCrawl() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let result = try await crawlctl.run(
                    "crawl", "--server", server.url.absoluteString, "--every", "1s", "--metrics-listen",
                    "127.0.0.1:\(server.port)")
                #expect(result.status == 1)
                #expect(
                    result.errors
                        == "Error: cannot serve metrics at 127.0.0.1:\(server.port): address already in use\n")
                #expect(server.requestCount == 0)
            }
        }
    }

    @Test func metricsNeedACrawlThatGoesOn() async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run("crawl", "--metrics-listen", "9155")
            #expect(result.status == 64)
        }
    }

    @Test(arguments: [
        ("127.0.0.1:9155", "127.0.0.1:9155"), ("9155", "127.0.0.1:9155"), (":9155", "0.0.0.0:9155"),
        ("[::1]:0", "[::1]:0"), ("localhost:80", "localhost:80"),
    ])
    func anAddressIsRead(text: String, address: String) {
        #expect(ListenAddress(argument: text)?.description == address)
    }

    @Test(arguments: ["", "x", "::1:80", "h:65536", "h:-1", "h:"])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(ListenAddress(argument: text) == nil)
    }
}
