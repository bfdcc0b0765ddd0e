import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// Whatever becomes of a group version, nothing that was known of it is lost, and no history comes of it.
@Suite(.fewAtOnce) struct StateTests {
    /// What a server does to one group version.
    enum Trouble: String, CaseIterable, Sendable {
        case stale, status503, status404, hang, notJSON
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var isLegacy: Bool
        var groupVersion: GroupVersion
        var trouble: Trouble

        var testDescription: String { "\(isLegacy ? "legacy" : "aggregated") \(groupVersion) \(trouble.rawValue)" }
    }

    private static let groupVersions = [
        GroupVersion(group: "", version: "v1"), GroupVersion(group: "autoscaling", version: "v2"),
        GroupVersion(group: "metrics.k8s.io", version: "v1beta1"),
    ]

    /// In the aggregated form a group version can only be stale; in the legacy form the core group's 404 means empty.
    static let cases = groupVersions.flatMap { groupVersion in
        [Case(isLegacy: false, groupVersion: groupVersion, trouble: .stale)]
            + Trouble.allCases.filter { groupVersion.group != "" || $0 != .status404 }.map {
                Case(isLegacy: true, groupVersion: groupVersion, trouble: $0)
            }
    }

    /// A cluster that gives a `storageVersionHash` for everything, in the legacy form.
    private static let cluster = {
        var cluster = FakeCluster.small
        for version in APISurface(groups: cluster.groups).groups.flatMap(\.versions) {
            guard let list = version.resources else { continue }
            let names = list.resources.filter { $0.subresource == nil }.map { ($0.resource, "hash of \($0.resource)") }
            cluster.storageVersionHashes[list.groupVersion] = Dictionary(names, uniquingKeysWith: { first, _ in first })
        }
        return cluster
    }()

    private func make(_ trouble: Trouble, _ groupVersion: GroupVersion, at server: FakeAPIServer) {
        switch trouble {
        case .stale:
            var cluster = Self.cluster
            cluster.stale = [groupVersion]
            server.update(cluster)
        case .status503: server.setFault(.status(503), at: groupVersion.path)
        case .status404: server.setFault(.status(404), at: groupVersion.path)
        case .hang: server.setFault(.hang, at: groupVersion.path)
        case .notJSON: server.setFault(.body(.bareWord), at: groupVersion.path)
        }
    }

