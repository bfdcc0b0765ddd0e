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
        let groups = resolved.surface.groups.filter { apiGroup == nil || apiGroup == $0.name }
        guard order == .group else {
            for group in groups { append(rowsOf: group, in: resolved, to: &rows) }
            return sorted(rows)
        }
        for group in groups.enumerated().sorted(by: Self.precedes).map(\.element) {
            let start = rows.count
            append(rowsOf: group, in: resolved, to: &rows)
            // The resources of one version are in the order of their names already.
            if group.versions.count > 1 || subresources { rows[start...] = sorted(Array(rows[start...]))[...] }
        }
        return rows
    }

    /// By name; groups of one name, which a server should not have, in the order in which it has them.
    private static func precedes(_ one: (offset: Int, element: APIGroup), _ other: (offset: Int, element: APIGroup))
        -> Bool
    {
        if one.element.name != other.element.name { return one.element.name.precedes(other.element.name) }
        return one.offset < other.offset
    }

    private func append(rowsOf group: APIGroup, in resolved: ResolvedSurface, to rows: inout [ListedResource]) {
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
                rows.append(
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

    private func sorted(_ rows: [ListedResource]) -> [ListedResource] {
        let keys = rows.map { row in
            switch order {
            case .group: (row.groupVersion.group, row.resource.name)
            case .name: (row.resource.name, "")
            case .kind: (row.resource.kind, row.resource.name)
            }
        }
        return rows.indices.sorted { one, other in
            let (left, right) = (keys[one], keys[other])
            if left.0 != right.0 { return left.0.precedes(right.0) }
            if left.1 != right.1 { return left.1.precedes(right.1) }
            return one < other
        }.map { rows[$0] }
    }
}
