import Foundation
import Testing

/// The manifests of Tests/Fixtures/manifests.txt, each with what is to be said about it.
@Suite(.fewAtOnce) struct CheckFixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var options: [String]
        var status: Int32
        var text: String
        var output: [String]

        var testDescription: String { ([file] + options).joined(separator: " ") }
    }

    static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/manifests.txt").standardizedFileURL
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "\n=== ").dropFirst().map { block in
            var lines = block.components(separatedBy: "\n")
            let head = lines.removeFirst().components(separatedBy: ": exit ")
            let words = head[0].split(separator: " ").map(String.init)
            return Case(
                file: words[0], options: Array(words.dropFirst()), status: Int32(head.last ?? "") ?? -1,
                text: lines.filter { !$0.hasPrefix("> ") }.joined(separator: "\n"),
                output: lines.filter { $0.hasPrefix("> ") }.map { String($0.dropFirst(2)) })
        }
    }()

    @Test func thereAreManyOfThem() {
        #expect(Self.cases.count >= 60)
        #expect(Set(Self.cases.map(\.file)).count == Self.cases.count)
        for status: Int32 in [0, 1, 2] { #expect(Self.cases.contains { $0.status == status }) }
    }

    @Test(arguments: cases) func isCheckedAsWritten(case: Case) async throws {
        try await Binary.with { crawlctl in
            try Data(`case`.text.utf8).write(to: crawlctl.home.appending(path: `case`.file))
            let result = try await crawlctl.run(
                ["check", `case`.file, "--on", "upstream:1.36", "--no-headers"] + `case`.options)
            let lines = result.output.split(separator: "\n").map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }
            #expect(lines == `case`.output)
            #expect(result.status == `case`.status, "\(result.errors)")
        }
    }

    @Test func allOfThemAreCheckedAtOnce() async throws {
        try await Binary.with { crawlctl in
            let folder = crawlctl.home.appending(path: "all")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for item in Self.cases { try Data(item.text.utf8).write(to: folder.appending(path: item.file)) }
            let result = try await crawlctl.run("check", "all", "--on", "upstream:1.36", "-o", "json", "--all")
            #expect(result.status == 1)
            let rows = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
            let files = rows.compactMap { $0["file"] as? String }
            #expect(files == files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(Set(files.map { String($0.dropFirst("all/".count)) }).isSubset(of: Set(Self.cases.map(\.file))))
            #expect(result.errors.contains(" objects checked on upstream:1.36: "))
        }
    }
}