    @Test(arguments: cases)
    func nothingThatWasKnownIsLost(_ test: Case) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(Self.cluster) { server in
                let crawl = { @Sendable [crawlctl] () async throws -> Program.Result in
                    try await crawlctl.run(
                        ["crawl", "--server", server.url.absoluteString, "--name", "c"]
                            + (test.isLegacy ? ["--legacy-only"] : [])
                            // Long enough for every answer that comes, on a busy machine too.
                            + (test.trouble == .hang ? ["--request-timeout", "10s"] : []))
                }
                let everything = ["resources", "--all-versions", "--subresources", "-o", "wide"]
                #expect(try await crawl().status == 0)
                let known = try await crawlctl.run(everything)
                let digest = try await crawlctl.run("sql", "SELECT digest FROM api_cluster", "--no-headers").output
                let seen = try await crawlctl.run(
                    "sql", "SELECT as_of FROM api_version WHERE group_version = '\(test.groupVersion)'", "--no-headers"
                ).output.dropLast()

                make(test.trouble, test.groupVersion, at: server)
                // In the legacy form a stale group version answers 503.
                let state = !test.isLegacy ? "stale" : "failed"
                for _ in 1...2 {
                    let result = try await crawl()
                    #expect(result.status == 2)
                    #expect(result.output.contains("  unchanged since "))
                    #expect(result.output.contains("\n  \(state)"))
                    #expect(result.output.hasSuffix("\n1 of 1 cluster recorded, 1 \(state) group version\n"))
                    #expect(result.output.contains(" \(test.groupVersion): "))
                    // Whole seconds: what is shown is cut, what is stored is not.
                    #expect(result.output.contains("as of \(seen.prefix(19))Z"))
                }
                let after = try await crawlctl.run(everything)
                #expect(after.output == known.output)
                #expect(
                    after.errors.hasPrefix(
                        "note: \(test.groupVersion) on c \(state == "stale" ? "is stale" : "failed"), as of \(seen.prefix(19))Z"
                    ))
                let listed = try await crawlctl.run(
                    "resources", "--all-versions", "--subresources", "--state", state, "-o", "json")
                let rows = try #require(
                    try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]])
                #expect(!rows.isEmpty)
                #expect(Set(rows.map { $0["groupVersion"] as? String }) == [test.groupVersion.description])
                #expect(Set(rows.map { $0["asOf"] as? String }) == ["\(seen.prefix(19))Z"])
                let table = try await crawlctl.run("resources", "--all-versions", "--state", state)
                #expect(table.output.contains(/KIND +STATE +ASOF\n/))
                #expect(table.output.contains("\(state)"))
                let cluster = try await crawlctl.run("clusters", "--no-headers").output
                #expect(cluster.contains(" 1 \(state) "))
                let group = try await crawlctl.run(
                    "sql", "SELECT state FROM api_group WHERE group_name = '\(test.groupVersion.group)'",
                    "--no-headers")
                #expect(group.output == "\(state)\n")

                server.removeFaults()
                server.update(Self.cluster)
                let recovered = try await crawl()
                #expect(recovered.status == 0)
                #expect(recovered.output.contains("  unchanged since "))
                let rest = try await crawlctl.run("resources", "--state", "stale", "--state", "failed", "-o", "name")
                #expect(rest.output == "" && rest.errors == "")
                let history = try await crawlctl.run(
                    "sql",
                    "SELECT count(DISTINCT surface_id), count(*), (SELECT digest FROM api_cluster) FROM snapshot",
                    "--no-headers")
                #expect(history.output.split(separator: " ").map(String.init) == ["1", "1", String(digest)])
                let intervals = try await crawlctl.run(
                    "sql", "SELECT state, until IS NOT NULL AS ended FROM condition", "--no-headers", "-o", "csv")
                #expect(intervals.output == "\(state),1\n")
            }
        }
    }

    @Test func aServerThatFailsAsAWholeKeepsEverything() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let arguments = ["crawl", "--server", server.url.absoluteString, "--name", "c"]
                #expect(try await crawlctl.run(arguments).status == 0)
                let known = try await crawlctl.run("resources", "-o", "wide").output
                for status in [401, 403, 404, 500, 501] {
                    server.setFault(.status(status), at: "/apis")
                    let result = try await crawlctl.run(arguments)
                    #expect(result.status == 1)
                    #expect(result.output == "0 of 1 cluster recorded\n")
                    #expect(try await crawlctl.run("resources", "-o", "wide").output == known)
                    #expect(try await crawlctl.run("clusters").output.contains("crawl failed"))
                }
                server.removeFaults()
                #expect(try await crawlctl.run(arguments).status == 0)
                let states = try await crawlctl.run("clusters", "-o", "json").output
                #expect(states.contains("\"state\" : \"current\""))
            }
        }
    }

    /// A server whose core group may not be read, before it was ever seen and after.
    @Test func aCorePathThatIsForbiddenIsUnknownOrKept() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let arguments = ["crawl", "--server", server.url.absoluteString, "--name"]
                server.setFault(.status(403), at: "/api")
                let first = try await crawlctl.run(arguments + ["never"])
                #expect(first.status == 2)
                #expect(first.output.contains("\n  failed  v1: 403 Forbidden, its resources were never seen\n"))
                let listed = try await crawlctl.run("resources", "--name", "pods", "--api-group", "", "-o", "name")
                #expect(listed.output == "")
                #expect(listed.errors == "note: v1 on never failed, its resources were never seen\n")
                server.removeFaults()
                let known = try await crawlctl.run(arguments + ["never"])
                #expect(known.status == 0)
                #expect(known.output.contains("changed: 1 became known\n"))
                server.setFault(.status(403), at: "/api")
                let kept = try await crawlctl.run(arguments + ["never"])
                #expect(kept.status == 2)
                #expect(kept.output.contains("unchanged since "))
                #expect(try await crawlctl.run("resources", "--name", "pods", "-o", "name").output.hasPrefix("pods\n"))
            }
        }
    }
}
