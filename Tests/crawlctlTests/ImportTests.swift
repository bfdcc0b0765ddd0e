import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite(.fewAtOnce) struct ImportTests {
    private func digest(_ crawlctl: Binary, _ cluster: String) async throws -> String {
        try await crawlctl.run(
            "sql", "SELECT digest FROM api_cluster WHERE cluster = :c", "--param", "c=\(cluster)", "--no-headers"
        ).output
    }

    private func withCrawled(
        _ cluster: FakeCluster = .small, _ body: (Binary, FakeAPIServer) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(cluster) { server in
                let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
                #expect([0, 2].contains(crawl.status), "\(crawl.errors)")
                try await body(crawlctl, server)
            }
        }
    }

    /// The same binary at another database.
    private func with(_ database: String, _ crawlctl: Binary) -> Binary {
        var other = crawlctl
        other.environment["CRAWLCTL_DB"] = crawlctl.home.appending(path: database).path
        return other
    }

    /// A cluster in every form, whole; one whose core group is not there; one with a version that was never seen.
    static let clusters: [(String, FakeCluster)] = {
        var coreless = FakeCluster.small
        coreless.groups.removeFirst()
        var stale = FakeCluster.small
        stale.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
        var legacy = FakeCluster.small
        legacy.forms = [.legacy]
        legacy.storageVersionHashes = [GroupVersion(group: "", version: "v1"): ["pods": "xPOwRZ+Yhw8="]]
        var mixed = FakeCluster.small
        mixed.coreForms = [.legacy]
        return [("small", .small), ("coreless", coreless), ("stale", stale), ("legacy", legacy), ("mixed", mixed)]
    }()

    @Test(arguments: clusters.indices) func whatIsExportedComesBackTheSame(index: Int) async throws {
        let (name, cluster) = Self.clusters[index]
        try await withCrawled(cluster) { crawlctl, _ in
            let original = try await digest(crawlctl, "c")
            for format in ["legacy", "aggregated"] {
                #expect(try await crawlctl.run("export", format, "--cluster", "c", "--to", format).status == 0)
                let result = try await crawlctl.run("import", format, "--name", format)
                #expect(result.status == (name == "stale" ? 2 : 0), "\(result.output)\(result.errors)")
                #expect(try await digest(crawlctl, format) == original, "\(name) \(format)")
            }
            let summary = try await crawlctl.run(
                "sql",
                """
                SELECT cluster, server_version, (SELECT count(*) FROM api_resource_storage AS s WHERE s.cluster = c.cluster)
                FROM api_cluster AS c ORDER BY cluster
                """, "-o", "csv", "--no-headers")
            let hashes = name == "legacy" ? 1 : 0
            #expect(summary.output == "aggregated,v1.36.2,0\nc,v1.36.2,\(hashes)\nlegacy,v1.36.2,\(hashes)\n")
        }
    }

    @Test func kubectlsCacheComesBackButForWhatItCannotSay() async throws {
        var cluster = FakeCluster.small
        cluster.groups.removeLast()
        try await withCrawled(cluster) { crawlctl, server in
            let original = try await digest(crawlctl, "c")
            #expect(try await crawlctl.run("export", "kubectl-cache", "--to", "cache").status == 0)
            for (path, name) in [
                ("cache", "root"), ("cache/discovery", "discovery"),
                ("cache/discovery/127.0.0.1_\(server.url.port ?? 0)", "server"),
            ] {
                let result = try await crawlctl.run("import", path, "--name", name)
                #expect(result.status == 0, "\(result.errors)")
                #expect(try await digest(crawlctl, name) == original)
            }
            #expect(
                try await crawlctl.run(
                    "export", "kubectl-cache", "--cluster", "upstream:1.36", "--to", "cache", "--host", "https://h/p/q"
                ).status == 0)
            let several = try await crawlctl.run("import", "cache", "--name", "x")
            #expect(several.status == 1)
            #expect(several.errors.contains("it has several servers\n  hint: give --host with one of: 127.0.0.1_"))
            #expect(several.errors.hasSuffix(", h/p/q\n"))
            let chosen = try await crawlctl.run("import", "cache", "--name", "x", "--host", "https://h/p/q")
            #expect(chosen.status == 0)
            let none = try await crawlctl.run("import", "cache", "--name", "x", "--host", "https://other")
            #expect(none.status == 1 && none.errors.contains("it has no such server\n"))
        }
        // An empty list is never cached: what is not there may be empty, and is not known.
        try await withCrawled { crawlctl, _ in
            #expect(try await crawlctl.run("export", "kubectl-cache", "--to", "cache").status == 0)
            let result = try await crawlctl.run("import", "cache", "--name", "x")
            #expect(result.status == 2)
            #expect(
                result.output.hasSuffix(
                    "\n  failed  empty.example.com/v1alpha1: it is not in the cache, its resources were never seen\n"))
        }
    }

    /// client-go drops what is stale, so a group that lost all of its versions lost nothing.
    @Test func whatClientGoDropsIsKept() async throws {
        try await withCrawled { crawlctl, server in
            var cluster = FakeCluster.small
            cluster.groups.removeLast()
            cluster.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
            server.update(cluster)
            let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
            #expect(crawl.status == 2)
            let original = try await digest(crawlctl, "c")
            #expect(try await crawlctl.run("export", "kubectl-cache", "--to", "cache").status == 0)
            let known = try await crawlctl.run("import", "cache", "--name", "c")
            #expect(known.status == 2)
            #expect(known.output.contains("  unchanged since "))
            #expect(known.output.contains("\n  stale   metrics.k8s.io/v1beta1: as of "))
            #expect(try await digest(crawlctl, "c") == original)
            #expect(try await crawlctl.run("import", "cache", "--name", "new").status == 0)
        }
    }

    @Test func whatWasSeenLaterIsNotReplaced() async throws {
        try await withCrawled { crawlctl, server in
            #expect(try await crawlctl.run("export", "aggregated", "--to", "old").status == 0)
            var cluster = FakeCluster.small
            cluster.groups.removeLast()
            server.update(cluster)
            #expect(try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c").status == 0)
            let original = try await digest(crawlctl, "c")
            let exported = try await crawlctl.run("import", "old", "--name", "c")
            #expect(exported.status == 0)
            #expect(exported.output.hasSuffix("  superseded by a newer crawl\n"), "\(exported.output)")
            let old = try await crawlctl.run("import", "old", "--name", "c", "--observed-at", "2020-01-01")
            #expect(old.status == 0)
            #expect(old.output.hasSuffix("  as of 2020-01-01T00:00:00Z  superseded by a newer crawl\n"))
            #expect(old.errors == "")
            #expect(try await digest(crawlctl, "c") == original)
            #expect(try await crawlctl.run("import", "old", "--name", "c", "--observed-at", "2099-01-01").status == 64)
            let new = try await crawlctl.shell("touch old/*; crawlctl import old --name c")
            #expect(new.output.hasSuffix("  changed: versions\n"), "\(new.output)")
            #expect(new.errors == "")
            #expect(try await digest(crawlctl, "c") != original)
            // Where it came from is said; where the server is stays known.
            let servers = try await crawlctl.run("clusters", "-o", "json")
            #expect(servers.output.contains("\"server\" : \"file:///"))
            let cache = try await crawlctl.run("export", "kubectl-cache", "--to", "cache")
            #expect(cache.output.contains("/discovery/127.0.0.1_\(server.url.port ?? 0): c as of "))
        }
    }

    @Test func documentsAreAsOldAsTheirNewestFile() async throws {
        try await withCrawled { crawlctl, _ in
            #expect(try await crawlctl.run("export", "legacy", "--to", "tree").status == 0)
            let touched = try await crawlctl.shell(
                "find tree -type f -exec touch -d 2026-01-01T00:00:00Z {} +; touch -d 2026-01-02T00:00:00Z tree/apis/apps/v1.json; touch -d 2026-03-01T00:00:00Z tree/apis/apps.json"
            )
            #expect(touched.status == 0, "\(touched.errors)")
            let result = try await crawlctl.run("import", "tree", "--name", "x")
            #expect(result.output.contains("  as of 2026-01-02T00:00:00Z  new\n"))
            // What is from the future is from now.
            #expect(try await crawlctl.shell("touch -d 2099-01-01T00:00:00Z tree/apis.json").status == 0)
            let future = try await crawlctl.run("import", "tree", "--name", "y", "-o", "json")
            #expect(!future.output.contains("2099"))
        }
    }

    /// What is exported is as old as it is in the file.
    @Test func exportedFilesHaveTheTimeAtWhichTheirContentWasSeen() async throws {
        try await withCrawled { crawlctl, server in
            let url = server.url.absoluteString
            let crawls = "SELECT last_seen_at FROM api_snapshot WHERE cluster = 'c' ORDER BY 1"
            let first = try await crawlctl.run("sql", crawls, "--no-headers").output
            var cluster = FakeCluster.small
            cluster.groups.removeLast()
            server.update(cluster)
            #expect(try await crawlctl.run("crawl", "--server", url, "--name", "c").status == 0)
            let both = try await crawlctl.run("sql", crawls, "--no-headers").output
            for (reference, time) in [("c@previous", first), ("c", String(both.dropFirst(first.count)))] {
                for arguments in [
                    ["aggregated", "--to", "a"], ["legacy", "--to", "l"], ["helm-api-versions", "--to", "f/h.txt"],
                    ["clusterrole", "--to", "f/r.yaml"],
                ] {
                    let export = try await crawlctl.run(["export"] + arguments + ["--cluster", reference])
                    #expect(export.status == 0, "\(export.errors)")
                }
                let times = try await crawlctl.shell("TZ=UTC find a l f -type f -printf '%TY-%Tm-%TdT%TTZ\n' | sort -u")
                #expect(times.output.replacing("0000000Z", with: "Z") == time)
                for folder in ["a", "l"] {
                    let result = try await crawlctl.run("import", folder, "--name", "c")
                    #expect(result.status == 0)
                    let outcome = reference == "c" ? "unchanged since " : "superseded by a newer crawl"
                    #expect(result.output.contains("  \(outcome)"), "\(result.output)")
                }
                #expect(try await crawlctl.shell("rm -r a l f").status == 0)
            }
        }
    }

    @Test func aDocumentOfAnotherGroupVersionFailsAlone() async throws {
        try await withCrawled { crawlctl, _ in
            let made = try await crawlctl.shell(
                """
                crawlctl export legacy --to tree && cp tree/api/v1.json tree/apis/apps/v1.json &&
                echo '{"kind":"APIResourceList","groupVersion":"x/v1","resources":[]}' > tree/apis/autoscaling/v2.json &&
                sed -i 's/"groupVersion":"autoscaling.v1",//' tree/apis/autoscaling/v1.json
                """)
            try #require(made.status == 0, "\(made.errors)")
            let result = try await crawlctl.run("import", "tree", "--name", "x")
            #expect(result.status == 2)
            #expect(
                result.output.split(separator: "\n").dropFirst() == [
                    "  failed  apps/v1: the document is of another group version, its resources were never seen",
                    "  failed  autoscaling/v2: the document is of another group version, its resources were never seen",
                ], "\(result.output)")
        }
    }

    @Test func wrongUsageShowsTheCommandsOwn() async throws {
        try await withCrawled { crawlctl, _ in
            let made = try await crawlctl.shell(
                "crawlctl export legacy --to tree && crawlctl export sqlite --to copy.db")
            try #require(made.status == 0, "\(made.errors)")
            for (arguments, usage) in [
                (["import", "tree"], "import"), (["import", "copy.db", "--host", "x"], "import"),
                (["export", "legacy", "--cluster", "c", "--cluster", "c", "--to", "x"], "export legacy"),
                (["serve", "--cluster", ""], "serve"), (["serve", "--max-connections", "0"], "serve"),
            ] {
                let result = try await crawlctl.run(arguments)
                #expect(result.status == 64)
                #expect(result.errors.contains("\nUsage: crawlctl \(usage) "), "\(result.errors)")
                let help = "\n  See 'crawlctl \(usage) --help' for more information.\n"
                #expect(result.errors.hasSuffix(help), "\(result.errors)")
            }
        }
    }

    @Test func partsThatAreMissingAreUnknownAndTheRestCounts() async throws {
        try await withCrawled { crawlctl, _ in
            #expect(try await crawlctl.run("export", "legacy", "--to", "tree").status == 0)
            let tree = crawlctl.home.appending(path: "tree")
            for file in ["exchanges.tsv", "api.json", "apis/apps/v1.json"] {
                try FileManager.default.removeItem(at: tree.appending(path: file))
            }
            try Data("{".utf8).write(to: tree.appending(path: "apis/events.k8s.io/v1.json"))
            let result = try await crawlctl.run("import", "tree", "--name", "x")
            #expect(result.status == 2)
            #expect(
                result.output.hasSuffix(
                    """
                      failed  v1: there is no document of /api, its resources were never seen
                      failed  apps/v1: there is no document of it, its resources were never seen
                      failed  events.k8s.io/v1: the document is not valid JSON, its resources were never seen

                    """))
        }
    }

    @Test func aDocumentThatIsNoFileOfTheFolderFailsAlone() async throws {
        try await withCrawled { crawlctl, _ in
            let made = try await crawlctl.shell(
                """
                crawlctl export legacy --to tree && cd tree/apis && rm {apps,events.k8s.io,authentication.k8s.io}/v1.json &&
                mkfifo apps/v1.json && truncate -s 268435457 events.k8s.io/v1.json &&
                mv metrics.k8s.io/v1beta1.json $HOME/out.json &&
                ln -s $HOME/out.json metrics.k8s.io/v1beta1.json && mv autoscaling $HOME/tree/in && ln -s ../in autoscaling &&
                cd .. && mv version.json $HOME/version.json && ln -s $HOME/version.json version.json
                """)
            try #require(made.status == 0, "\(made.errors)")
            let result = try await crawlctl.run("import", "tree", "--name", "x")
            #expect(result.status == 2)
            let failed = result.output.split(separator: "\n").dropFirst()
            #expect(
                failed == [
                    "  failed  apps/v1: cannot read its document: it is not a regular file, its resources were never seen",
                    "  failed  authentication.k8s.io/v1: its document is missing, its resources were never seen",
                    "  failed  events.k8s.io/v1: cannot read its document: it is larger than 256 MiB, its resources were never seen",
                    "  failed  metrics.k8s.io/v1beta1: cannot read its document: it is a symbolic link out of the folder, its resources were never seen",
                ], "\(result.output)\(result.errors)")
            // Whoever names a link means what it leads to.
            let linked = try await crawlctl.shell(
                "crawlctl export legacy --cluster c --to whole; ln -s whole link; crawlctl import link --name y")
            #expect(linked.status == 0, "\(linked.errors)")
        }
    }

    @Test(arguments: [
        ("", "the document is empty"), ("x", "the document is not valid JSON"), ("[]", "the document's top level"),
        (#"{"kind":"Status"}"#, "the document is not of kind"), ("<html>", "the document is an HTML page, not JSON"),
        (#"{"kind":"APIGroupList","groups":[{"name":"a","versions":[{"version":"v1"}]}]}"#, "it lists groups without"),
        (#"{"kind":"APIGroupDiscoveryList","items":[]}"#, "it has the core group alone, or none"),
        (
            #"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1"}]}]}"#,
            "it has the core"
        ),
        (#"{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"a\u0000"}}]}"#, "the document has a NUL"),
        (String(repeating: "[", count: 100_000), "the document is not valid JSON"),
    ])
    func aDocumentThatIsNoneIsRefused(text: String, cause: String) async throws {
        try await Binary.with { crawlctl in
            let file = crawlctl.home.appending(path: "document.json")
            try Data(text.utf8).write(to: file)
            let result = try await crawlctl.run("import", "document.json", "--name", "x")
            #expect(result.status == 1)
            #expect(result.errors.hasPrefix("Error: cannot use \(file.path): \(cause)"), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
        }
    }

    /// A list without groups, recorded, would say that everything was removed.
    @Test(arguments: [
        ("apis.json", #"{"kind":"APIGroupDiscoveryList","items":[]}"#), ("apis.json", #"{"kind":"APIGroupList"}"#),
        ("servergroups.json", #"{"kind":"APIGroupList","groups":[{"name":"","versions":[{"version":"v1"}]}]}"#),
        ("servergroups.json", #"{"kind":"APIGroupList","groups":[]}"#),
        ("servergroups.json", #"{"kind":"APIGroupDiscoveryList","items":[]}"#),
    ])
    func nothingIsNoNews(file: String, text: String) async throws {
        try await withCrawled { crawlctl, _ in
            let folder = crawlctl.home.appending(path: "folder")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try Data(text.utf8).write(to: folder.appending(path: file))
            let original = try await digest(crawlctl, "c")
            let result = try await crawlctl.run("import", "folder", "--name", "c")
            #expect(result.status == 1)
            #expect(result.errors.hasPrefix("Error: cannot use \(folder.path)"), "\(result.errors)")
            #expect(try await digest(crawlctl, "c") == original)
        }
    }

    @Test func whatCannotBeImportedIsSaidAndMakesNoDatabase() async throws {
        try await Binary.with { crawlctl in
            let made = try await crawlctl.shell(
                """
                mkdir empty list; mkfifo pipe; printf 'path\\taccept\\tstatus\\tcontent_type\\tetag\\tfile\\n' > list/exchanges.tsv
                printf 'SQLite format 3' > short.db; head -c 5000 /dev/urandom > noise; ln -s pipe link
                """)
            #expect(made.status == 0, "\(made.errors)")
            for (path, text) in [
                ("none", "cannot read "), ("empty", "cannot import "), ("pipe", "cannot read "),
                ("link", "cannot read "),
                ("list", "cannot use "), ("noise", "cannot use "), ("short.db", "cannot "),
                ("/dev/null", "cannot read "),
            ] {
                let result = try await crawlctl.run("import", path, "--name", "x")
                #expect(result.status == 1, "\(path)")
                #expect(result.errors.hasPrefix("Error: \(text)"), "\(path): \(result.errors)")
                #expect(!FileManager.default.fileExists(atPath: crawlctl.database))
            }
            for arguments in [["empty", "--observed-at", "soon"], []] {
                #expect(try await crawlctl.run(["import"] + arguments).status == 64)
            }
        }
    }

    @Test func anotherDatabaseIsMerged() async throws {
        try await withCrawled { crawlctl, server in
            let other = with("other.db", crawlctl)
            let url = server.url.absoluteString
            for name in ["c", "d"] {
                #expect(try await other.run("crawl", "--server", url, "--name", name).status == 0)
            }
            let merged = try await crawlctl.run("import", "other.db")
            #expect(merged.status == 0, "\(merged.errors)")
            let lines = merged.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 2)
            #expect(
                lines.first?.hasPrefix("c  ") == true
                    && lines.first?.hasSuffix("  merged: +0 snapshots, +1 crawl") == true)
            #expect(lines.last?.hasPrefix("d  ") == true && lines.last?.hasSuffix("  new: 1 snapshot, 1 crawl") == true)
            let again = try await crawlctl.run("import", "other.db", "-o", "json")
            let rows = try #require(try JSONSerialization.jsonObject(with: again.data) as? [[String: Any]])
            #expect(rows.map { $0["outcome"] as? String } == ["unchanged", "unchanged"])
            let renamed = try await crawlctl.run("import", "other.db", "--cluster", "d", "--name", "e")
            #expect(renamed.output.hasPrefix("e  ") && renamed.output.hasSuffix("  new: 1 snapshot, 1 crawl\n"))
            let unknown = try await crawlctl.run("import", "other.db", "--cluster", "nope")
            #expect(unknown.status == 1)
            #expect(unknown.errors.hasSuffix("there is no cluster nope in it\n  hint: known are: c, d\n"))
            #expect(try await crawlctl.run("import", "other.db", "--name", "x").status == 64)
            #expect(try await crawlctl.run("import", "other.db", "--host", "x").status == 64)
            let itself = try await crawlctl.run("import", crawlctl.database)
            #expect(itself.status == 1 && itself.errors.contains("it is this database itself"))
        }
    }

    @Test func clustersThatOnlyHaveANameInCommonAreKeptApart() async throws {
        try await withCrawled { crawlctl, _ in
            let other = with("other.db", crawlctl)
            try await FakeAPIServer.withServer { server in
                let url = server.url.absoluteString
                for name in ["c", "d"] {
                    let crawl = try await other.run("crawl", "--server", url, "--name", name)
                    #expect(crawl.status == 0)
                }
            }
            let refused = try await crawlctl.run("import", "other.db")
            #expect(refused.status == 2)
            #expect(refused.errors.hasPrefix("c  failed: cannot merge c: c here was crawled at http://127.0.0.1:"))
            #expect(
                refused.errors.hasSuffix(
                    "\n  hint: give --name for another name, or --merge where they are one cluster\n"))
            #expect(refused.output.hasPrefix("d  "))
            #expect(try await crawlctl.run("import", "other.db", "--cluster", "c").status == 1)
            #expect(try await crawlctl.run("import", "other.db", "--cluster", "c", "--merge").status == 0)
        }
    }

    @Test func anExportedDatabaseGoesOnWhereTheOtherIs() async throws {
        try await withCrawled { crawlctl, server in
            let export = try await crawlctl.run("export", "sqlite", "--to", "copy.db")
            #expect(export.status == 0 && export.output == "c  1 snapshot, 1 crawl\n")
            let copy = with("copy.db", crawlctl)
            let crawl = try await copy.run("crawl", "--server", server.url.absoluteString, "--name", "c")
            #expect(crawl.output.contains("  unchanged since "))
            #expect(server.requests.suffix(3).count { $0.header("If-None-Match") != nil } == 2)
            let taken = try await crawlctl.run("export", "sqlite", "--to", "copy.db")
            #expect(
                taken.status == 1
                    && taken.errors.hasSuffix("there is such a file already\n  hint: replace it with --force\n"))
            #expect(try await crawlctl.run("export", "sqlite", "--to", "copy.db", "--force").status == 0)
        }
    }
}
