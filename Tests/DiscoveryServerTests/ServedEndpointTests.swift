import DiscoveryModel
import Testing

@testable import DiscoveryServer

@Suite struct ServedEndpointTests {
    @Test(arguments: [
        ("api/v1/pods", "pods"), ("api/v1/namespaces", "namespaces"), ("api/v1/namespaces/a", nil),
        ("api/v1/namespaces/a/pods", "pods"), ("api/v1/namespaces/a/pods/b", nil), ("api/v1/nodes/a", nil),
        ("api/v1/namespaces/a/status", nil), ("api/v1/namespaces/a/finalize", nil), ("api/v1/nodes/a/status", nil),
        ("api/v1/namespaces/a/pods/b/log", nil), ("api/v1/watch/pods", "pods"),
        ("api/v1/watch/namespaces/a/pods", "pods"), ("api/v1/watch/nodes/a", nil),
        ("api/v1/namespaces/a/status/b", nil),
    ])
    func aListIsNoObject(path: String, resource: String?) {
        let segments = path.split(separator: "/").map(String.init)
        let core = GroupVersion(group: "", version: "v1")
        #expect(ServedEndpoint(segments[...]) == resource.map { .objects(core, resource: $0) } ?? .object(core))
        let grouped = ["apis", "apps"] + segments.dropFirst()
        let apps = GroupVersion(group: "apps", version: "v1")
        #expect(ServedEndpoint(grouped[...]) == resource.map { .objects(apps, resource: $0) } ?? .object(apps))
    }
}
