import DiscoveryModel
import Testing

@Suite struct ResourcePatternTests {
    private let everything: [(groupVersion: GroupVersion, resource: APIResource)] = [
        ("apps", "v1", "deployments", "Deployment", ["deploy"]), ("apps", "v1beta1", "deployments", "Deployment", []),
        ("", "v1", "pods", "Pod", ["po"]), ("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", []),
        ("example.com", "v1", "deploy", "Deploy", []),
    ].map { group, version, name, kind, shortNames in
        (
            GroupVersion(group: group, version: version),
            Samples.resource(name, kind: kind, group: group, version: version, shortNames: shortNames)
        )
    }

    @Test(arguments: [
        ("deployments", ["apps/v1 deployments", "apps/v1beta1 deployments"]),
        ("Deployments", ["apps/v1 deployments", "apps/v1beta1 deployments"]),
        ("deployment.apps", ["apps/v1 deployments", "apps/v1beta1 deployments"]),
        ("deployments.v1.apps", ["apps/v1 deployments"]), ("apps/v1beta1/deployments", ["apps/v1beta1 deployments"]),
        ("deploy", ["example.com/v1 deploy"]), ("deploy.apps", ["apps/v1 deployments"]), ("po", ["v1 pods"]),
        ("Pod", ["v1 pods"]), ("PodMetrics", ["metrics.k8s.io/v1beta1 pods"]),
        ("pods", ["v1 pods", "metrics.k8s.io/v1beta1 pods"]), ("v1/pods", ["v1 pods"]),
        ("pods.metrics", ["metrics.k8s.io/v1beta1 pods"]), ("v1/pods/status", ["v1 pods"]), ("gadgets", []),
        ("pods.apps", []), ("batch/v1/pods", []),
    ])
    func aNameMeansWhatHasItBest(name: String, found: [String]) throws {
        let pattern = try #require(ResourcePattern(name))
        #expect(pattern.matches(everything).map { "\($0.groupVersion) \($0.resource.resource)" } == found)
    }

    @Test(
        arguments: [
            ("pods", "pods", nil), ("pods/status", "pods", "status"), ("v1/pods", "pods", nil),
            ("v1/pods/status", "pods", "status"), ("apps/v1/deployments/scale", "deployments", "scale"),
            ("deployments.apps/scale", "deployments", "scale"), ("v1", "v1", nil),
        ] as [(String, String, String?)])
    func aSubresourceStandsBehindASlash(text: String, name: String, subresource: String?) throws {
        let pattern = try #require(ResourcePattern(text))
        #expect(pattern.name == name)
        #expect(pattern.subresource == subresource)
    }

    @Test(arguments: ["", "/", "pods/", "/pods", "a/b/c", "apps/v1/a/b/c", "apps/v1/", ".apps"])
    func whatIsNoNameIsNotRead(text: String) {
        #expect(ResourcePattern(text) == nil)
    }
}
