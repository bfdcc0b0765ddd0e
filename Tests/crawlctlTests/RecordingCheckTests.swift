import Foundation
import TestSupport
import Testing

/// `check --schemas` with the schemas of a real server that has many custom resources.
@Suite(.fewAtOnce, .enabled(if: Recordings.names.contains("mid-1.36") && Recordings.server != nil))
struct RecordingCheckTests {
    private static let manifests = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/checked-manifests.yaml")

    /// What the comments of the fixture say: `LINE MESSAGE`.
    private func expected(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line -> [String] in
            guard let sign = line.firstRange(of: " # ! ") else { return [] }
            return line[sign.upperBound...].split(separator: " | ").map { "\(index + 1) \($0)" }
        }
    }

    @Test func findsWhatTheManifestsSayAndNothingElse() async throws {
        try await Binary.with { crawlctl in
            try await Recordings.withServer("mid-1.36") { url in
                let crawl = try await crawlctl.run("crawl", "--server", url, "--name", "mid", "--schemas")
                try #require(crawl.status == 0 || crawl.status == 2, "\(crawl.errors)")
            }
            let result = try await crawlctl.run(
                "check", Self.manifests.path, "--on", "mid", "--schemas", "-o", "json")
            #expect(result.status == 1)
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
            let found = rows.filter { $0["status"] as? String == "invalid" }
                .map { "\($0["line"] as? Int ?? 0) \($0["message"] as? String ?? "")" }
            let wanted = expected(try String(contentsOf: Self.manifests, encoding: .utf8))
            #expect(Set(found).subtracting(wanted).sorted() == [])
            #expect(Set(wanted).subtracting(found).sorted() == [])
            #expect(found.count == wanted.count)
            #expect(rows.count == found.count, "\(rows.filter { $0["status"] as? String != "invalid" })")
        }
    }
}
