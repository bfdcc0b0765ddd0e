import DiscoveryModel
import FakeAPIServer
import Testing

/// Two clusters whose names, and all that they serve, are made to get out of a page.
enum HostileClusters {
    static let names = [
        "<script>alert(\"a\")</script>", "</title></style></script><!-- & ]]> ' onclick=alert(1) \u{202E}b",
    ]

    /// Crawls both.
    static func with(_ body: (Binary) async throws -> Void) async throws {
        try await Binary.with { crawlctl in
            try await FakeAPIServer.withServer { server in
                for (name, isSecond) in zip(names, [false, true]) {
                    server.update(try cluster(isSecond: isSecond))
                    let crawl = try await crawlctl.run("crawl", "--server", server.url.absoluteString, "--name", name)
                    #expect(crawl.status == 0, "\(crawl.errors)")
                }
            }
            try await body(crawlctl)
        }
    }

    private static func cluster(isSecond: Bool) throws -> FakeCluster {
        var cluster = FakeCluster(groups: [], forms: [.aggregatedV2])
        cluster.groups = [
            try group(
                "<b>&amp;.example.com", "v1\"><img src=x onerror=alert(1)>",
                [
                    resource("<i>\u{202E}things", isSecond: isSecond),
                    resource("stays</td></tr>\u{7}\u{85}\u{FEFF}".replacing("/", with: "&#47;"), isSecond: false),
                ]),
            try group("only'\"<\(isSecond ? "second" : "first")>", "v1&lt;", [resource("x</li>", isSecond: false)]),
        ]
        return cluster
    }

    private static func group(_ name: String, _ version: String, _ resources: [APIResource]) throws -> APIGroup {
        let list = try APIResourceList(
            groupVersion: GroupVersion(group: name, version: version),
            resources: resources.map { resource in
                var resource = resource
                resource.responseKind.group = name
                resource.responseKind.version = version
                return resource
            })
        return APIGroup(name: name, preferredVersion: version, versions: [.init(version: version, resources: list)])
    }

    private static func resource(_ name: String, isSecond: Bool) -> APIResource {
        APIResource(
            resource: name.replacing("/", with: "&#47;"), singularName: isSecond ? "<u>one" : "\u{2066}one",
            responseKind: GroupVersionKind(
                group: "", version: "", kind: isSecond ? "</code><svg onload=alert(1)>" : "K"),
            namespaced: isSecond, verbs: isSecond ? ["get", "<verb>"] : ["get", "\"verb\""],
            shortNames: isSecond ? ["</ul>"] : ["'s'"], categories: isSecond ? ["<style>*{display:none}"] : ["c&c"])
    }
}
