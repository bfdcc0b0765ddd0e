import Crypto
import DiscoveryModel
import DiscoveryWire
import FakeAPIServer
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct NegotiationTests {
    static let best = ["Accept": DiscoveryMediaType.bestForm]

    @Test(arguments: ["/api", "/apis"])
    func aggregatedFormComesWithItsTypeAndATag(path: String) async throws {
        try await FakeAPIServer.withServer { server in
            let response = try await Curl.send(server.url.appending(path: path), headers: Self.best)
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == DiscoveryMediaType.aggregatedV2)
            #expect(response.headers["vary"] == "Accept")
            let digest = SHA512.hash(data: response.body).map { String(format: "%02X", $0) }.joined()
            #expect(response.headers["etag"] == "\"\(digest)\"")
        }
    }

    @Test(arguments: ["/api", "/apis", "/api/v1", "/apis/apps/v1", "/apis/apps"])
    func legacyFormHasNoTag(path: String) async throws {
        try await FakeAPIServer.withServer { server in
            let response = try await Curl.send(
                server.url.appending(path: path), headers: ["Accept": DiscoveryMediaType.legacy])
            #expect(response.status == 200)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.headers["etag"] == nil)
        }
    }

    @Test func bothFormsSayTheSame() async throws {
        let cluster = FakeCluster.synthetic(customResourceDefinitions: 20, groups: 4)
        try await FakeAPIServer.withServer(cluster) { server in
            for group in cluster.groups {
                for version in group.versions {
                    let groupVersion = GroupVersion(group: group.name, version: version.version)
                    let response = try await Curl.send(server.url.appending(path: groupVersion.path))
                    let document = try APIResourceListDocument(decoding: response.body)
                    #expect(try document.list(for: groupVersion).digest == version.resources?.digest)
                    #expect(document.storageVersionHashes == cluster.storageVersionHashes[groupVersion])
                }
            }
            let response = try await Curl.send(server.url.appending(path: "/apis"), headers: Self.best)
            let document = try GroupDiscoveryDocument(
                decoding: response.body, contentType: response.headers["content-type"])
            guard case .aggregated(let groups, .aggregatedV2) = document else {
                Issue.record("not aggregated")
                return
            }
            let current = groups.map { group in
                group.versions.map { version -> APIResourceList? in
                    if case .current(let list) = version.outcome { list } else { nil }
                }
            }
            #expect(current == cluster.groups.dropFirst().map { $0.versions.map(\.resources) })
        }
    }

    @Test func betaFormHasTheTagOfTheOther() async throws {
        let cluster = FakeCluster(groups: FakeCluster.small.groups, forms: [.aggregatedV2, .aggregatedV2beta1])
        try await FakeAPIServer.withServer(cluster) { server in
            let url = server.url.appending(path: "/apis")
            let beta = try await Curl.send(url, headers: ["Accept": DiscoveryMediaType.aggregatedV2beta1])
            let final = try await Curl.send(url, headers: ["Accept": DiscoveryMediaType.aggregatedV2])
            #expect(beta.headers["content-type"] == DiscoveryMediaType.aggregatedV2beta1)
            #expect(beta.headers["etag"] == final.headers["etag"])
            #expect(beta.text.contains("apidiscovery.k8s.io/v2beta1"))
        }
    }

    @Test func eachHalfMayHaveItsOwnForm() async throws {
        let cluster = FakeCluster(groups: FakeCluster.small.groups, coreForms: [.legacy])
        try await FakeAPIServer.withServer(cluster) { server in
            let core = try await Curl.send(server.url.appending(path: "/api"), headers: Self.best)
            let named = try await Curl.send(server.url.appending(path: "/apis"), headers: Self.best)
            #expect(core.headers["content-type"] == DiscoveryMediaType.legacy)
            #expect(named.headers["content-type"] == DiscoveryMediaType.aggregatedV2)
        }
    }

    @Test func onlyTheSameTagIsNotModified() async throws {
        try await FakeAPIServer.withServer { server in
            let url = server.url.appending(path: "/apis")
            let tag = try #require(try await Curl.send(url, headers: Self.best).headers["etag"])
            let same = try await Curl.send(url, headers: ["If-None-Match": tag].merging(Self.best) { $1 })
            #expect(same.status == 304)
            #expect(same.headers["content-type"] == nil)
            #expect(same.headers["etag"] == tag)
            #expect(same.body.isEmpty)
            for other in ["W/\(tag)", "\(tag), \"x\"", "*"] {
                let response = try await Curl.send(url, headers: ["If-None-Match": other].merging(Self.best) { $1 })
                #expect(response.status == 200)
            }
            server.update(.synthetic(customResourceDefinitions: 1, groups: 1))
            let changed = try await Curl.send(url, headers: ["If-None-Match": tag].merging(Self.best) { $1 })
            #expect(changed.status == 200)
        }
    }

    @Test func largeBodiesAreCompressedForThoseWhoAsk() async throws {
        let cluster = FakeCluster.synthetic(customResourceDefinitions: 400, groups: 80)
        try await FakeAPIServer.withServer(cluster) { server in
            let url = server.url.appending(path: "/apis")
            let plain = try await Curl.send(url, headers: Self.best)
            let packed = try await Curl.send(url, headers: ["Accept-Encoding": "gzip"].merging(Self.best) { $1 })
            let unpacked = try await Curl.send(url, ["--compressed"], headers: Self.best)
            #expect(plain.headers["content-encoding"] == nil)
            #expect(packed.headers["content-encoding"] == "gzip")
            #expect(packed.body.count * 5 < plain.body.count)
            #expect(packed.headers["etag"] == plain.headers["etag"])
            #expect(unpacked.body == plain.body)
            let small = try await Curl.send(server.url.appending(path: "/api"), ["--compressed"], headers: Self.best)
            #expect(small.headers["content-encoding"] == nil)
        }
    }

    @Test func staleGroupVersionIsListedAndNotServed() async throws {
        let metrics = GroupVersion(group: "metrics.k8s.io", version: "v1beta1")
        let cluster = FakeCluster(groups: FakeCluster.small.groups, stale: [metrics])
        try await FakeAPIServer.withServer(cluster) { server in
            let response = try await Curl.send(server.url.appending(path: "/apis"), headers: Self.best)
            let document = try GroupDiscoveryDocument(
                decoding: response.body, contentType: response.headers["content-type"])
            guard case .aggregated(let groups, _) = document,
                case .stale(nil) = groups.first(where: { $0.name == metrics.group })?.versions.first?.outcome
            else {
                Issue.record("not stale")
                return
            }
            let legacy = try await Curl.send(server.url.appending(path: metrics.path))
            #expect(legacy.status == 503)
            #expect(legacy.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(legacy.text == "service unavailable\n")
        }
    }
}
