import DiscoveryModel

extension FakeCluster {
    /// A cluster of a few groups in which every peculiarity of discovery occurs once.
    ///
    /// A subresource of another group's kind (`pods/eviction`, `deployments/scale`), a resource without a singular
    /// name, a group with two versions, one short name that two groups use (`ev`), a resource in several groups
    /// (`events`, `pods`), a cluster-scoped one, one that only allows `create`, and a group version without resources.
    public static let small = FakeCluster(
        groups: [
            APIGroup("", [("v1", core)]),
            APIGroup("apps", [("v1", apps)]),
            APIGroup("autoscaling", [("v2", autoscaling("v2")), ("v1", autoscaling("v1"))]),
            APIGroup("events.k8s.io", [("v1", [event])]),
            APIGroup("authentication.k8s.io", [("v1", [tokenReview])]),
            APIGroup("metrics.k8s.io", [("v1beta1", metrics)]),
            APIGroup("empty.example.com", [("v1alpha1", [])]),
        ])

    private static let allVerbs = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]
    private static let statusVerbs = ["get", "patch", "update"]

    private static let event = Entry(
        "events", "Event", singular: "event", verbs: allVerbs, shortNames: ["ev"])
    private static let tokenReview = Entry(
        "tokenreviews", "TokenReview", singular: "tokenreview", namespaced: false, verbs: ["create"])
    private static let scale = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

    private static let core = [
        Entry("bindings", "Binding", singular: "binding", verbs: ["create"]),
        Entry(
            "configmaps", "ConfigMap", singular: "configmap", verbs: allVerbs, shortNames: ["cm"]),
        event,
        Entry(
            "namespaces", "Namespace", singular: "namespace", namespaced: false,
            verbs: ["create", "delete", "get", "list", "patch", "update", "watch"], shortNames: ["ns"]),
        Entry("namespaces", subresource: "finalize", "Namespace", namespaced: false, verbs: ["update"]),
        Entry("namespaces", subresource: "status", "Namespace", namespaced: false, verbs: statusVerbs),
        Entry("pods", "Pod", singular: "pod", verbs: allVerbs, shortNames: ["po"], categories: ["all"]),
        Entry(
            "pods", subresource: "eviction", "Eviction",
            responseKind: GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"), verbs: ["create"]),
        Entry("pods", subresource: "log", "Pod", verbs: ["get"]),
        Entry("pods", subresource: "status", "Pod", verbs: statusVerbs),
        Entry(
            "services", "Service", singular: "service", verbs: allVerbs, shortNames: ["svc"], categories: ["all"]),
    ]

    private static let apps = [
        Entry(
            "deployments", "Deployment", singular: "deployment", verbs: allVerbs, shortNames: ["deploy"],
            categories: ["all"]),
        Entry("deployments", subresource: "scale", "Scale", responseKind: scale, verbs: statusVerbs),
        Entry("deployments", subresource: "status", "Deployment", verbs: statusVerbs),
    ]

    private static func autoscaling(_ version: String) -> [Entry] {
        let kind = "HorizontalPodAutoscaler"
        return [
            Entry(
                "horizontalpodautoscalers", kind, singular: kind.lowercased(), verbs: allVerbs, shortNames: ["hpa"],
                categories: ["all"]),
            Entry("horizontalpodautoscalers", subresource: "status", kind, verbs: statusVerbs),
        ]
    }

    private static let metrics = [
        Entry("nodes", "NodeMetrics", namespaced: false, verbs: ["get", "list"]),
        Entry("pods", "PodMetrics", verbs: ["get", "list"]),
    ]
}

/// A resource before it is known which group version it belongs to.
private struct Entry: Sendable {
    let resource: @Sendable (GroupVersion) -> APIResource

    init(
        _ name: String, subresource: String? = nil, _ kind: String, singular: String = "",
        responseKind: GroupVersionKind? = nil, namespaced: Bool = true, verbs: [String], shortNames: [String] = [],
        categories: [String] = []
    ) {
        resource = { groupVersion in
            APIResource(
                resource: name, subresource: subresource, singularName: singular,
                responseKind: responseKind
                    ?? GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: kind),
                namespaced: namespaced, verbs: verbs, shortNames: shortNames, categories: categories)
        }
    }
}

extension APIGroup {
    fileprivate init(_ name: String, _ versions: [(String, [Entry])]) {
        self.init(
            name: name, preferredVersion: versions.first?.0 ?? "",
            versions: versions.map { version, entries in
                let groupVersion = GroupVersion(group: name, version: version)
                return Version(
                    version: version,
                    resources: .unique(entries.map { $0.resource(groupVersion) }, in: groupVersion))
            })
    }
}

extension APIResourceList {
    /// A list of resources that are known to have different names.
    static func unique(_ resources: [APIResource], in groupVersion: GroupVersion) -> APIResourceList {
        do {
            return try APIResourceList(groupVersion: groupVersion, resources: resources)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
