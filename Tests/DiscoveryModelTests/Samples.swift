import DiscoveryModel

/// Small surfaces of our own.
enum Samples {
    static func resource(
        _ name: String, kind: String = "Widget", group: String = "example.com", version: String = "v1",
        namespaced: Bool = true, verbs: [String] = ["get", "list", "watch"], shortNames: [String] = [],
        categories: [String] = [], singularName: String = ""
    ) -> APIResource {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        return APIResource(
            resource: parts[0], subresource: parts.count > 1 ? parts[1] : nil, singularName: singularName,
            responseKind: GroupVersionKind(group: group, version: version, kind: kind), namespaced: namespaced,
            verbs: verbs, shortNames: shortNames, categories: categories)
    }

    static func list(_ groupVersion: String, _ resources: [APIResource]) throws -> APIResourceList {
        guard let groupVersion = GroupVersion(groupVersion) else { throw BadSample() }
        return try APIResourceList(groupVersion: groupVersion, resources: resources)
    }

    /// A group with versions given by name and resources; `nil` for unknown ones.
    static func group(
        _ name: String, preferred: String? = nil, _ versions: [(String, [APIResource]?)]
    ) throws -> APIGroup {
        APIGroup(
            name: name, preferredVersion: preferred ?? versions.first?.0 ?? "",
            versions: try versions.map { version, resources in
                let groupVersion = GroupVersion(group: name, version: version)
                return .init(
                    version: version,
                    resources: try resources.map { try APIResourceList(groupVersion: groupVersion, resources: $0) })
            })
    }

    struct BadSample: Error {}
}
