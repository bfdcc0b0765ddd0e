import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// What a server that means ill calls its groups, on its way to files.
@Suite(.fewAtOnce) struct HostileNameTests {
    private static let names = [
        "../../../evil", "..", ".", "/etc", "a/b", "Apps", "APPS", "x", "x.json", "servergroups.json", ".hidden",
        String(repeating: "l", count: 300), "esc\u{1B}[31m", "sp ace", "$(touch evil)", "*", "größe", "tab\tline\n",
    ]

    private static func group(_ name: String) throws -> APIGroup {
        let groupVersion = GroupVersion(group: name, version: "v1")
        let kind = GroupVersionKind(group: name, version: "v1", kind: "K")
        let resource = APIResource(resource: "ks", responseKind: kind, namespaced: true, verbs: ["get", "list"])
        return APIGroup(
            name: name, preferredVersion: "v1",
            versions: [
                .init(
                    version: "v1", resources: try APIResourceList(groupVersion: groupVersion, resources: [resource]))
            ])
    }

    private func withHostile(_ body: (Binary) async throws -> Void) async throws {
        var cluster = FakeCluster.small
        cluster.groups += try Self.names.map(Self.group)
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(cluster) { server in
                let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
                #expect(crawl.status == 0, "\(crawl.errors)")
            }
            try FileManager.default.createDirectory(
                at: crawlctl.home.appending(path: "inner/most"), withIntermediateDirectories: true)
            try await body(crawlctl)
            let found = try FileManager.default.contentsOfDirectory(atPath: crawlctl.home.path)
            #expect(Set(found) == ["discovery.db", "inner"])
            let inner = try FileManager.default.contentsOfDirectory(atPath: crawlctl.home.appending(path: "inner").path)
            #expect(inner == ["most"])
        }
    }

    private func digest(_ crawlctl: Binary, _ cluster: String) async throws -> String {
        try await crawlctl.run(
            "sql", "SELECT digest FROM api_cluster WHERE cluster = :c", "--param", "c=\(cluster)", "--no-headers"
        ).output
    }

    private func withoutControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    }

    @Test func aTreeOfDocumentsTakesAllThatFilesCanBeNamedAfter() async throws {
        try await withHostile { crawlctl in
            let export = try await crawlctl.run("export", "legacy", "--to", "inner/most/tree")
            #expect(export.status == 2)
            let long = String(repeating: "l", count: 300)
            #expect(
                export.errors
                    == "note: \(long) is too long for a file's name: left out\nnote: \(long)/v1 is too long for a file's name: left out\n"
            )
            let imported = try await crawlctl.run("import", "inner/most/tree", "--name", "again")
            #expect(imported.status == 2)
            #expect(
                imported.output.contains("  failed  \(long)/v1: it was not asked for, its resources were never seen\n"))
            #expect(withoutControlCharacters(export.errors + imported.output + imported.errors))
            let names = try await crawlctl.run(
                "sql",
                "SELECT count(DISTINCT group_name) FROM api_resource WHERE cluster = 'again' AND name = 'ks'",
                "--no-headers")
            #expect(names.output == "\(Self.names.count - 1)\n")
        }
    }

    @Test func aggregatedDocumentsKeepEveryName() async throws {
        try await withHostile { crawlctl in
            #expect(try await crawlctl.run("export", "aggregated", "--to", "inner/most/both").status == 0)
            #expect(try await crawlctl.run("import", "inner/most/both", "--name", "folder").status == 0)
            let pipe = try await crawlctl.shell(
                "crawlctl export aggregated --cluster c | crawlctl import - --name pipe")
            #expect(pipe.status == 0, "\(pipe.errors)")
            let original = try await digest(crawlctl, "c")
            #expect(original.hasPrefix("1-"))
            #expect(try await digest(crawlctl, "folder") == original)
            #expect(try await digest(crawlctl, "pipe") == original)
            let document = try await crawlctl.run("export", "aggregated", "--cluster", "c")
            #expect(withoutControlCharacters(document.output))
        }
    }

    @Test func kubectlsCacheHasPlainNamesOnly() async throws {
        try await withHostile { crawlctl in
            let export = try await crawlctl.run("export", "kubectl-cache", "--to", "inner/most/cache", "--host", "h")
            #expect(export.status == 2)
            let folder = crawlctl.home.appending(path: "inner/most/cache/discovery/h").path
            let entries = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
            #expect(entries.isSuperset(of: ["apps", "x", "x.json", "v1", "servergroups.json"]))
            #expect(entries.isDisjoint(with: ["Apps", "APPS", "*", ".hidden", "sp ace", "größe"]))
            let groups = try String(contentsOfFile: "\(folder)/servergroups.json", encoding: .utf8)
            #expect(!groups.contains(#""groupVersion":"Apps/v1""#))
            #expect(export.errors.contains("note: Apps/v1 on c cannot be a file's name: left out\n"))
            #expect(withoutControlCharacters(export.errors))
        }
    }

    @Test func helmAndRolesGetNothingThatMeansMore() async throws {
        try await withHostile { crawlctl in
            let helm = try await crawlctl.run("export", "helm-api-versions")
            #expect(helm.status == 2)
            #expect(!helm.output.contains("touch") && !helm.output.contains("sp ace") && !helm.output.contains("*"))
            let words = try await crawlctl.shell(
                "set -- $(crawlctl export helm-api-versions 2>/dev/null); echo $#; crawlctl export helm-api-versions 2>/dev/null | wc -l"
            )
            let counts = words.output.split(separator: "\n").map { $0.filter(\.isNumber) }
            #expect(counts.count == 2 && counts[0] == counts[1])
            let role = try await crawlctl.run("export", "clusterrole")
            #expect(role.status == 2)
            #expect(!role.output.contains("\"*\"") && !role.output.contains("'*'") && !role.output.contains("- *"))
            #expect(role.errors == "note: */v1 ks on c would stand for more: left out\n")
            #expect(withoutControlCharacters(role.output))
        }
    }
}
