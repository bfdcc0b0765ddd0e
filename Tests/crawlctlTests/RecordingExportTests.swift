import Foundation
import TestSupport
import Testing

/// What real API servers answered, exported and imported again.
@Suite(.fewAtOnce, .enabled(if: Recordings.folder != nil && Recordings.server != nil))
struct RecordingExportTests {
    /// Recordings of servers with a group version that was never seen good: kubectl's cache cannot say that there is one.
    private static let incomplete: Set = ["mid-1.36", "plain-1.25", "plain-1.29"]

    private func digest(_ crawlctl: Binary, _ cluster: String) async throws -> String {
        try await crawlctl.run(
            "sql", "SELECT digest FROM api_cluster WHERE cluster = :c", "--param", "c=\(cluster)", "--no-headers"
        ).output
    }

    @Test(arguments: Recordings.names, [[], ["--legacy-only"]])
    func comesBackTheSameFromEveryForm(name: String, options: [String]) async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer(name, options) { url in
                let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "c")
                #expect([0, 2].contains(crawl.status), "\(crawl.errors)")
            }
            let original = try await digest(crawlctl, "c")
            #expect(original.hasPrefix("1-"))
            let recording = try #require(Recordings.folder).appending(path: name).path
            _ = try await crawlctl.run("import", recording, "--name", "recording")
            #expect(try await digest(crawlctl, "recording") == original)
            for format in ["aggregated", "legacy", "kubectl-cache"] {
                let export = try await crawlctl.run("export", format, "--cluster", "c", "--to", format)
                #expect(export.status == 0, "\(export.errors)")
                _ = try await crawlctl.run("import", format, "--name", format)
                let isSame = try await digest(crawlctl, format) == original
                #expect(isSame == (format != "kubectl-cache" || !Self.incomplete.contains(name)), "\(format)")
            }
            let pipe = try await crawlctl.shell(
                "crawlctl export aggregated --cluster c | crawlctl import - --name pipe")
            #expect([0, 2].contains(pipe.status), "\(pipe.errors)")
            #expect(try await digest(crawlctl, "pipe") == original)
            #expect(try await crawlctl.run("export", "sqlite", "--cluster", "c", "--to", "copy.db").status == 0)
            let copy = try await crawlctl.run(
                "sql", "SELECT digest FROM api_cluster", "--no-headers", "--db",
                crawlctl.home.appending(path: "copy.db").path)
            #expect(copy.output == original)
        }
    }

    /// An exported folder is served like a recording, in the form that it is in.
    @Test(arguments: ["aggregated", "legacy"])
    func anExportedFolderIsARecordingItself(format: String) async throws {
        try await Binary.with { crawlctl in
            let folder = crawlctl.home.appending(path: format)
            let export = try await crawlctl.run(
                "export", format, "--cluster", "upstream:1.36", "--to", folder.path)
            #expect(export.status == 0)
            try await Recordings.withServer(folder: folder) { url in
                let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "c", "-o", "json")
                #expect(crawl.status == 0, "\(crawl.errors)")
                #expect(crawl.output.contains("\"form\" : \"\(format == "legacy" ? "legacy" : "v2")\""))
            }
            #expect(try await crawlctl.run("import", folder.path, "--name", "i").status == 0)
            #expect(try await digest(crawlctl, "c") == digest(crawlctl, "i"))
        }
    }
}
