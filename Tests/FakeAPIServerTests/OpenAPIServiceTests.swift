import DiscoveryModel
import FakeAPIServer
import Foundation
import TestSupport
import Testing

@Suite struct OpenAPIServiceTests {
    private static var cluster: FakeCluster {
        var cluster = FakeCluster.small
        cluster.openAPI = .made(for: cluster.groups)
        return cluster
    }

    @Test func documentsAreListedWithTheirHashes() async throws {
        try await FakeAPIServer.withServer(Self.cluster) { server in
            let list = try await Curl.send(server.url.appending(path: "/openapi/v3"))
            #expect(list.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(list.headers["etag"] == nil)
            let document = try #require(try JSONSerialization.jsonObject(with: list.body) as? [String: [String: Any]])
            let entry = try #require(document["paths"]?["apis/apps/v1"] as? [String: String])
            let relative = try #require(entry["serverRelativeURL"])
            #expect(relative.hasPrefix("/openapi/v3/apis/apps/v1?hash="))
            let url = try #require(URL(string: relative, relativeTo: server.url))
            let right = try await Curl.send(url)
            #expect(right.status == 200)
            #expect(right.headers["cache-control"] == "public, immutable")
            let wrong = try #require(URL(string: "/openapi/v3/apis/apps/v1?hash=0", relativeTo: server.url))
            let moved = try await Curl.send(wrong)
            #expect(moved.status == 301)
            #expect(moved.headers["location"] == relative)
            let none = try await Curl.send(server.url.appending(path: "/openapi/v3/apis/none/v1"))
            #expect((none.status, none.body.count) == (200, 0))
        }
    }

    @Test func withoutDocumentsThereIsNoList() async throws {
        try await FakeAPIServer.withServer { server in
            for path in ["/openapi/v3", "/openapi/v3/apis/apps/v1", "/openapi/v2"] {
                let answer = try await Curl.send(server.url.appending(path: path))
                #expect(answer.status == 404)
            }
        }
    }
}
