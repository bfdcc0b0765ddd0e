import DiscoveryModel
import Testing

@Suite struct GroupVersionTests {
    @Test(arguments: [
        ("v1", "", "v1", "/api/v1"), ("apps/v1", "apps", "v1", "/apis/apps/v1"),
        ("metrics.k8s.io/v1beta1", "metrics.k8s.io", "v1beta1", "/apis/metrics.k8s.io/v1beta1"),
    ])
    func readsItsOwnText(text: String, group: String, version: String, path: String) throws {
        let groupVersion = try #require(GroupVersion(text))
        #expect(groupVersion.group == group)
        #expect(groupVersion.version == version)
        #expect(groupVersion.description == text)
        #expect(groupVersion.path == path)
    }

    @Test(arguments: ["", "a/b/c", "apps/", "/"])
    func refusesOtherTexts(text: String) {
        #expect(GroupVersion(text) == nil)
    }

    @Test func aHostileNameStaysOneSegmentOfThePath() {
        #expect(GroupVersion(group: "../x?y", version: "v 1").path == "/apis/..%2Fx%3Fy/v%201")
        #expect(GroupVersion(group: "..", version: "v1").path == "/apis/%2E%2E/v1")
    }

    @Test func sortsByGroupThenVersion() {
        let sorted = ["b/v1", "v1", "a/v2", "a/v1"].compactMap { GroupVersion($0) }.sorted()
        #expect(sorted.map(\.description) == ["v1", "a/v1", "a/v2", "b/v1"])
    }
}
