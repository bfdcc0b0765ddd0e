import FakeAPIServer
import Foundation
import TestSupport
import Testing

/// Crawls through kubeconfig contexts whose credentials, proxies and users take some doing.
@Suite(.fewAtOnce) struct KubeconfigCrawlTests {
    /// A binary with certificates and one kubeconfig in its home.
    private struct Site {
        var crawlctl: Binary
        let certificates: TestCertificates

        func writeConfig(_ server: URL, cluster: String = "", user: String) throws {
            let text = """
                current-context: main
                contexts: [{name: main, context: {cluster: c, user: u}}]
                clusters:
                - {name: c, cluster: {server: "\(server.absoluteString)", certificate-authority: "\(authority)"\(cluster)}}
                users: [{name: u, user: \(user)}]
                """
            try Data(text.utf8).write(to: crawlctl.home.appending(path: "config"))
        }

        func writePlugin(_ script: String) throws {
            let file = crawlctl.home.appending(path: "plugin")
            try Data("#!/bin/sh\necho run >> runs\n\(script)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        }

        var authority: String { certificates.authority.certificate.path }

        var pluginRuns: Int {
            (FileManager.default.contents(atPath: crawlctl.home.appending(path: "runs").path) ?? Data())
                .count { $0 == UInt8(ascii: "\n") }
        }

        func crawl(_ arguments: String...) async throws -> Program.Result {
            try await crawlctl.run(["crawl", "--kubeconfig", "config"] + arguments)
        }
    }

    private static let plugin =
        "{exec: {command: ./plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}"

    private static func answer(_ status: String) -> String {
        "printf '%s' '{\"kind\": \"ExecCredential\", \"apiVersion\": \"client.authentication.k8s.io/v1\", "
            + "\"status\": {\(status)}}'"
    }

    private func withSite(
        token: String? = nil, clientAuthority: Bool = false, names: [String]? = nil,
        _ body: (Site, FakeAPIServer) async throws -> Void
    ) async throws {
        try await Binary.with { crawlctl in
            let folder = crawlctl.home.appending(path: "tls")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let certificates = try TestCertificates(in: folder)
            let identity =
                try names.map { try certificates.server(subjectAlternativeNames: $0) } ?? certificates.server()
            let options = FakeAPIServerOptions(
                bearerToken: token,
                tls: clientAuthority
                    ? .init(identity, clientAuthority: certificates.authority) : .init(identity))
            try await FakeAPIServer.withServer(.small, options) { server in
                try await body(Site(crawlctl: crawlctl, certificates: certificates), server)
            }
        }
    }

    @Test func aRefusedTokenIsReplacedByThePluginOnce() async throws {
        try await withSite(token: "fresh") { site, server in
            try site.writeConfig(server.url, user: Self.plugin)
            try site.writePlugin(
                "if [ -e again ]; then\n\(Self.answer(#""token": "fresh""#))\nelse\ntouch again\n"
                    + "\(Self.answer(#""token": "old""#))\nfi")
            let result = try await site.crawl()
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(site.pluginRuns == 2)
            #expect(server.requests.allSatisfy { $0.version == .http2 })
        }
    }

    @Test func aTokenThatIsRefusedForEverIsAskedForTwice() async throws {
        try await withSite(token: "other") { site, server in
            try site.writeConfig(server.url, user: Self.plugin)
            try site.writePlugin(Self.answer(#""token": "s3cret""#))
            let result = try await site.crawl()
            #expect(result.status == 1)
            #expect(
                result.errors.hasPrefix(
                    "main  failed: cannot read \(server.url.absoluteString)/apis: 401 Unauthorized\n"))
            #expect(site.pluginRuns == 2)
        }
    }

    @Test func aPluginsClientCertificateIsShown() async throws {
        try await withSite(clientAuthority: true) { site, server in
            let client = try site.certificates.client()
            let status = try JSONSerialization.data(withJSONObject: [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "status": [
                    "clientCertificateData": try String(contentsOf: client.certificate, encoding: .utf8),
                    "clientKeyData": try String(contentsOf: client.key, encoding: .utf8),
                ],
            ])
            try status.write(to: site.crawlctl.home.appending(path: "answer.json"))
            try site.writeConfig(server.url, user: Self.plugin)
            try site.writePlugin("cat answer.json")
            let result = try await site.crawl()
            #expect(result.errors == "")
            #expect(result.status == 0)
        }
    }

    @Test(arguments: [
        ("echo 'log in first' >&2; exit 2", "it failed with exit code 2: log in first"),
        ("exec sleep 1000", "it did not end within 0.2 s"),
    ])
    func aPluginThatFailsIsOneLine(script: String, cause: String) async throws {
        try await withSite(token: "t") { site, server in
            try site.writeConfig(server.url, user: Self.plugin)
            try site.writePlugin(script)
            let result = try await site.crawl("--plugin-timeout", "200ms")
            #expect(result.status == 1)
            let plugin = site.crawlctl.home.appending(path: "plugin").path
            #expect(
                result.errors.contains(
                    "main  failed: cannot get credentials from the exec plugin \(plugin): \(cause)\n"))
            #expect(site.pluginRuns == 1)
            #expect(server.requestCount == 0)
        }
    }

    @Test func theUserToActAsIsSent() async throws {
        try await withSite { site, server in
            try site.writeConfig(
                server.url,
                user: "{as: ada, as-uid: '7', as-groups: [dev, 'ops'], as-user-extra: {example.com/Scope: [a, b]}}")
            #expect(try await site.crawl().status == 0)
            let request = try #require(server.requests.first)
            #expect(request.header("Impersonate-User") == "ada")
            #expect(request.header("Impersonate-Uid") == "7")
            #expect(request.header("Impersonate-Group") == "dev, ops")
            #expect(request.header("Impersonate-Extra-example.com%2FScope") == "a, b")
            server.forgetRequests()
            #expect(try await site.crawl("--as", "eve").status == 0)
            #expect(server.requests.first?.header("Impersonate-User") == "eve")
            // Field by field: what is not given stays.
            #expect(server.requests.first?.header("Impersonate-Group") == "dev, ops")
            server.forgetRequests()
            #expect(try await site.crawl("--as-group", "qa").status == 0)
            #expect(server.requests.first?.header("Impersonate-User") == "ada")
            #expect(server.requests.first?.header("Impersonate-Group") == "qa")
            #expect(try await site.crawl("--as", "eve\u{7}").errors.contains("control characters"))
            let alone = try await site.crawlctl.run("crawl", "--server", server.url.absoluteString, "--as-group", "dev")
            #expect(alone.errors.hasPrefix("Error: cannot act as somebody else: --as-group and --as-uid need a user"))
        }
    }

    @Test(arguments: ["http", "socks5"], [false, true])
    func aProxyStandsBetween(scheme: String, isInTheFile: Bool) async throws {
        try await withSite(names: ["DNS:far.example.com"]) { site, server in
            let proxy = try TunnelProxy()
            let url = "\(scheme)://127.0.0.1:\(proxy.port)"
            var site = site
            if !isInTheFile { site.crawlctl.environment["HTTPS_PROXY"] = url }
            // A name that only the proxy knows.
            let far = try #require(URL(string: "https://far.example.com:\(server.port)"))
            try site.writeConfig(far, cluster: isInTheFile ? ", proxy-url: \"\(url)\"" : "", user: "{}")
            let result = try await site.crawl()
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(Set(proxy.targets) == ["far.example.com:\(server.port)"])
            site.crawlctl.environment["NO_PROXY"] = ".example.com"
            let direct = try await site.crawl()
            #expect((direct.status == 0) == isInTheFile)
        }
    }

    @Test func theNameForTLSGoesThroughAProxyToo() async throws {
        try await withSite(names: ["DNS:other.example.com"]) { site, server in
            let proxy = try TunnelProxy()
            let far = try #require(URL(string: "https://far.example.com:\(server.port)"))
            try site.writeConfig(
                far, cluster: ", tls-server-name: other.example.com, proxy-url: \"http://127.0.0.1:\(proxy.port)\"",
                user: "{}")
            let result = try await site.crawl()
            #expect(result.errors == "")
            #expect(result.status == 0)
            #expect(Set(proxy.targets) == ["far.example.com:\(server.port)"])
            #expect(server.requests.first?.authority == "far.example.com:\(server.port)")
        }
    }

    @Test func aProxyThatIsNotThereIsNamedWithoutItsPassword() async throws {
        try await withSite(names: ["DNS:far.example.com"]) { site, server in
            let far = try #require(URL(string: "https://far.example.com:\(server.port)"))
            try site.writeConfig(far, cluster: ", proxy-url: \"http://user:s3cret@127.0.0.1:1\"", user: "{}")
            let result = try await site.crawl()
            #expect(result.errors.hasSuffix("/apis: connection refused, by way of the proxy 127.0.0.1:1\n"))
            // The API server itself is no proxy: it answers CONNECT with an error.
            let plain = try await FakeAPIServer.start()
            try site.writeConfig(far, cluster: ", proxy-url: \"\(plain.url.absoluteString)\"", user: "{}")
            let refused = try await site.crawl()
            await plain.stop()
            #expect(refused.errors.contains("/apis: the proxy 127.0.0.1:\(plain.port) answered "))
        }
    }

    @Test func aUserThatNobodyDefinesIsNobody() async throws {
        try await withSite { site, server in
            try site.writeConfig(server.url, user: "{}")
            let file = site.crawlctl.home.appending(path: "config")
            let text = try String(contentsOf: file, encoding: .utf8).replacing("user: u}", with: "user: gone}")
            try Data(text.utf8).write(to: file)
            let result = try await site.crawl()
            #expect(result.status == 0)
            #expect(result.errors == "note: no kubeconfig defines the user gone of the context main; going as nobody\n")
        }
    }
}
