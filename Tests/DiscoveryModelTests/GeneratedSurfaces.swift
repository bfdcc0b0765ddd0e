import DiscoveryModel

/// Surfaces made by chance, the same for the same seed: few names and many coincidences, so that two of them have all sorts
/// of differences.
struct GeneratedSurfaces {
    private var generator: SeededGenerator
    /// Whether some versions are unknown.
    var hasUnknownVersions = false

    init(seed: UInt64) { generator = SeededGenerator(state: seed) }

    mutating func surface() throws -> APISurface {
        let names = chosen(["", "apps", "example.com", "policy", "a.k8s.io", "b.k8s.io", "other.io"])
        return APISurface(groups: try names.map { try group($0) })
    }

    private mutating func group(_ name: String) throws -> APIGroup {
        var versions = chosen(["v1", "v1beta1", "v2", "v1alpha1"])
        if versions.isEmpty { versions = ["v1"] }
        return APIGroup(
            name: name, preferredVersion: versions.randomElement(using: &generator) ?? "v1",
            versions: try versions.map { version in
                let isUnknown = hasUnknownVersions && Int.random(in: 0..<4, using: &generator) == 0
                let list = try APIResourceList(
                    groupVersion: GroupVersion(group: name, version: version),
                    resources: resources(in: GroupVersion(group: name, version: version)))
                return APIGroup.Version(version: version, resources: isUnknown ? nil : list)
            })
    }

    private mutating func resources(in groupVersion: GroupVersion) -> [APIResource] {
        chosen(["widgets", "gadgets", "gizmos", "doodads"]).flatMap { name -> [APIResource] in
            let kinds = ["Widget", name.prefix(1).uppercased() + name.dropFirst().dropLast()]
            let main = resource(name, kind: kinds.randomElement(using: &generator) ?? "Widget", in: groupVersion)
            let others = chosen(["status", "scale"]).map { subresource in
                var other = resource(name, kind: "Scale", in: groupVersion)
                (other.subresource, other.singularName, other.shortNames) = (subresource, "", [])
                return other
            }
            // A server may list subresources without their resource.
            return (Int.random(in: 0..<8, using: &generator) == 0 ? [] : [main]) + others
        }
    }

    private mutating func resource(_ name: String, kind: String, in groupVersion: GroupVersion) -> APIResource {
        APIResource(
            resource: name, singularName: ["", "one", String(name.dropLast())].randomElement(using: &generator) ?? "",
            responseKind: GroupVersionKind(
                group: groupVersion.group,
                version: ["v1", groupVersion.version].randomElement(using: &generator) ?? "",
                kind: kind),
            namespaced: Bool.random(using: &generator), verbs: chosen(["get", "list", "watch", "delete"]),
            shortNames: chosen(["w", "g", "one"]), categories: chosen(["all", "things"]))
    }

    /// Some of a list, in any order.
    mutating func chosen<Item>(_ items: [Item]) -> [Item] {
        var shuffled = items.shuffled(using: &generator)
        shuffled.removeLast(Int.random(in: 0...items.count, using: &generator))
        return shuffled
    }

    /// The same surface with sets in another order.
    mutating func reordered(_ surface: APISurface) throws -> APISurface {
        var reordered = surface
        for (index, group) in surface.groups.enumerated() {
            for (position, version) in group.versions.enumerated() {
                guard let list = version.resources else { continue }
                let resources = list.resources.shuffled(using: &generator).map { resource in
                    var resource = resource
                    resource.verbs.shuffle(using: &generator)
                    resource.categories.shuffle(using: &generator)
                    return resource
                }
                reordered.groups[index].versions[position].resources = try APIResourceList(
                    groupVersion: list.groupVersion, resources: resources)
            }
        }
        return reordered
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
