/// Which resources of a surface to list, and in which order.
///
/// Its answers are those of `kubectl api-resources` (kubectl's `pkg/cmd/apiresources` and client-go's
/// `ServerPreferredResources`): each resource once, in its group's preferred version or else in the first that has it;
/// no subresources; none without verbs; every filter applied to what is left.
public struct ResourceQuery: Hashable, Sendable {
    /// What rows are sorted by; rows that tie keep discovery order.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// By group, then name.
        case group
        /// By name.
        case name
        /// By kind, then name.
        case kind
    }

    /// Every version that has a resource, not only the preferred; with resources that have no verbs.
    public var allVersions = false
    /// Subresources too.
    public var subresources = false
    /// Only this group; `""` is the core group.
    public var apiGroup: String?
    /// Only resources in this scope.
    public var namespaced: Bool?
    /// Only resources with all of these verbs.
    public var verbs: Set<String> = []
    /// Only resources with at least one of these verbs.
    public var anyVerb: Set<String> = []
    /// Only resources with none of these verbs.
    public var withoutVerb: Set<String> = []
    /// Only resources in all of these categories.
    public var categories: Set<String> = []
    /// Only these kinds, in any case.
    public var kinds: Set<String> = []
    /// Only these names: `pods`, `pods/status`, `deployments.apps`.
    public var names: Set<String> = []
    /// Only group versions in one of these states; empty for every state.
    public var states: Set<GroupVersionState> = []
    /// How rows are sorted.
    public var order = Order.group

    /// The query of a bare `kubectl api-resources`.
    public init() {}

    /// The parts of a surface that this query looks at.
    ///
    /// - Parameter details: Whether whoever gets the rows wants more of a resource than its name.
    public func parts(details: Bool) -> SurfaceParts {
        var parts: SurfaceParts = subresources ? [.resources, .subresources] : .resources
        if details || !kinds.isEmpty || !categories.isEmpty || order == .kind { parts.insert(.details) }
        return parts
    }

    /// The rows of one surface, sorted.
    public func rows(in resolved: ResolvedSurface) -> [ListedResource] {
        var rows: [ListedResource] = []
        forEachRow(in: resolved) { rows.append($0) }
        return rows
    }

    /// Calls `body` with each row of one surface, in order, without keeping more rows than there are to sort.
    public func forEachRow(in resolved: ResolvedSurface, _ body: (ListedResource) -> Void) {
        let groups = resolved.surface.groups.filter { apiGroup == nil || apiGroup == $0.name }
        guard order == .group else {
            return forEachSortedRow({ visit in groups.forEach { forEachRow(of: $0, in: resolved, visit) } }, body)
        }
        // Groups of one name, which a server should not have, stay in the order in which it has them.
        let names = groups.map(\.name)
        let positions = groups.indices.sorted { one, other in
            names[one] == names[other] ? one < other : names[one].precedes(names[other])
        }
        for group in positions.lazy.map({ groups[$0] }) {
            if group.versions.count == 1 && !subresources {
                // The resources of one version are in the order of their names already.
                forEachRow(of: group, in: resolved, body)
            } else {
                forEachSortedRow({ forEachRow(of: group, in: resolved, $0) }, body)
            }
        }
    }

    private func forEachRow(of group: APIGroup, in resolved: ResolvedSurface, _ body: (ListedResource) -> Void) {
        let chosen = allVersions || group.versions.count == 1 ? nil : Self.preferredVersions(in: group)
        for version in group.versions {
            guard let resources = version.resources?.resources else { continue }
            let groupVersion = GroupVersion(group: group.name, version: version.version)
            let state = resolved.state(of: groupVersion)
            guard states.isEmpty || states.contains(state) else { continue }
            let asOf = resolved.asOf(of: groupVersion)
            for resource in resources
            where (chosen == nil || chosen?[resource.resource] == version.version)
                && matches(resource, group: group.name)
            {
                body(
                    ListedResource(
                        cluster: resolved.label, groupVersion: groupVersion,
                        preferred: version.version == group.preferredVersion, resource: resource, state: state,
                        asOf: asOf))
            }
        }
    }

    private func matches(_ resource: APIResource, group: String) -> Bool {
        guard subresources || resource.subresource == nil else { return false }
        guard allVersions || !resource.verbs.isEmpty else { return false }
        guard namespaced == nil || namespaced == resource.namespaced else { return false }
        guard verbs.isEmpty || verbs.allSatisfy(resource.verbs.contains) else { return false }
        guard anyVerb.isEmpty || anyVerb.contains(where: resource.verbs.contains) else { return false }
        guard withoutVerb.isEmpty || !withoutVerb.contains(where: resource.verbs.contains) else { return false }
        guard categories.isEmpty || categories.allSatisfy(resource.categories.contains) else { return false }
        guard kinds.isEmpty || kinds.contains(where: { $0.lowercased() == resource.kind.lowercased() }) else {
            return false
        }
        return names.isEmpty || names.contains(resource.name) || names.contains("\(resource.name).\(group)")
    }

    /// For each resource the version that stands for it: the preferred one if it has it, else the first that does.
    private static func preferredVersions(in group: APIGroup) -> [String: String] {
        var chosen: [String: String] = [:]
        var chosenBySubresource: [String: String] = [:]
        for version in group.versions {
            for resource in version.resources?.resources ?? [] {
                let name = resource.resource
                if resource.subresource == nil {
                    if chosen[name] == nil || version.version == group.preferredVersion {
                        chosen[name] = version.version
                    }
                } else if chosenBySubresource[name] == nil || version.version == group.preferredVersion {
                    chosenBySubresource[name] = version.version
                }
            }
        }
        return chosen.merging(chosenBySubresource) { resource, _ in resource }
    }

    /// Calls `body` in order with the rows that `visit` hands out.
    private func forEachSortedRow(
        _ visit: ((ListedResource) -> Void) -> Void, _ body: (ListedResource) -> Void
    ) {
        var rows: [ListedResource] = []
        visit { rows.append($0) }
        let keys = rows.map { row in
            switch order {
            case .group: (row.groupVersion.group, row.resource.name)
            case .name: (row.resource.name, "")
            case .kind: (row.resource.kind, row.resource.name)
            }
        }
        let positions = rows.indices.sorted { one, other in
            let (left, right) = (keys[one], keys[other])
            if left.0 != right.0 { return left.0.precedes(right.0) }
            if left.1 != right.1 { return left.1.precedes(right.1) }
            return one < other
        }
        positions.forEach { body(rows[$0]) }
    }
}
