import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// The stored schemas as an API server's.
@Suite(.fewAtOnce) struct ServeSchemaTests {
    private static let apps = GroupVersion(group: "apps", version: "v1")

    private func crawl(_ crawlctl: Binary, _ url: String, name: String = "c", _ more: String...) async throws {
        let result = try await crawlctl.run(["crawl", "--server", url, "--name", name, "--schemas"] + more)
        #expect(result.status == 0, "\(result.errors)")
    }

    private func hash(of group: String, at url: String) async throws -> String? {
        let list = try await Curl.get("\(url)/openapi/v3")
        return list.firstMatch(of: try Regex("\"apis/\(group)/v1\":[^}]*hash=([0-9A-F]{128})\""))?[1].substring.map(
            String.init)
    }

    @Test func documentsAreServedAsKubernetesServesThem() async throws {
        try await Binary.with { crawlctl in
            let cluster = FakeCluster.withSchemas()
            try await FakeAPIServer.withServer(cluster) { server in
                try await crawl(crawlctl, server.url.absoluteString)
            }
            let sent = try #require(cluster.openAPI.documents?[Self.apps])
            try await crawlctl.serve { root async throws in
                for (url, prefix) in [(root, ""), ("\(root)/clusters/c", "/clusters/c")] {
                    let list = try await Curl.get("\(url)/openapi/v3")
                    #expect(list.hasPrefix("HTTP/1.1 200 OK\n") && list.contains("\nETag: \""))
                    let hash = try #require(try await hash(of: "apps", at: url))
                    let place = "\(prefix)/openapi/v3/apis/apps/v1?hash=\(hash)"
                    #expect(list.contains(#""apis/apps/v1":{"serverRelativeURL":"\#(place)"}"#))
                    let named = try await Curl.get(root + place)
                    #expect(try await Curl.body(root + place) == sent)
                    for field in [
                        "Content-Type: application/json", "ETag: \"\(hash)\"", "Vary: Accept",
                        "Cache-Control: public, immutable",
                    ] {
                        #expect(named.contains("\n\(field)\n"), "\(field)")
                    }
                    #expect(named.contains(/\nExpires: ..., \d\d ... \d{4} \d\d:\d\d:\d\d GMT\n/))
                    let unnamed = try await Curl.get("\(url)/openapi/v3/apis/apps/v1")
                    #expect(unnamed.contains("\nETag: \"\(hash)\"\n") && !unnamed.contains("immutable"))
                    let other = try await Curl.get("\(url)/openapi/v3/apis/apps/v1?hash=ABC")
                    #expect(other.hasPrefix("HTTP/1.1 301 ") && other.contains("\nLocation: \(place)\n"))
                    let unchanged = try await Curl.get(root + place, "-H", "If-None-Match: \"\(hash)\"")
                    #expect(unchanged.hasPrefix("HTTP/1.1 304 ") && unchanged.hasSuffix("\n\n"))
                    let head = try await Curl.get(root + place, "--head")
                    #expect(head.contains("\nContent-Length: \(sent.count)\n"))
                    let protobuf = "Accept: application/com.github.proto-openapi.spec.v3.v1.0+protobuf"
                    #expect(try await Curl.status(root + place, "-H", protobuf) == 406)
                    #expect(try await Curl.status(root + place, "-H", "\(protobuf), application/json") == 200)
                    for path in ["apis/none/v1", "apis/apps", "version", "apis/apps/v1/x", "api/v9"] {
                        #expect(try await Curl.status("\(url)/openapi/v3/\(path)") == 404, "\(path)")
                    }
                    #expect(try await Curl.status("\(url)/openapi/v2") == 404)
                    #expect(try await Curl.get("\(url)/").contains("\"/openapi/v3\""))
                }
            }
        }
    }

