import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

/// Whatever happens to a crawl, the file holds the last complete snapshot.
@Suite(.fewAtOnce) struct DurabilityTests {
    private func check(_ crawlctl: Binary, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        guard FileManager.default.fileExists(atPath: crawlctl.database) else { return }
        // The first to open the file is a reader of ours, as a user's next command would be.
        let listed = try await crawlctl.run("clusters", "-o", "json")
        #expect(listed.status == 0, "\(listed.errors)", sourceLocation: sourceLocation)
        let integrity = try await crawlctl.shell(
            "sqlite3 \(crawlctl.database) 'PRAGMA integrity_check; PRAGMA foreign_key_check'")
        #expect(integrity.output == "ok\n", sourceLocation: sourceLocation)
    }

    @Test func aCrawlKilledAtAnyMomentLeavesTheOldStateOrTheNew() async throws {
        try await Binary.with { crawlctl in
            let small = FakeCluster.small
            let large = FakeCluster.synthetic(customResourceDefinitions: 300, groups: 60, on: small.groups)
            let digests = Set([small, large].map { APISurface(groups: $0.groups).digest.text })
            try await FakeAPIServer.withServer { server in
                let arguments = ["crawl", "--server", server.url.absoluteString, "--name", "x"]
                var killed = 0
                for round in 0..<40 {
                    server.update(round.isMultiple(of: 2) ? large : small)
                    let started = try crawlctl.start(arguments)
                    // Moments spread over the whole run, whatever its length here.
                    try await Task.sleep(for: .milliseconds(2 * round))
                    started.signal(SIGKILL)
                    killed += try await started.result().wasKilled ? 1 : 0
                    try await check(crawlctl)
                    guard FileManager.default.fileExists(atPath: crawlctl.database) else { continue }
                    let digest = try await crawlctl.run("sql", "SELECT digest FROM api_cluster", "-o", "name").output
                    #expect(digest.isEmpty || digests.contains(digest.trimmingCharacters(in: .newlines)))
                }
                #expect(killed > 10)
                server.update(small)
                let last = try await crawlctl.run(arguments)
                #expect(last.status == 0, "\(last.errors)")
                try await check(crawlctl)
            }
        }
    }

