import Foundation
import Kubeconfig
import Testing

/// The kubeconfigs of Tests/Fixtures/kubeconfigs.txt; that kubectl takes and refuses the same ones is shown by
/// Scripts/compare-kubeconfigs.py.
@Suite(.fewAtOnce) struct FixtureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let verdict: String
        let files: [(name: String, text: String)]

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/kubeconfigs.txt").standardizedFileURL
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "\n=== ").dropFirst().map { block in
            var parts = block.components(separatedBy: "\n--- ")
            let first = parts.removeFirst().split(separator: "\n", maxSplits: 1).map(String.init)
            let head = first[0].components(separatedBy: ": ")
            var files = [("config", first.count > 1 ? first[1] : "")]
            for part in parts {
                let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                // A bare `---` begins a document of the same file.
                if lines[0].isEmpty {
                    files[files.count - 1].1 += "\n---\n" + lines[1]
                } else {
                    files.append((lines[0], lines[1]))
                }
            }
            return Case(name: head[0], verdict: head[1...].joined(separator: ": "), files: files)
        }
    }()

    private static let ending = """

        current-context: main
        contexts: [{name: main, context: {cluster: c, user: u}}]
        """

    private static let values = [
        ("HOST_PORT", "127.0.0.1:1"), ("HTTPS", "https://127.0.0.1:2"), ("HTTP", "http://127.0.0.1:1"),
        ("PROXY", "http://127.0.0.1:3"), ("SOCKS", "socks5://127.0.0.1:3"), ("CA_DATA", "Y2E="),
        ("CERT_DATA", "Y2VydA=="), ("KEY_DATA", "a2V5"),
    ]

    private func connection(_ files: [(name: String, text: String)]) throws -> ResolvedConnection {
        let folder = try KubeconfigFolder()
        for name in ["ca.crt", "client.crt", "client.key", "token", "plugin"] { try folder.write(name, to: name) }
        let paths = try files.map { name, text in
            let filled = try Self.values.reduce(text) { text, value in
                text.replacing(try Regex("\\b\(value.0)\\b"), with: value.1)
            }
            return try folder.write(filled + (text.contains("contexts") ? "" : Self.ending), to: name)
        }
        let merged = try folder.loader(kubeconfig: paths.joined(separator: ":")).load(explicitPath: nil)
        let connection = try merged.connection(context: nil)
        try connection.checkFiles()
        if connection.sendsCredentials { _ = try connection.currentToken() }
        return connection
    }

    @Test func thereAreManyOfThem() {
        #expect(Self.cases.count { $0.verdict.hasPrefix("accepted") } >= 30)
        #expect(Self.cases.count { $0.verdict.hasPrefix("refused") } >= 20)
    }

    @Test(arguments: cases) func isTakenOrRefused(case: Case) throws {
        guard let cause = `case`.verdict.split(separator: ", ", maxSplits: 1).dropFirst().first,
            `case`.verdict.hasPrefix("refused")
        else {
            _ = try connection(`case`.files)
            return
        }
        let error = #expect(throws: KubeconfigError.self) { try connection(`case`.files) }
        // The command line says more of a kubeconfig without a current context than the library.
        #expect(error?.code == .noContext || error?.cause.contains(cause) == true)
    }
}
