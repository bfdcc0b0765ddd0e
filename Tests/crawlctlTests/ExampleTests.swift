import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// The example of the libraries, built and run as a user would.
@Suite(.fewAtOnce) struct ExampleTests {
    private static let path = URL(filePath: Binary.path).deletingLastPathComponent()
        .appending(path: "watchable-resources").path

    @Test func itAnswersAsTheCommandDoes() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let crawl = ["crawl", "--server", server.url.absoluteString, "--name", "prod"]
                _ = try await crawlctl.run(crawl)
                var cluster = FakeCluster.small
                cluster.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
                server.update(cluster)
                _ = try await crawlctl.run(crawl)
            }
            let command = try await crawlctl.run("resources", "--verbs", "watch", "-o", "name")
            let example = try await Program.run([Self.path, crawlctl.database, "prod"])
            #expect(example.status == 0)
            #expect(example.output == command.output + "metrics.k8s.io/v1beta1 is stale\n")
            let unknown = try await Program.run([Self.path, crawlctl.database, "staging"])
            #expect(unknown.status == 1)
            #expect(unknown.output == "there is no cluster staging; known are: prod\n")
        }
    }

    /// What the README shows is what is built.
    @Test func theReadmeShowsTheExample() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let example = try String(
            contentsOf: root.appending(path: "Examples/watchable-resources/WatchableResources.swift"), encoding: .utf8)
        let section = try #require(readme.range(of: "## As a library"))
        let shown = try #require(
            readme[section.upperBound...].firstMatch(of: /```swift\n(?<code>[^`]*)```/)
        ).output.code
        for line in shown.split(separator: "\n") {
            #expect(example.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
        }
    }
}
