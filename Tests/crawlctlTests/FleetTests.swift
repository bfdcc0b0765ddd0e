import FakeAPIServer
import Foundation
import TestSupport
import Testing

@testable import crawlctl

/// Many clusters in one command.
@Suite(.fewAtOnce) struct FleetTests {
    /// Writes a kubeconfig with one context for each server.
    private func writeConfig(_ servers: KeyValuePairs<String, String>, _ crawlctl: Binary) throws {
        let clusters = servers.enumerated().map { "{name: c\($0), cluster: {server: \"\($1.value)\"}}" }
        let contexts = servers.enumerated().map { "{name: \"\($1.key)\", context: {cluster: c\($0), user: u}}" }
        let text = """
            clusters: [\(clusters.joined(separator: ", "))]
            contexts: [\(contexts.joined(separator: ", "))]
            users: [{name: u, user: {}}]
            current-context: none
            """
        try Data(text.utf8).write(to: crawlctl.home.appending(path: "config"))
    }

    private func crawl(_ crawlctl: Binary, _ arguments: String...) async throws -> Program.Result {
        try await crawlctl.run(["crawl", "--kubeconfig", "config"] + arguments)
    }

    @Test func oneThatCannotBeReachedDoesNotStopTheOthers() async throws {
        let gone = try await FakeAPIServer.start()
        await gone.stop()
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                try writeConfig(
                    ["gone": gone.url.absoluteString, "bad": "ftp://x", "good": server.url.absoluteString], crawlctl)
                let result = try await crawl(crawlctl, "--all-contexts")
                #expect(result.status == 2)
                #expect(result.output.hasPrefix("good  7 groups"))
                #expect(result.output.hasSuffix("\n1 of 3 clusters recorded\n"))
                #expect(
                    Set(result.errors.split(separator: "\n").map(String.init)) == [
                        "gone  failed: cannot read \(gone.url.absoluteString)/apis: connection refused",
                        "bad   failed: cannot use the cluster c1 of \(crawlctl.home.path)/config: its server: it is not an http or https URL",
                    ])
                let none = try await crawl(crawlctl, "gone", "bad", "nowhere")
                #expect(none.status == 1)
                #expect(
                    none.errors.contains("nowhere  failed: cannot use the context nowhere: no kubeconfig defines it\n"))
            }
        }
    }

    @Test func theSameServerAndUserIsReadOnceAndRecordedForEach() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let url = server.url.absoluteString
                try writeConfig(["one": url, "two": url, "three": url], crawlctl)
                for _ in 1...3 {
                    server.forgetRequests()
                    #expect(try await crawl(crawlctl, "--all-contexts").status == 0)
                    #expect(server.requests.map(\.path).sorted() == ["/api", "/apis", "/version"])
                }
                let rows = try await crawlctl.run(
                    "sql", "SELECT count(DISTINCT cluster_id), count(*), min(outcome) FROM crawl", "--no-headers")
                #expect(rows.output == "3     9     ok\n")
                // One of them is told of something new meanwhile, so that the others build on something else.
                _ = try await crawlctl.run("clusters", "forget", "two")
                #expect(try await crawl(crawlctl, "--all-contexts").output.contains("3 of 3 clusters recorded"))
                let digests = try await crawlctl.run(
                    "sql", "SELECT count(DISTINCT surface_id) FROM snapshot", "--no-headers")
                #expect(digests.output == "1\n")
            }
        }
    }

    @Test func oneThatHangsDelaysNothingButItself() async throws {
        try await Binary.with { crawlctl in
            let slow = try await FakeAPIServer.start()
            slow.setFault(.hang, at: FakeAPIServer.everyPath)
            try await FakeAPIServer.withServer { server in
                try writeConfig(
                    [
                        "slow": slow.url.absoluteString, "a": server.url.absoluteString,
                        "b": "\(server.url.absoluteString)/",
                    ],
                    crawlctl)
                let program = try crawlctl.start([
                    "crawl", "--kubeconfig", "config", "--all-contexts", "--concurrency", "2", "--request-timeout", "0",
                ])
                // Both are recorded while the first of all still hangs.
                while try await crawlctl.run("clusters", "-o", "name").output != "a\nb\n" { await Task.yield() }
                program.signal(SIGINT)
                let result = try await program.result()
                #expect(result.status == 130)
                #expect(result.output.hasSuffix("2 of 3 clusters recorded\n"))
            }
            await slow.stop()
        }
    }

    @Test func itGoesOnUntilItIsToldToStop() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                try writeConfig(["good": server.url.absoluteString, "bad": "ftp://x"], crawlctl)
                let program = try crawlctl.start([
                    "crawl", "--kubeconfig", "config", "--all-contexts", "--every", "1s", "-o", "json",
                ])
                try await server.waitForRequests(4, at: "/apis")
                program.signal(SIGTERM)
                let result = try await program.result()
                #expect(result.status == 0)
                let lines = result.output.split(separator: "\n")
                let outcomes = try lines.map { line in
                    let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                    return "\(row?["cluster"] ?? "") \(row?["outcome"] ?? "")"
                }
                #expect(Set(outcomes) == ["good recorded", "bad failed"])
                #expect(outcomes.count { $0 == "good recorded" } >= 3)
                // Only the first of them wrote more than a row.
                let rows = try await crawlctl.run("sql", "SELECT count(*) FROM snapshot", "--no-headers")
                #expect(rows.output == "1\n")
            }
        }
    }

    @Test func aDatabaseThatIsReplacedMeanwhileIsFoundAgain() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                try writeConfig(["good": server.url.absoluteString], crawlctl)
                let program = try crawlctl.start([
                    "crawl", "--kubeconfig", "config", "--all-contexts", "--every", "1s", "-o", "json",
                ])
                try await server.waitForRequests(2, at: "/apis")
                try FileManager.default.removeItem(atPath: crawlctl.database)
                while try await crawlctl.run("clusters", "-o", "name").output != "good\n" { await Task.yield() }
                program.signal(SIGTERM)
                #expect(try await program.result().status == 0)
            }
        }
    }

    @Test func twoServersAreNeverRecordedAsOneCluster() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { one in
                try await FakeAPIServer.withServer { two in
                    try writeConfig(["dev": one.url.absoluteString, "prod": two.url.absoluteString], crawlctl)
                    _ = try await crawl(crawlctl, "dev")
                    _ = try await crawlctl.run("clusters", "rename", "dev", "prod")
                    let result = try await crawl(crawlctl, "--all-contexts")
                    #expect(result.status == 2)
                    #expect(result.output.hasSuffix("1 of 2 clusters recorded\n"))
                    #expect(
                        result.errors.contains(
                            "prod  failed: the database knows prod as prod, and so it does dev, another server or user\n"
                        ))
                    let servers = try await crawlctl.run("sql", "SELECT DISTINCT server FROM crawl", "--no-headers")
                    #expect(servers.output == "\(one.url.absoluteString)\n")
                }
            }
        }
    }

    @Test func whatFailsIsAskedLessAndLessOften() {
        let schedule = CrawlSchedule(interval: .seconds(300))
        #expect(schedule.pause(afterFailures: 0, jitter: 0) == .seconds(300))
        #expect(schedule.pause(afterFailures: 0, jitter: 1) == .seconds(330))
        #expect(schedule.pause(afterFailures: 0, jitter: -1) == .seconds(270))
        #expect(schedule.pause(afterFailures: 2, jitter: 0) == .seconds(1200))
        #expect(schedule.pause(afterFailures: 99, jitter: 0) == .seconds(3600))
        #expect(CrawlSchedule(interval: .seconds(7200)).pause(afterFailures: 9, jitter: 0) == .seconds(7200))
    }

    @Test func asDataTheOrderIsThatOfTheRequest() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let url = server.url.absoluteString
                try writeConfig(["z": url, "bad": "ftp://x", "a": url], crawlctl)
                let result = try await crawl(crawlctl, "a", "z", "bad", "a", "-o", "json")
                let rows = try #require(
                    try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
                #expect(rows.map { $0["cluster"] as? String } == ["a", "z", "bad"])
                #expect(rows.map { $0["outcome"] as? String } == ["recorded", "recorded", "failed"])
                #expect(result.status == 2)
            }
        }
    }

    @Test(arguments: [
        ["--all-contexts", "x"], ["x", "--server", "http://h"], ["x", "--in-cluster"], ["x", "--context", "y"],
        ["x", "y", "--name", "n"], ["--all-contexts", "--name", "n"], ["x", "--concurrency", "0"],
        ["x", "--every", "999ms"], ["x", "--every", "0"],
    ])
    func whatDoesNotGoTogetherIsWrongUsage(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let result = try await crawlctl.run(["crawl"] + arguments)
            #expect(result.status == 64)
        }
    }

    @Test func theProgressLineFits() {
        let now = ContinuousClock.now
        let running = [("prod-eu", now - .seconds(12)), ("staging", now - .seconds(3)), ("dev\u{1B}", now)]
        func line(_ width: Int) -> String {
            CrawlProgress.line(4, 300, 1, running.map { .init(name: $0.0, since: $0.1) }, width: width, now: now)
        }
        #expect(line(80) == #"4 of 300 done, 1 failed; prod-eu 12 s, staging 3 s, dev\u{1b} 0 s"#)
        #expect(line(46) == "4 of 300 done, 1 failed; prod-eu 12 s, …")
        #expect(line(10) == "4 of 300 ")
    }
}
