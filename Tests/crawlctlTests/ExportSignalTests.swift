import DiscoveryModel
import FakeAPIServer
import Foundation
import Testing

/// An export that a signal ends.
@Suite(.fewAtOnce) struct ExportSignalTests {
    @Test(arguments: ["json-schema", "sqlite"]) func leavesAllOrNothing(format: String) async throws {
        try await Binary.with { crawlctl in
            var cluster = FakeCluster.synthetic(customResourceDefinitions: 60, groups: 6, on: FakeCluster.small.groups)
            cluster.openAPI = .made(for: cluster.groups)
            try await FakeAPIServer.withServer(cluster) { server in
                let url = server.url.absoluteString
                let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas")
                #expect(crawl.status == 0, "\(crawl.errors)")
            }
            let folder = crawlctl.home.appending(path: "out")
            let target = folder.appending(path: "new")
            func names() throws -> [String] {
                try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            /// Whether anything was written, in its place or not.
            func hasBegun() throws -> Bool {
                let below = (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? []
                let beside = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                return !below.isEmpty || beside != (beside.contains("new") ? ["new"] : [])
            }
            let arguments = ["export", format, "--to", target.path]
            let start = ContinuousClock.now
            let whole = try await crawlctl.run(arguments)
            let duration = ContinuousClock.now - start
            #expect(whole.status == 0, "\(whole.errors)")
            let all = try names()
            var ended = 0
            // On a busy machine the whole export may be over before it is seen to have begun.
            for round in 0..<100 where round < 10 || ended == 0 {
                try? FileManager.default.removeItem(at: target)
                let program = try crawlctl.start(arguments)
                let begun = ContinuousClock.now
                while try !hasBegun(), ContinuousClock.now - begun < .seconds(60) { await Task.yield() }
                // Moments spread over the writing.
                try await Task.sleep(for: duration * (round % 10) / 20)
                program.signal(SIGINT)
                let result = try await program.result()
                ended += result.wasKilled ? 1 : 0
                #expect(!result.wasKilled || result.status == SIGINT && result.output == "" && result.errors == "")
                let left = try names()
                #expect(left == all || (result.wasKilled && left == []), "round \(round): \(left.prefix(5))")
            }
            #expect(ended > 0)
        }
    }
}
