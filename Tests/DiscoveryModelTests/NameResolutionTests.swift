import DiscoveryModel
import Testing

@Suite struct NameResolutionTests {
    /// Two groups with pods besides the core group, one of them with a group whose name begins like the other's.
    private func surface() throws -> APISurface {
        APISurface(groups: [
            try Samples.group(
                "",
                [
                    (
                        "v1",
                        [
                            Samples.resource(
                                "pods", kind: "Pod", shortNames: ["po"], categories: ["all"], singularName: "pod")
                        ]
                    )
                ]),
            try Samples.group(
                "apps",
                [
                    (
                        "v1",
                        [
                            Samples.resource(
                                "deployments", kind: "Deployment", shortNames: ["deploy", "dp"], categories: ["all"],
                                singularName: "deployment"),
                            Samples.resource("deployments/scale", kind: "Scale"),
                        ]
                    ),
                    ("v1beta1", [Samples.resource("deployments", kind: "Deployment", singularName: "deployment")]),
                ]),
            try Samples.group(
                "metrics.k8s.io", preferred: "v1",
                [
                    ("v1beta1", [Samples.resource("pods", kind: "PodMetrics", singularName: "")]),
                    ("v1", [Samples.resource("nodes", kind: "NodeMetrics", singularName: "")]),
                ]),
            try Samples.group(
                "apps.example.com",
                [
                    (
                        "v1",
                        [
                            Samples.resource("deployments", kind: "Deployment", singularName: "deployment"),
                            Samples.resource("dumps", kind: "Dump", shortNames: ["dp"], singularName: "dump"),
                            Samples.resource("all", kind: "Everything", singularName: "all"),
                        ]
                    )
                ]),
        ])
    }

    private func resolve(_ name: String) throws -> NameResolution { NameResolution(name, in: try surface()) }

    @Test(arguments: [
        ("pods", "v1 pods"), ("pod", "v1 pods"), ("po", "v1 pods"), ("Pod", "v1 pods"), ("PODS", "v1 pods"),
        ("PO", nil), ("pods.metrics", "metrics.k8s.io/v1beta1 pods"), ("podmetrics", "metrics.k8s.io/v1beta1 pods"),
        ("PodMetrics.metrics.k8s.io", "metrics.k8s.io/v1beta1 pods"),
        ("PodMetrics.metrics", "metrics.k8s.io/v1beta1 pods"), ("Everything.apps", nil),
        ("deployments", "apps/v1 deployments"), ("deployments.apps", "apps/v1 deployments"),
        ("deployments.v1beta1.apps", "apps/v1beta1 deployments"),
        ("deployments.apps.example", "apps.example.com/v1 deployments"),
        ("deployments.v1.apps.example.com", "apps.example.com/v1 deployments"),
        ("Deployment.v1beta1.apps", "apps/v1beta1 deployments"), ("dp", "apps/v1 deployments"),
        ("dp.apps.example.com", "apps.example.com/v1 dumps"), ("dp.apps.ex", "apps.example.com/v1 dumps"),
        ("deployments/scale", nil), ("scale", nil), ("", nil), (".", nil), ("pods.nothing", nil),
    ])
    func aNameMeansWhatItMeansToKubectl(name: String, meaning: String?) throws {
        let winner = try resolve(name).winners.first
        #expect(winner.map { "\($0.groupVersion) \($0.resource.name)" } == meaning)
    }

    @Test func theLosersComeWithReasons() throws {
        let pods = try resolve("pods")
        #expect(pods.winners.first?.reason == "plural name")
        #expect(pods.losers.map(\.groupVersion.description) == ["metrics.k8s.io/v1beta1"])
        #expect(pods.losers.first?.reason == "the core group comes first")
        let deployments = try resolve("deployments")
        #expect(
            deployments.losers.map { "\($0.groupVersion): \($0.reason)" } == [
                "apps/v1beta1: v1 comes first in its group",
                "apps.example.com/v1: its group comes later in the discovery order",
            ])
        let short = try resolve("dp")
        #expect(short.losers.last?.resource.name == "dumps")
        #expect(short.losers.last?.reason == "its short name comes later in the discovery order")
    }

    @Test func aCategoryComesBeforeResources() throws {
        let all = try resolve("all")
        #expect(all.winners.map(\.resource.name) == ["pods", "deployments"])
        #expect(all.winners.map(\.groupVersion.description) == ["v1", "apps/v1"])
        #expect(all.losers.map(\.resource.name) == ["all"])
        #expect(try resolve("all.apps.example.com").winners.map(\.resource.name) == ["all"])
        let resource = NameResolution("all", in: try surface(), categories: false)
        #expect(resource.winners.map(\.resource.name) == ["all"])
        #expect(resource.losers.isEmpty)
    }

    /// As Calico has it: a resource whose name is another's short name, in a group whose name begins with one more word.
    private func configs() throws -> APISurface {
        APISurface(groups: [
            try Samples.group(
                "crd.example.com", preferred: "v1",
                [
                    ("v1beta1", [Samples.resource("configs", kind: "Config", singularName: "config")]),
                    ("v1", [Samples.resource("configs", kind: "Config", singularName: "config")]),
                ]),
            try Samples.group(
                "example.com",
                [
                    (
                        "v3",
                        [
                            Samples.resource(
                                "configurations", kind: "Configuration", shortNames: ["configs"],
                                singularName: "configuration")
                        ]
                    )
                ]),
        ])
    }

    @Test func aWordTakenForAVersionLeavesTheOtherReadingAmongTheLosers() throws {
        let resolution = NameResolution("configs.crd.example.com", in: try configs())
        #expect(resolution.winners.map(\.resource.name) == ["configurations"])
        #expect(resolution.losers.map(\.groupVersion.description) == ["crd.example.com/v1", "crd.example.com/v1beta1"])
        #expect(resolution.losers.first?.reason == "crd is taken for a version, example.com for the group")
    }

    @Test func losersOfOneGroupComeWithThePreferredVersionFirst() throws {
        let resolution = NameResolution("configs", in: try configs())
        #expect(resolution.winners.map(\.groupVersion.description) == ["crd.example.com/v1"])
        #expect(resolution.losers.map(\.groupVersion.description) == ["crd.example.com/v1beta1"])
    }
}
