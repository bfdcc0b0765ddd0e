import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

@testable import crawlctl

@Suite(.fewAtOnce) struct HistoryCommandTests {
    /// Crawls a small cluster as `prod` three times: as it is, without one group, and with it again and newer.
    private func withHistory(_ body: (Binary) async throws -> Void) async throws {
        var gone = FakeCluster.small
        gone.groups.removeAll { $0.name == "events.k8s.io" }
        var newer = gone
        newer.groups += FakeCluster.small.groups.filter { $0.name == "events.k8s.io" }
        newer.serverVersion = FakeCluster.serverVersion(gitVersion: "v1.37.0")
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for cluster in [FakeCluster.small, gone, newer] {
                    server.update(cluster)
                    let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "prod")
                    #expect(crawl.status == 0)
                }
            }
            try await body(crawlctl)
        }
    }

    /// The output with every time as T.
    private func untimed(_ text: String) -> String {
        text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "T").replacing(#/T   \d+s */#, with: "T   H   ")
    }

    @Test func everyIntervalIsALine() async throws {
        try await withHistory { crawlctl in
            let result = try await crawlctl.run("history")
            #expect(
                untimed(result.output) == """
                    ID    FIRST SEEN             LAST SEEN              HELD   CHANGES
                    3     T   T   H   +1: v1.36.2 -> v1.37.0, +events.k8s.io
                    2     T   T   H   -1, 1 breaking: -events.k8s.io (now v1 of the core group)
                    1     T   T   H   first

                    """)
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(
                try await crawlctl.run("history", "prod", "-o", "name").output == "prod@id:3\nprod@id:2\nprod@id:1\n")
        }
    }

    @Test func aChangeIsNamedAsFarAsThereIsRoom() async throws {
        try await withHistory { crawlctl in
            var narrow = crawlctl
            narrow.environment["COLUMNS"] = "80"
            let lines = try await narrow.run("history", "--no-headers").output.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 80 })
            #expect(
                lines.map { $0.split(separator: "   ").last?.trimmingCharacters(in: .whitespaces) } == [
                    "+1", "-1, 1 breaking", "first",
                ])
        }
    }

    @Test func theFieldsOfTheDataAreStable() async throws {
        try await withHistory { crawlctl in
            let result = try await crawlctl.run("history", "-o", "json")
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
            #expect(rows.count == 3)
            for row in rows {
                #expect(
                    Set(row.keys) == [
                        "cluster", "snapshot", "previousSnapshot", "firstSeen", "lastSeen", "heldSeconds", "latest",
                        "digest", "serverVersion", "groups", "versions", "resources", "subresources", "added",
                        "removed", "changed", "breaking", "compatible", "cosmetic", "becameKnown", "differences",
                        "moves",
                    ])
            }
            let differences = try #require(rows[1]["differences"] as? [[String: Any]])
            #expect(differences.count == 1)
            let diff = try await crawlctl.run("diff", "prod@id:1", "prod@id:2", "-o", "json")
            let compared = try #require(
                try JSONSerialization.jsonObject(with: Data(diff.output.utf8)) as? [String: Any])
            #expect(differences as NSArray == compared["differences"] as? NSArray)
        }
    }

    @Test func aResourceIsFollowedThroughTime() async throws {
        try await withHistory { crawlctl in
            let result = try await crawlctl.run("history", "--resource", "events.events.k8s.io")
            #expect(
                untimed(result.output) == """
                    ID    SEEN                   EVENT   GROUPVERSION       RESOURCE   WHAT
                    3     T   came    events.k8s.io/v1   events     Event, namespaced
                    2     T   went    events.k8s.io/v1   events     Event, namespaced
                    1     T   found   events.k8s.io/v1   events     Event, namespaced

                    """)
            let everywhere = try await crawlctl.run(
                "history", "--all-clusters", "--resource", "ev", "-o", "csv", "--no-headers")
            #expect(everywhere.output.split(separator: "\n").count == 4)
        }
    }

    @Test func aGroupVersionIsFollowedThroughTime() async throws {
        try await withHistory { crawlctl in
            let result = try await crawlctl.run(
                "history", "prod", "--group-version", "events.k8s.io/v1", "-o", "tsv", "--no-headers")
            let events = result.output.split(separator: "\n").map { line in
                line.split(separator: "\t", omittingEmptySubsequences: false)[4]
            }
            #expect(events == ["came", "went", "found"])
        }
    }

    @Test(arguments: [
        (["--resource", "gadgets"], 1, "Error: prod never served gadgets\n"),
        (["--all-clusters", "--group-version", "a/v1"], 1, "Error: no cluster ever served a/v1\n"),
        (["nobody"], 1, "Error: cannot read the history of nobody: there is no such cluster\n"),
        (["prod", "--all-clusters"], 64, "Error: a name and --all-clusters exclude each other\n"),
        (["--resource", "a", "--group-version", "v1"], 64, "Error: --resource and --group-version exclude"),
        (["--resource", "/"], 64, "Error: / is no resource's name"),
        (["--group-version", "a/b/c"], 64, "Error: a/b/c is no group version"),
    ])
    func whatThereIsNotIsSaid(arguments: [String], status: Int32, error: String) async throws {
        try await withHistory { crawlctl in
            let result = try await crawlctl.run(["history"] + arguments)
            #expect(result.errors.hasPrefix(error), "\(result.errors)")
            #expect(result.output == "")
            #expect(result.status == status)
        }
    }

    @Test(arguments: [["prod"], ["prod", "--resource", "pods"], ["prod", "--group-version", "v1"]])
    func anEmptyFileKnowsNoCluster(arguments: [String]) async throws {
        try await Binary.with { crawlctl in
            let file = crawlctl.home.appending(path: "empty.db")
            try Data().write(to: file)
            let result = try await crawlctl.run(["history"] + arguments + ["--db", file.path])
            #expect(result.errors == "Error: cannot read the history of prod: there is no such cluster\n")
            #expect(result.output == "")
            #expect(result.status == 1)
        }
    }

    @Test(arguments: ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"])
    func timesAreUTCWhereverOneIs(zone: String) async throws {
        try await withHistory { crawlctl in
            var abroad = crawlctl
            abroad.environment["TZ"] = zone
            let here = try await crawlctl.run("history").output
            #expect(try await abroad.run("history").output == here)
            // The start of a day in UTC; the local day may be another.
            let result = try await abroad.run("resources", "--cluster", "prod@2020-01-01")
            #expect(result.errors.contains("the first snapshot of prod is id:1, of 20"))
            let time = try #require(result.errors.split(separator: " ").last?.trimmingCharacters(in: .newlines))
            #expect(try await abroad.run("resources", "--cluster", "prod@\(time)").status == 0)
        }
    }

    @Test(arguments: [
        (0, "0s"), (119, "119s"), (120, "2m"), (599, "9m59s"), (600, "10m"), (10_799, "179m"), (10_800, "3h"),
        (12_000, "3h20m"), (86_400, "24h"), (180_000, "2d2h"), (691_200, "8d"), (31_536_000, "365d"),
    ])
    func howLongSomethingHeldIsWrittenAsKubectlWritesAges(seconds: Double, text: String) {
        #expect(HeldTime.text(seconds) == text)
    }
}
