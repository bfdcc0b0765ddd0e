import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// The store as an API server.
@Suite(.fewAtOnce) struct ServeTests {
    private static let v2 = "Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    @Test(arguments: [
        [DiscoveryForm.aggregatedV2, .legacy], [.aggregatedV2beta1, .legacy], [.legacy],
    ])
    func crawlingWhatIsServedGivesTheSameSurface(forms: [DiscoveryForm]) async throws {
        try await Binary.with { crawlctl in
            var cluster = FakeCluster.small
            cluster.forms = Set(forms)
            try await FakeAPIServer.withServer(cluster) { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "original")
            }
            let copy = crawlctl.home.appending(path: "copy.db").path
            try await crawlctl.serve { url async throws in
                for (name, options) in [("best", [] as [String]), ("legacy", ["--legacy-only"])] {
                    let crawl = try await crawlctl.run(
                        ["crawl", "--server", "\(url)/clusters/original", "--name", name, "--db", copy] + options)
                    #expect(crawl.status == 0, "\(crawl.errors)")
                    let again = try await crawlctl.run(
                        ["crawl", "--server", "\(url)/clusters/original", "--name", name, "--db", copy] + options)
                    #expect(again.output.contains("unchanged since"))
                }
            }
            let query = ["sql", "SELECT DISTINCT digest, server_version FROM api_cluster", "--no-headers"]
            let original = try await crawlctl.run(query).output
            #expect(try await crawlctl.run(query + ["--db", copy]).output == original)
            for arguments in [
                ["groups"], ["versions"], ["resources", "--all-versions", "--subresources", "-o", "wide"],
            ] {
                let copied = try await crawlctl.run(arguments + ["--db", copy, "--cluster", "best"]).output
                #expect(try await crawlctl.run(arguments).output == copied)
            }
        }
    }

    @Test func aCrawlThatEndsMeanwhileIsServedAtOnce() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let crawl = ["crawl", "--server", server.url.absoluteString, "--name", "c"]
                _ = try await crawlctl.run(crawl)
                try await crawlctl.serve { url async throws in
                    let before = try await Curl.get("\(url)/apis", "-H", Self.v2)
                    #expect(!before.contains("crd"))
                    for count in 1...5 {
                        server.update(
                            .synthetic(customResourceDefinitions: count, groups: 1, on: FakeCluster.small.groups))
                        #expect(try await crawlctl.run(crawl).output.contains("changed: +1"))
                        let copy = crawlctl.home.appending(path: "copy\(count).db").path
                        _ = try await crawlctl.run("crawl", "--server", url, "--name", "c", "--db", copy)
                        let names = ["resources", "-o", "name"]
                        #expect(
                            try await crawlctl.run(names + ["--db", copy]).output == crawlctl.run(names).output)
                    }
                    // A cluster that is new is there at once, and one that is forgotten is not.
                    _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "new")
                    #expect(try await Curl.status("\(url)/clusters/new/api") == 200)
                    _ = try await crawlctl.run("clusters", "forget", "new")
                    #expect(try await Curl.status("\(url)/clusters/new/api") == 404)
                    #expect(try await Curl.status("\(url)/clusters/fleet-common/apis") == 200)
                    #expect(try await Curl.status("\(url)/clusters/fleet-none/apis") == 404)
                    #expect(try await Curl.status("\(url)/clusters/c@previous/api") == 200)
                    #expect(try await Curl.status("\(url)/clusters/c@id:1/api") == 200)
                    #expect(try await Curl.status("\(url)/clusters/c@id:99/api") == 404)
                    #expect(try await Curl.status("\(url)/clusters/c@2001-01-01/api") == 404)
                }
            }
        }
    }

    /// Such a file is served from a copy, which is what it was for ever.
    @Test func aFileOfAnOlderSchemaIsServedAsItIsAfterACrawl() async throws {
        try await Binary.with { crawlctl in
            let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/schemas/2.sql")
            let path = crawlctl.home.appending(path: "old.db").path
            try await Program.output(
                of: "sqlite3", path, ".read '\(schema.path)'",
                "PRAGMA application_id = 1129469772; PRAGMA user_version = 2;")
            try await crawlctl.serve(["--db", path]) { url async throws in
                #expect(try await Curl.status("\(url)/clusters/c/api") == 404)
                for name in ["c", "d"] {
                    try await FakeAPIServer.withServer { server in
                        _ = try await crawlctl.run(
                            "crawl", "--server", server.url.absoluteString, "--name", name, "--db", path)
                    }
                    #expect(try await Curl.status("\(url)/clusters/\(name)/api") == 200)
                }
            }
        }
    }

    @Test func whatIsNotCurrentIsServedStaleOrAsLastKnown() async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                let crawl = ["crawl", "--server", server.url.absoluteString, "--name", "c"]
                _ = try await crawlctl.run(crawl)
                var stale = FakeCluster.small
                stale.stale = [GroupVersion(group: "metrics.k8s.io", version: "v1beta1")]
                server.update(stale)
                _ = try await crawlctl.run(crawl)
            }
            let path = "/apis/metrics.k8s.io/v1beta1"
            try await crawlctl.serve { url async throws in
                #expect(try await Curl.get(url + path).hasSuffix("\n\nservice unavailable\n"))
                #expect(try await Curl.status(url + path) == 503)
                let groups = try await Curl.get("\(url)/apis", "-H", Self.v2)
                #expect(groups.contains(#""freshness":"Stale""#))
            }
            try await crawlctl.serve(["--serve-last-known"]) { url async throws in
                #expect(try await Curl.get(url + path).contains(#""NodeMetrics""#))
                let groups = try await Curl.get("\(url)/apis", "-H", Self.v2)
                #expect(!groups.contains(#""Stale""#))
            }
        }
    }

    @Test func builtInReleasesNeedNoDatabase() async throws {
        try await Binary.with { crawlctl in
            try await crawlctl.serve(["--cluster", "upstream:1.36"]) { url async throws in
                for base in [url, "\(url)/clusters/upstream-1.36"] {
                    #expect(try await Curl.get("\(base)/version").contains(#""gitVersion":"v1.36.0""#))
                    #expect(try await Curl.status("\(base)/apis/apps/v1") == 200)
                }
                #expect(try await Curl.status("\(url)/clusters/upstream-1.36+all/api") == 404)
                #expect(
                    try await Curl.get("\(url)/clusters").contains(
                        #"{"name":"upstream:1.36","path":"\/clusters\/upstream-1.36"}"#.replacing("\\", with: "")))
            }
        }
    }

    @Test func requestsAreAnsweredAsAnAPIServerAnswersThem() async throws {
        try await Binary.with { crawlctl in
            try await crawlctl.serve(["--cluster", "upstream:1.36"]) { url async throws in
                let v2 = try await Curl.get("\(url)/apis", "-H", Self.v2)
                #expect(
                    v2.contains(
                        "\nContent-Type: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList\n"))
                #expect(v2.contains("\nVary: Accept\n"))
                let tag = try #require(v2.firstMatch(of: /\nETag: ("[0-9A-F]{128}")\n/)).1
                let unchanged = try await Curl.get("\(url)/apis", "-H", Self.v2, "-H", "If-None-Match: \(tag)")
                #expect(unchanged.hasPrefix("HTTP/1.1 304 Not Modified\n") && unchanged.hasSuffix("\n\n"))
                #expect(!unchanged.contains("\nContent-Type:"))
                let head = try await Curl.get("\(url)/apis", "--head", "-H", Self.v2)
                let length = try #require(v2.firstMatch(of: /\nContent-Length: (\d+)\n/)).1
                #expect(head.contains("\nContent-Length: \(length)\n") && head.hasSuffix("\n\n"))
                #expect(try await Curl.get("\(url)/apis").contains("\nContent-Type: application/json\n"))
                #expect(
                    try await Curl.status("\(url)/apis", "-H", "Accept: application/vnd.kubernetes.protobuf") == 406)
                #expect(try await Curl.status("\(url)/apis", "-H", "Accept: text/html") == 406)
                let yaml = try await Curl.get("\(url)/apis/apps", "-H", "Accept: application/yaml")
                #expect(yaml.contains("\nContent-Type: application/yaml\n"))
                #expect(yaml.contains("\n\napiVersion: v1\nkind: APIGroup\nname: apps\n"))
                let indented = "{\n  \"kind\": \"APIVersions\",\n  \"versions\": [\n    \"v1\"\n  ],\n"
                #expect(try await Curl.get("\(url)/api?pretty=true").contains(indented))
                #expect(try await Curl.get("\(url)/api", "-A", "curl/8").contains(indented))
                #expect(try await !Curl.get("\(url)/api?pretty=0", "-A", "curl/8").contains(indented))
                for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
                    let answer = try await Curl.get("\(url)/api/v1/namespaces", "-X", method)
                    #expect(answer.hasPrefix("HTTP/1.1 405 Method Not Allowed\n"))
                    #expect(answer.contains("\nAllow: GET, HEAD\n") && answer.contains(#""kind":"Status""#))
                }
                let pods = try await Curl.get("\(url)/api/v1/namespaces/default/pods?limit=500")
                // Clients take "not found" for "there are none".
                #expect(pods.hasPrefix("HTTP/1.1 405 Method Not Allowed\n") && pods.contains("\nAllow: \n"))
                #expect(pods.contains(#""reason":"MethodNotAllowed""#))
                #expect(pods.contains("crawlctl serves the API discovery of upstream:1.36, not its objects"))
                #expect(try await Curl.status("\(url)/apis/apps/v1/deployments?watch=true") == 405)
                #expect(try await Curl.status("\(url)/apis/apps/v1/nothings") == 404)
                let pod = try await Curl.get("\(url)/api/v1/namespaces/default/pods/a")
                #expect(pod.hasPrefix("HTTP/1.1 404 Not Found\n") && pod.contains(#""reason":"NotFound""#))
                #expect(pod.contains("crawlctl serves the API discovery of upstream:1.36, not its objects"))
                for path in [
                    "/apis/none", "/apis/apps/v9", "/api/v9", "/nothing", "/clusters/none/api", "/../etc/passwd",
                    "/clusters/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/clusters/upstream-1.36/nothing",
                    "/apis/%2Fetc", "/openapi/v3",
                ] {
                    let answer = try await Curl.get(url + path)
                    #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\n") && answer.contains(#""code":404"#), "\(path)")
                }
                #expect(try await Curl.status("\(url)/%zz") == 400)
                #expect(try await Curl.status("\(url)/\(String(repeating: "a", count: 9000))") == 414)
                let tooLong = try await Curl.get(url, "-H", "X: \(String(repeating: "a", count: 20000))")
                #expect(tooLong.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\n"))
                #expect(tooLong.contains(#""code":431"#))
                for path in ["/readyz", "/livez", "/healthz"] {
                    let answer = try await Curl.get(url + path)
                    #expect(answer.hasSuffix("\n\nok"))
                }
                #expect(try await Curl.status("\(url)/api", "-H", "Host: evil.example") == 403)
                #expect(try await Curl.status("\(url)/api", "-H", "Origin: http://evil.example") == 403)
                let metrics = try await Curl.get("\(url)/metrics")
                #expect(metrics.contains("\ncrawlctl_serve_requests_total{code=\"304\"} 1\n"))
            }
        }
    }

    @Test func largeDocumentsAreCompressedForThoseWhoTakeIt() async throws {
        try await Binary.with { crawlctl in
            let cluster = FakeCluster.synthetic(
                customResourceDefinitions: 400, groups: 40, on: FakeCluster.small.groups)
            try await FakeAPIServer.withServer(cluster) { server in
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
            }
            try await crawlctl.serve { url async throws in
                let plain = try await Curl.get("\(url)/apis", "-H", Self.v2)
                let header = try await Curl.get("\(url)/apis", "--head", "-H", Self.v2, "-H", "Accept-Encoding: gzip")
                #expect(header.contains("\nContent-Encoding: gzip\n"))
                #expect(header.contains("Vary: Accept\n") && header.contains("Accept-Encoding"))
                let body = plain.split(separator: "\n\n", maxSplits: 1)[1]
                let unpacked = try await Curl.get("\(url)/apis", "-H", Self.v2, "--compressed")
                #expect(unpacked.split(separator: "\n\n", maxSplits: 1)[1] == body)
                let length = try #require(Int(header.firstMatch(of: /\nContent-Length: (\d+)\n/)?.1 ?? ""))
                #expect(length < body.utf8.count / 5)
            }
        }
    }

    @Test func aTokenAndTLSAreDemanded() async throws {
        try await Binary.with { crawlctl in
            let certificates = try TestCertificates(in: crawlctl.home)
            let identity = try certificates.server()
            try Data("s3cret\n".utf8).write(to: crawlctl.home.appending(path: "token"))
            try await crawlctl.serve(
                [
                    "--cluster", "upstream:1.36", "--tls-cert", identity.certificate.path, "--tls-key",
                    identity.key.path,
                    "--token-file", "token", "--write-kubeconfig", "served.yaml",
                ]
            ) { url async throws in
                #expect(url.hasPrefix("https://"))
                let trust = ["--cacert", certificates.authority.certificate.path]
                #expect(try await Curl.status("\(url)/api", trust[0], trust[1]) == 401)
                #expect(
                    try await Curl.status("\(url)/api", trust[0], trust[1], "-H", "Authorization: Bearer wrong") == 401)
                #expect(try await Curl.status("\(url)/readyz", trust[0], trust[1]) == 200)
                let answer = try await Curl.get("\(url)/api", trust[0], trust[1], "-H", "Authorization: Bearer s3cret")
                #expect(answer.hasPrefix("HTTP/2 200"))
                // The kubeconfig is one that works: it trusts what the server shows, and knows where the token is.
                let kubeconfig = crawlctl.home.appending(path: "served.yaml")
                let mode = try FileManager.default.attributesOfItem(atPath: kubeconfig.path)[.posixPermissions]
                #expect(mode as? Int == 0o600)
                #expect(!(try String(contentsOf: kubeconfig, encoding: .utf8).contains("s3cret")))
                let crawl = try await crawlctl.run(
                    "crawl", "--kubeconfig", "served.yaml", "--certificate-authority",
                    certificates.authority.certificate.path)
                #expect(crawl.status == 1 && crawl.errors.contains("upstream:"))
                let named = try await crawlctl.run(
                    "crawl", "--kubeconfig", "served.yaml", "--name", "served", "--certificate-authority",
                    certificates.authority.certificate.path)
                #expect(named.status == 0, "\(named.errors)")
            }
        }
    }

    @Test func somebodyElsesKubeconfigIsLeftAlone() async throws {
        try await Binary.with { crawlctl in
            let text = Data("apiVersion: v1\n".utf8)
            let file = crawlctl.home.appending(path: "config")
            try text.write(to: file)
            let result = try await crawlctl.run(
                "serve", "--cluster", "upstream:1.36", "--listen", "127.0.0.1:0", "--write-kubeconfig", "config")
            #expect(result.status == 1)
            #expect(
                result.errors
                    == "Error: cannot write the kubeconfig config: something else wrote the file that is there\n")
            #expect(try Data(contentsOf: file) == text)
        }
    }

    @Test func whatCannotBeServedIsSaid() async throws {
        try await Binary.with { crawlctl in
            let none = try await crawlctl.run("serve", "--listen", "127.0.0.1:0")
            #expect(none.status == 1 && none.errors.hasPrefix("Error: cannot read "))
            let unknown = try await crawlctl.run("serve", "--listen", "127.0.0.1:0", "--cluster", "upstream:0.1")
            #expect(unknown.status == 1 && unknown.errors.contains("upstream:0.1"))
            try await FakeAPIServer.withServer { server in
                let taken = try await crawlctl.run(
                    "serve", "--listen", "127.0.0.1:\(server.port)", "--cluster", "upstream:1.36")
                #expect(taken.status == 1)
                #expect(
                    taken.errors == "Error: cannot serve at 127.0.0.1:\(server.port): address already in use\n")
                _ = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", "c")
            }
            let other = try await crawlctl.run("serve", "--listen", "127.0.0.1:0", "--cluster", "d")
            #expect(other.status == 1 && other.errors == "Error: there is no cluster d\n  hint: known are: c\n")
            #expect(try await crawlctl.run(["serve", "--tls-cert", "x"]).status == 64)
        }
    }

    // MARK: - Names

    /// Serves clusters of these names, each with one more custom resource than the one before it.
    private func withServed(
        _ names: [String], _ arguments: [String] = [], _ body: (Binary, FakeAPIServer, String) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (index, name) in names.enumerated() { try await crawl(crawlctl, server, name, index + 1) }
                try await crawlctl.serve(arguments) { try await body(crawlctl, server, $0) }
            }
        }
    }

    private func crawl(_ crawlctl: Binary, _ server: FakeAPIServer, _ name: String, _ count: Int) async throws {
        server.update(.synthetic(customResourceDefinitions: count, groups: 1, on: FakeCluster.small.groups))
        let result = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
        #expect(result.status == 0, "\(result.errors)")
    }

    /// How many resources are served there; `nil` for no surface.
    private func count(_ url: String) async throws -> Int? {
        let answer = try await Curl.get("\(url)/apis", "-H", Self.v2)
        guard answer.hasPrefix("HTTP/1.1 200") else { return nil }
        return answer.matches(of: /"singularResource":/).count
    }

    @Test func theRootStaysTheFirstCluster() async throws {
        try await withServed(["m"]) { crawlctl, server, url in
            let first = try await count(url)
            try await crawl(crawlctl, server, "a", 2)
            #expect(try await count("\(url)/clusters/a") == first.map { $0 + 1 })
            #expect(try await count(url) == first)
            _ = try await crawlctl.run("clusters", "rename", "m", "z")
            #expect(try await count(url) == first)
            _ = try await crawlctl.run("clusters", "forget", "z")
            #expect(try await count(url) == first.map { $0 + 1 })
        }
        try await withServed(["old"]) { crawlctl, server, _ in
            _ = try await crawlctl.run("clusters", "forget", "old")
            try await crawlctl.serve { url async throws in
                #expect(try await count(url) == nil)
                try await crawl(crawlctl, server, "m", 1)
                let first = try await count(url)
                #expect(first != nil)
                try await crawl(crawlctl, server, "a", 2)
                #expect(try await count(url) == first)
            }
        }
    }

    @Test func aClusterIsServedUnderItsOldNames() async throws {
        let arguments = ["--cluster", "a/b", "--cluster", "c", "--cluster", "a/b", "--write-kubeconfig", "k.yaml"]
        try await withServed(["a/b", "c", "d"], arguments) { crawlctl, _, url in
            let listing = try await Curl.get("\(url)/clusters")
            #expect(listing.matches(of: /"name"/).count == 2)
            let kubeconfig = try String(contentsOf: crawlctl.home.appending(path: "k.yaml"), encoding: .utf8)
            #expect(kubeconfig.matches(of: /"https?:/).count == 2)
            let count = try await count("\(url)/clusters/a-b")
            for name in ["later", "last"] {
                _ = try await crawlctl.run("clusters", "rename", "a/b", name)
                for name in ["a-b", "a-b@latest", "a-b@id:1", name] {
                    #expect(try await self.count("\(url)/clusters/\(name)") == count, "\(name)")
                }
            }
            #expect(try await self.count("\(url)/clusters/d") == nil)
            #expect(try await self.count(url) == count)
        }
    }

    @Test func builtInNamesMeanWhatIsBuiltIn() async throws {
        try await withServed(["fleet-common", "upstream-1.36", "z"]) { crawlctl, _, url in
            // What an older crawlctl stored.
            try await Program.output(
                of: "sqlite3", crawlctl.database, "UPDATE cluster SET slug = name WHERE name <> 'z'")
            #expect(try await Curl.get("\(url)/clusters/upstream-1.36/version").contains("v1.36.0"))
            let first = try #require(try await count("\(url)/clusters/fleet-common-2"))
            #expect(first > 0)
            #expect(try await count("\(url)/clusters/upstream-1.36-2") == first + 1)
            let path = "\(url)/clusters/fleet-common/apis/apps/v1/deployments"
            #expect(try await Curl.get(path).contains("fleet:common (3 clusters)"))
            let listing = try await Curl.get("\(url)/clusters")
            #expect(listing.contains(#"{"name":"upstream-1.36","path":"/clusters/upstream-1.36-2"}"#))
            let slugs = try await crawlctl.run("clusters", "-o", "csv").output
            #expect(slugs.contains(",upstream-1.36-2,") && slugs.contains(",fleet-common-2,"))
            for (name, message) in [
                ("z@2026-13-45", "2026-13-45 is no moment: give a date, "), ("z@", " is no moment: give a date, "),
                ("fleet-union@x", "x is no moment: give a date, "),
                ("y@previous", "no cluster is served as y@previous"),
                ("upstream-1.36@previous", "no cluster is served as upstream-1.36@previous"),
            ] {
                let answer = try await Curl.get("\(url)/clusters/\(name)/apis")
                #expect(answer.hasPrefix("HTTP/1.1 404") && answer.contains(message), "\(answer)")
            }
        }
    }

    @Test func aMomentOfAClusterIsNoOtherCluster() async throws {
        try await withServed(["x", "x@previous"], ["--cluster", "x"]) { crawlctl, server, url in
            #expect(try await Curl.status("\(url)/clusters/x@previous/api") == 404)
            let before = try await count("\(url)/clusters/x")
            try await crawl(crawlctl, server, "x", 5)
            #expect(try await count("\(url)/clusters/x@previous") == before)
            #expect(try await Curl.status("\(url)/clusters/x-previous/api") == 404)
        }
    }

    @Test func whatIsBuiltInIsServedOfADamagedDatabase() async throws {
        try await withServed(["c"]) { crawlctl, _, url in
            try Data(repeating: 1, count: 1 << 16).write(to: URL(filePath: crawlctl.database))
            #expect(try await Curl.status("\(url)/clusters/c/api") == 503)
            #expect(try await Curl.status("\(url)/clusters/upstream-1.36/api") == 200)
        }
    }
}