    @Test func aJournalLeftByAKilledWriterIsPutBackByTheNextReader() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "x")
                let before = try await crawlctl.run("resources", "-o", "json").output
                // A writer that spills its pages into the file and then dies, in the middle of its transaction.
                _ = try await crawlctl.shell(
                    """
                    sqlite3 '\(crawlctl.database)' "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;
                    DELETE FROM resource_verb; DELETE FROM resource;
                    CREATE TABLE junk (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)
                    INSERT INTO junk SELECT randomblob(100) FROM n;" ".shell kill -9 \\$PPID"
                    """)
                #expect(FileManager.default.fileExists(atPath: crawlctl.database + "-journal"))
                let copy = crawlctl.home.appending(path: "copy")
                try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
                for suffix in ["", "-journal"] {
                    try FileManager.default.copyItem(
                        atPath: crawlctl.database + suffix, toPath: copy.path + "/discovery.db" + suffix)
                }
                #expect(try await crawlctl.run("resources", "-o", "json").output == before)
                #expect(!FileManager.default.fileExists(atPath: crawlctl.database + "-journal"))
                try await check(crawlctl)
            }
        }
    }

    @Test func twoCrawlsAtOnceWithDifferentAnswersLeaveOneOfThem() async throws {
        try await Binary.with { crawlctl in
            let other = FakeCluster.synthetic(customResourceDefinitions: 20, groups: 4, on: FakeCluster.small.groups)
            try await FakeAPIServer.withServer { one in
                try await FakeAPIServer.withServer(other) { two in
                    for _ in 0..<5 {
                        let crawls = try [one, two].map {
                            try crawlctl.start(["crawl", "--server", $0.url.absoluteString, "--name", "x"])
                        }
                        for crawl in crawls {
                            let result = try await crawl.result()
                            #expect(result.status == 0, "\(result.errors)")
                        }
                        try await check(crawlctl)
                    }
                    let digest = try await crawlctl.run("sql", "SELECT digest FROM api_cluster", "-o", "name").output
                    #expect(
                        [FakeCluster.small, other].map { APISurface(groups: $0.groups).digest.text + "\n" }
                            .contains(digest))
                }
            }
        }
    }

    @Test func aDiskThatIsFullIsAClearErrorAndLosesNothing() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let url = server.url.absoluteString
                _ = try await crawlctl.run("crawl", "--server", url, "--name", "x")
                let before = try await crawlctl.run("resources", "-o", "json").output
                server.update(.synthetic(customResourceDefinitions: 2000, groups: 100, on: FakeCluster.small.groups))
                // The largest file that the process may write stands for the disk: 300 blocks.
                let full = try await crawlctl.shell("ulimit -f 300; crawlctl crawl --server \(url) --name x")
                #expect(full.status == 1)
                #expect(full.errors.contains("failed: cannot write \(crawlctl.database): "))
                #expect(try await crawlctl.run("resources", "-o", "json").output == before)
                try await check(crawlctl)
            }
        }
    }

    /// The surface and some documents may have been committed before.
    @Test func aDiskThatIsFullAmongSchemasKeepsWhatWasStoredBefore() async throws {
        try await Binary.with { crawlctl in
            var cluster = FakeCluster.synthetic(
                customResourceDefinitions: 200, groups: 20, on: FakeCluster.small.groups)
            cluster.openAPI = .made(for: cluster.groups)
            try await FakeAPIServer.withServer(cluster) { server in
                let crawl = "crawl --server \(server.url.absoluteString) --name"
                _ = try await crawlctl.shell("crawlctl \(crawl) x")
                let size = try FileManager.default.attributesOfItem(atPath: crawlctl.database)[.size] as? Int ?? 0
                let full = try await crawlctl.shell("ulimit -f \(size / 1024 + 32); crawlctl \(crawl) y --schemas")
                #expect(full.status == 2)
                #expect(full.output.contains("1 of 1 cluster recorded, 1 without schemas\n"), "\(full.output)")
                #expect(full.errors.contains("y  schemas failed: cannot write \(crawlctl.database): "))
                #expect(full.errors.contains("\n  hint: what was stored before is kept"))
                #expect(try await crawlctl.run("clusters", "-o", "name").output == "x\ny\n")
                try await check(crawlctl)
            }
        }
    }

    @Test func anInterruptStopsTheCrawlAndLosesNothing() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "x")
                server.setFault(.hang, at: "/apis")
                server.forgetRequests()
                let crawl = try crawlctl.start(["crawl", "--server", server.url.absoluteString, "--name", "x"])
                try await server.waitForRequests(1, at: "/apis")
                crawl.signal(SIGINT)
                let result = try await crawl.result()
                #expect(result.status == 130)
                #expect(!result.wasKilled)
                #expect(result.output == "")
                try await server.waitUntilIdle()
                try await check(crawlctl)
                #expect(try await crawlctl.run("clusters").output.contains("current"))
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func standardOutputThatIsFullIsAnError() async throws {
        try await Binary.with { crawlctl in
            let full = try await crawlctl.shell("crawlctl resources --cluster upstream:1.36 > /dev/full")
            #expect(full.status == 1)
            #expect(full.errors.hasPrefix("Error: cannot write to standard output"))
            for errors in ["2> /dev/full", "2>&-"] {
                #expect(try await crawlctl.shell("crawlctl resources --bogus \(errors)").status == 64)
            }
            let closed = try await crawlctl.shell("crawlctl resources --cluster upstream:1.36 -o json | head -n 1")
            #expect(closed.errors == "")
            #expect(closed.output == "[\n")
        }
    }
}