    /// kubectl takes its own prefix off, where it is spelled as in its kubeconfig.
    @Test func urlsAreSpelledAsTheKubeconfigAndTheClientSpellThem() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(FakeCluster.withSchemas()) { server in
                try await crawl(crawlctl, server.url.absoluteString, name: "a b")
            }
            let tomorrow = Timestamp.seconds(Date().addingTimeInterval(24 * 3600))
            let references = ["id:1", "latest", "-0h", tomorrow].map { "a b@\($0)" }
            let kubeconfig = crawlctl.home.appending(path: "served.yaml").path
            let arguments = references.flatMap { ["--cluster", $0] } + ["--cluster", "upstream:1.36+all"]
            try await crawlctl.serve(["--write-kubeconfig", kubeconfig] + arguments) { root async throws in
                let text = try String(contentsOfFile: kubeconfig, encoding: .utf8)
                let servers = text.matches(of: /server: "([^"]*)"/).map { String($0.1) }
                #expect(servers.count == 5 && servers.last == "\(root)/clusters/upstream-1.36+all")
                #expect(try await Curl.status("\(servers.last ?? "")/apis") == 200)
                for (server, reference) in zip(servers, references) {
                    let prefix = String(server.dropFirst(root.count))
                    #expect(prefix.hasSuffix(reference.dropFirst("a b".count)), "\(prefix)")
                    let escaped = prefix.replacing("@", with: "%40").replacing(":", with: "%3a")
                    for prefix in [prefix, escaped] {
                        let url = root + prefix
                        let hash = try #require(try await hash(of: "apps", at: url), "\(url)")
                        let place = "\(prefix)/openapi/v3/apis/apps/v1?hash="
                        let list = try await Curl.get("\(url)/openapi/v3")
                        #expect(list.contains(#""apis/apps/v1":{"serverRelativeURL":"\#(place)\#(hash)"}"#))
                        #expect(try await Curl.status("\(root)\(place)\(hash)") == 200)
                        let other = try await Curl.get("\(root)\(place)ABC")
                        #expect(other.contains("\nLocation: \(place)\(hash)\n"))
                    }
                }
                #expect(try await Curl.get("\(root)/clusters").contains("@id:1\"}"))
            }
        }
    }

    @Test(arguments: [true, false])
    func crawlingWhatIsServedGivesTheSameSchemas(atRoot: Bool) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                try await crawl(crawlctl, server.url.absoluteString)
            }
            let copy = crawlctl.home.appending(path: "copy.db").path
            try await crawlctl.serve { url async throws in
                let url = atRoot ? url : "\(url)/clusters/c"
                try await crawl(crawlctl, url, "--db", copy)
                let again = try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas", "--db", copy)
                #expect(again.output.contains(": 0 fetched, 8 unchanged  1 request  "))
            }
            let query = ["sql", "SELECT group_version, hash FROM api_openapi_document ORDER BY 1", "--no-headers"]
            let hashes = try await crawlctl.run(query).output
            #expect(hashes.split(separator: "\n").count == 8)
            #expect(try await crawlctl.run(query + ["--db", copy]).output == hashes)
        }
    }

    @Test func theSchemasOfAMomentAreServedAndNewOnesAtOnce() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let url = server.url.absoluteString
                try await crawl(crawlctl, url)
                try await crawlctl.serve { root async throws in
                    let first = try #require(try await hash(of: "apps", at: root))
                    var changed = FakeCluster.synthetic(
                        customResourceDefinitions: 1, groups: 1, on: FakeCluster.small.groups)
                    changed.openAPI = .made(for: changed.groups, revision: 2)
                    server.update(changed)
                    try await crawl(crawlctl, url)
                    let second = try #require(try await hash(of: "apps", at: root))
                    #expect(second != first)
                    for moment in ["previous", "id:1"] {
                        let then = "\(root)/clusters/c@\(moment)"
                        #expect(try await hash(of: "apps", at: then) == first, "\(moment)")
                        #expect(try await Curl.status("\(then)/openapi/v3/apis/apps/v1?hash=\(first)") == 200)
                    }
                    #expect(try await hash(of: "apps", at: "\(root)/clusters/c@id:2") == second)
                }
            }
        }
    }

    @Test func aDocumentThatFailedIsServedAsLastKnownWhenAsked() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer(.withSchemas()) { server in
                let url = server.url.absoluteString
                try await crawl(crawlctl, url)
                try await crawlctl.serve { root async throws in
                    server.update(.withSchemas(revision: 2))
                    server.setFault(.status(503), at: "/openapi/v3/apis/apps/v1")
                    _ = try await crawlctl.run("crawl", "--server", url, "--name", "c", "--schemas")
                    #expect(try await hash(of: "apps", at: root) == nil)
                    #expect(try await Curl.status("\(root)/openapi/v3/apis/apps/v1") == 404)
                    #expect(try await hash(of: "events.k8s.io", at: root) != nil)
                }
            }
            try await crawlctl.serve(["--serve-last-known"]) { root async throws in
                #expect(try await hash(of: "apps", at: root) != nil)
                #expect(try await Curl.status("\(root)/openapi/v3/apis/apps/v1") == 200)
            }
        }
    }

    @Test func aClusterWithoutSchemasHasNoSuchPath() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
            }
            try await crawlctl.serve { root async throws in
                for name in ["c", "upstream-1.36", "fleet-common"] {
                    #expect(try await Curl.status("\(root)/clusters/\(name)/openapi/v3") == 404)
                    #expect(try await Curl.status("\(root)/clusters/\(name)/openapi/v3/apis/apps/v1") == 404)
                    #expect(!(try await Curl.get("\(root)/clusters/\(name)/").contains("openapi")))
                }
            }
        }
    }
}
