import Foundation
import TestSupport
import Testing
import UpstreamBaselines

/// The script behind `make upstream-tables`, given recorded servers.
@Suite(.fewAtOnce, .enabled(if: Recordings.folder != nil && Recordings.server != nil))
struct UpstreamTablesScriptTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    private static let tables = package.appending(path: "Sources/UpstreamBaselines/Tables")

    private func table(_ release: String) throws -> String {
        try String(contentsOf: Self.tables.appending(path: "kubernetes-\(release).txt"), encoding: .utf8)
    }

    /// What the script did to a copy of the tables.
    private struct Made {
        let result: Program.Result
        /// The tables, by file name.
        let tables: [String: String]
    }

    /// Runs the script on a copy of the tables, with the facts that `edit` makes of the project's.
    private func make(_ servers: [String], facts edit: (String) -> String = { $0 }) async throws -> Made {
        let folder = try TemporaryFolder()
        let copy = folder.url.appending(path: "tables")
        try FileManager.default.copyItem(at: Self.tables, to: copy)
        let facts = copy.appending(path: "defaults.txt")
        try edit(String(contentsOf: facts, encoding: .utf8)).write(to: facts, atomically: true, encoding: .utf8)
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.url.path,
            "PYTHONDONTWRITEBYTECODE": "1",
        ]
        let script = Self.package.appending(path: "Scripts/upstream-tables.py").path
        let options = ["--crawlctl", Binary.path, "--tables", copy.path, "--facts", facts.path]
        let result = try await Program.run([script] + options + servers, environment: environment)
        var tables: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: copy.path) {
            tables[name] = try String(contentsOf: copy.appending(path: name), encoding: .utf8)
        }
        return Made(result: result, tables: tables)
    }

    @Test(arguments: UpstreamSurfaceSource.releases)
    func tableIsMadeOfAServerWithEveryAPIAndTheFacts(release: String) async throws {
        let made = try await Recordings.withServer("upstream-\(release)") { try await make(["\(release)+all=\($0)"]) }
        #expect(made.result.errors == "")
        #expect(made.result.output.hasPrefix("kubernetes-\(release).txt: unchanged; "))
        #expect(try made.tables["kubernetes-\(release).txt"] == table(release))
    }

    static let servers = [
        ("", nil), ("1.36 off v1 pods/resize", "1.36 on v1 pods/resize"),
        ("1.36 on resource.k8s.io/v1alpha3 devicetaintrules/status", nil),
        ("1.36 on networking.k8s.io/v1beta1 ipaddresses", "1.36 off networking.k8s.io/v1beta1 ipaddresses"),
    ]

    @Test(arguments: servers)
    func serverWithDefaultSettingsMustAgreeWithTheFacts(fact: String, mended: String?) async throws {
        let made = try await Recordings.withServer("upstream-1.36") { every in
            try await Recordings.withServer("plain-1.36") { plain in
                try await make(["1.36=\(plain)", "1.36+all=\(every)"]) { $0 + fact + "\n" }
            }
        }
        #expect(made.result.status == (fact.isEmpty ? 0 : 1))
        if let mended {
            #expect(made.result.errors.hasSuffix("these would agree:\n  \(mended)\n"))
        }
        #expect(try made.tables["kubernetes-1.36.txt"] == table("1.36"))
    }

    @Test func resourceThatIsNewInAGAVersionNeedsAFact() async throws {
        let made = try await Recordings.withServer("upstream-1.34") { url in
            try await make(["1.34+all=\(url)"]) {
                $0.replacing("1.34-   on   storage.k8s.io/v1 volumeattributesclasses", with: "")
            }
        }
        #expect(made.result.status == 1)
        #expect(
            made.result.errors == """
                Error: cannot make the tables: are these on by default in 1.34? defaults.txt must say:
                  storage.k8s.io/v1 volumeattributesclasses

                """)
        #expect(try made.tables["kubernetes-1.34.txt"] == table("1.34"))
    }

    static let mistakes = [
        (["1.34=x"], "", "1.34 lacks a server with every API enabled: 1.34+all=SERVER"),
        (["1.34"], "", "'1.34' is not RELEASE+all=SERVER or RELEASE=SERVER"),
        (["1.35+all=URL"], "", "server is v1.34.0 and not 1.35"),
        (["1.34+all=URL"], "1.34 on shop/v1 books", "line 1 of the facts speaks of what 1.34 does not serve"),
        (
            ["1.34+all=URL"], "1.34 books",
            "line 1 of the facts is not RELEASES on|off GROUPVERSION [RESOURCE[/SUBRESOURCE]]"
        ),
        (
            ["1.34+all=URL"], "1.34 on resource.k8s.io/v1beta1 resourceclaims/status",
            "the facts have resource.k8s.io/v1beta1 resourceclaims/status on without its resource"
        ),
    ]

    @Test(arguments: mistakes)
    func mistakeIsNamed(servers: [String], fact: String, cause: String) async throws {
        let made = try await Recordings.withServer("upstream-1.34") { url in
            try await make(servers.map { $0.replacing("URL", with: url) }) { "\(fact)\n\($0)" }
        }
        #expect(made.result.status == 1)
        #expect(made.result.errors == "Error: cannot make the tables: \(cause)\n")
    }
}
