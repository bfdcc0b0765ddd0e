import DiscoveryModel
import DiscoveryStore

/// The resources that a search is about, in the server's order, which has its own groups first.
struct SearchedResources {
    /// Each resource, in the version that stands for it or in all.
    private(set) var resources: [ListedResource] = []
    private var byKind: [GroupVersionKind: Int] = [:]

    /// - Parameter groups: Which; all where none is given.
    init(_ resolved: ResolvedSurface, groups: [String], allVersions: Bool) {
        for group in resolved.surface.groups where groups.isEmpty || groups.contains(group.name) {
            // The preferred version stands for a resource if it has it, else the first that does.
            let versions =
                group.versions.filter { $0.version == group.preferredVersion }
                + group.versions.filter { $0.version != group.preferredVersion }
            var told: Set<String> = []
            for version in versions {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                for resource in version.resources?.resources ?? [] where resource.subresource == nil {
                    guard told.insert(resource.resource).inserted || allVersions else { continue }
                    add(
                        ListedResource(
                            cluster: resolved.label, groupVersion: groupVersion,
                            preferred: version.version == group.preferredVersion, resource: resource,
                            state: resolved.state(of: groupVersion), asOf: resolved.asOf(of: groupVersion)))
                }
            }
        }
    }

    private mutating func add(_ row: ListedResource) {
        let kind = Self.kind(of: row)
        if byKind[kind] == nil { byKind[kind] = resources.count }
        resources.append(row)
    }

    /// What the objects of a resource are called where it is served.
    static func kind(of row: ListedResource) -> GroupVersionKind {
        GroupVersionKind(group: row.groupVersion.group, version: row.groupVersion.version, kind: row.resource.kind)
    }

    /// Their group versions.
    var groupVersions: Set<GroupVersion> { Set(resources.map(\.groupVersion)) }

    /// The kinds, in the same order.
    var kinds: [GroupVersionKind] { resources.map(Self.kind) }

    /// The first resource of a kind.
    func resource(of kind: GroupVersionKind) -> ListedResource? { byKind[kind].map { resources[$0] } }

    /// The resources that are called so or have the words in their kind, best first.
    func named(_ terms: SearchTerms) -> [(resource: ListedResource, match: SearchMatch)] {
        var found: [(place: Int, match: SearchMatch, extra: Int)] = []
        for (place, row) in resources.enumerated() {
            let resource = row.resource
            let names = [resource.resource, resource.kind, resource.singularName] + resource.shortNames
            if names.contains(where: terms.isName) {
                found.append((place, .resource, 0))
            } else if let count = terms.count(in: resource.kind) ?? terms.count(in: resource.resource) {
                found.append((place, .resourceWords, count))
            }
        }
        found.sort { ($0.match.rawValue, $0.extra, $0.place) < ($1.match.rawValue, $1.extra, $1.place) }
        return found.map { (resources[$0.place], $0.match) }
    }
}
