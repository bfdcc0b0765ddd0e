import Foundation
import TestSupport
import Testing

/// What real API servers answered, read as from them.
@Suite(.fewAtOnce, .enabled(if: Recordings.folder != nil && Recordings.server != nil))
struct RecordingTests {
    /// Counts resources and subresources in the recorded legacy documents, without any code of ours.
    private func counts(_ name: String) throws -> (resources: Int, subresources: Int) {
        let legacy = try #require(Recordings.folder).appending(path: "\(name)/legacy")
        let files = try #require(FileManager.default.enumerator(atPath: legacy.path)).compactMap { $0 as? String }
        var counts = (resources: 0, subresources: 0)
        for file in files where file.hasSuffix(".json") {
            // A group version that failed was answered in plain text.
            let data = try Data(contentsOf: legacy.appending(path: file))
            let document = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
            for case let resource as [String: Any] in document?["resources"] as? [Any] ?? [] {
                if (resource["name"] as? String)?.contains("/") == true {
                    counts.subresources += 1
                } else {
                    counts.resources += 1
                }
            }
        }
        return counts
    }

    @Test(arguments: Recordings.names) func isReadAlikeInEveryForm(name: String) async throws {
        try await Binary.with { crawlctl in
            let counted = try counts(name)
            for (cluster, serverOptions, ours) in [
                ("best", [], []), ("legacy", ["--legacy-only"], []), ("asked", [], ["--legacy-only"]),
            ] {
                try await Recordings.withServer(name, serverOptions) { url in
                    let crawl = try await crawlctl.run(["crawl", "--server", url, "--name", cluster] + ours)
                    #expect([0, 2].contains(crawl.status), "\(crawl.errors)")
                    #expect(
                        crawl.output.contains(
                            "\(counted.resources) resources (+\(counted.subresources) subresources)"))
                }
            }
            let surfaces = try await crawlctl.run("sql", "SELECT count(*) FROM surface", "--no-headers").output
            #expect(surfaces.trimmingCharacters(in: .whitespacesAndNewlines) == "1")
        }
    }

    @Test(.enabled(if: Recordings.names.contains("mid-1.36")), arguments: [false, true])
    func doctorFindsWhatIsStale(isLegacy: Bool) async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer("mid-1.36", isLegacy ? ["--legacy-only"] : []) { url in
                let answer = try DoctorAnswer(try await crawlctl.run("doctor", "--server", url, "-o", "json"))
                #expect(answer.status == 2)
                #expect(answer.details(of: "groupVersions")["requests"] as? Int == 210)
                let metrics = try answer.groupVersion("metrics.k8s.io/v1beta1")
                #expect(metrics["state"] as? String == (isLegacy ? "failed" : "stale"))
                #expect(metrics["httpStatus"] as? Int == 503)
                // As kubectl 1.37 was seen to ask: for what fails it asks twice.
                #expect(answer.details(of: "kubectl")["requests"] as? Int == (isLegacy ? 211 : 2))
            }
        }
    }

    @Test(.enabled(if: Recordings.names.contains("mid-1.36")))
    func theFileGrowsAsLittleAsItShould() async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer("mid-1.36") { url in
                func crawl(_ name: String) async throws -> UInt64 {
                    #expect(try await crawlctl.run("crawl", "--server", url, "--name", name).status == 2)
                    let attributes = try FileManager.default.attributesOfItem(atPath: crawlctl.database)
                    return try #require(attributes[.size] as? UInt64)
                }
                let first = try await crawl("first")
                var size = first
                for number in 1...10 { size = try await crawl("cluster-\(number)") }
                #expect((size - first) / 10 <= 16 << 10)
                let before = size
                for _ in 1...20 { size = try await crawl("first") }
                #expect((size - before) / 20 <= 1 << 10)
                let rows = try await crawlctl.run(
                    "sql", "SELECT count(*) FROM crawl UNION ALL SELECT count(*) FROM snapshot", "-o", "name")
                #expect(rows.output == "31\n11\n")
            }
        }
    }
}
