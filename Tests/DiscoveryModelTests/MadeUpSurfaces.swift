import DiscoveryModel

/// Surfaces by chance, the same for the same seed: small, alike enough to have much in common, different in every way.
struct MadeUpSurfaces {
    private var random: Random

    init(seed: UInt64) { random = Random(state: seed) }

    mutating func surface() throws -> APISurface {
        var groups: [APIGroup] = []
        for group in ["", "apps", "batch", "example.com", "other.example.com"].shuffled(using: &random) {
            if chance(4) { continue }
            let names = chance(2) ? ["v1", "v1beta1", "v2alpha1"] : ["v2alpha1", "v1", "v1beta1"]
            let versions = names.filter { _ in !chance(3) }
            groups.append(
                try Samples.group(
                    group, preferred: chance(4) ? versions.last : versions.first,
                    versions.map { ($0, chance(8) ? nil : resources(group, $0)) }))
        }
        return APISurface(groups: groups)
    }

    /// Surfaces with labels, some of them alike, some of them with group versions that are not current.
    mutating func clusters(_ count: Int, kinds: Int) throws -> [ResolvedSurface] {
        let surfaces = try (0..<kinds).map { _ in try surface() }
        return (0..<count).map { number in
            let surface = surfaces[Int.random(in: 0..<kinds, using: &random)]
            let stale = surface.groupVersions.filter { _ in chance(10) }
            let conditions = stale.map {
                ($0, GroupVersionCondition(groupVersion: $0, state: .stale, failure: .init(message: "")))
            }
            return ResolvedSurface(
                label: "cluster-\(number)", surface: surface,
                conditions: Dictionary(conditions, uniquingKeysWith: { first, _ in first }))
        }.shuffled(using: &random)
    }

    private mutating func resources(_ group: String, _ version: String) -> [APIResource] {
        var resources: [APIResource] = []
        for name in ["gadgets", "gizmos", "pods", "widgets"] {
            if chance(4) { continue }
            let kind = chance(12) ? "Other" : name.capitalized
            let namespaced = !chance(12)
            resources.append(
                Samples.resource(
                    name, kind: kind, group: group, version: version, namespaced: namespaced,
                    verbs: ["create", "get", "list", "watch"].filter { _ in !chance(6) }.shuffled(using: &random),
                    shortNames: ["g", "w"].filter { _ in chance(2) }, categories: chance(3) ? ["all"] : [],
                    singularName: chance(3) ? "" : kind.lowercased()))
            for subresource in ["scale", "status"] where chance(2) {
                resources.append(
                    Samples.resource(
                        "\(name)/\(subresource)", kind: subresource == "scale" ? "Scale" : kind, group: group,
                        version: version, namespaced: namespaced, verbs: ["get", "update"]))
            }
        }
        return resources
    }

    /// Once in so many times.
    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    /// SplitMix64.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
}
