/// What all of several clusters serve, or what any of them does, as one surface: `fleet:common` and `fleet:union`.
///
/// Groups, versions, resources and subresources are looked at by name. In common are those that every cluster has, with
/// the verbs, short names and categories that they have everywhere; in the union those that any cluster has, with all of
/// these.
///
/// - A resource that has another scope or kind on some clusters is another resource: it is not in common, and the union
///   has the one that most clusters serve. Either is a ``FleetConflict``. A subresource goes with its resource.
/// - A group version that is stale or failed counts as it was last seen. One whose resources were never seen takes
///   nothing away and adds nothing: what the others have there is what counts, and where nobody ever saw any, the
///   resources are unknown.
/// - A group's versions stand in the order that its clusters agree on, else in Kubernetes' order of priority; the preferred
///   version is the one that all prefer, else the first.
/// - Groups stand in the order of the surface that most clusters have; a group that it lacks comes behind the one that
///   it follows elsewhere.
///
/// The answer does not depend on the order in which the clusters are given. It costs a pass over the group versions of
/// each different surface, and over the resources of those group versions only whose contents differ.
public struct FleetSurface: Sendable {
    /// What to put together.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// What every cluster has.
        case common
        /// What any cluster has.
        case union
    }

    /// What is served.
    public private(set) var surface = APISurface(groups: [])
    /// The names that are not the same resource everywhere.
    public private(set) var conflicts: [FleetConflict] = []

    private let rule: Rule
    private let sets: [SurfaceSet]

    /// Puts surfaces together; of none it makes an empty one.
    ///
    /// - Parameter sets: As ``SurfaceSet/sets(of:)`` gives them.
    public init(_ rule: Rule, of sets: [SurfaceSet]) {
        self.rule = rule
        self.sets = sets
        if sets.count == 1 {
            surface = sets[0].surface
            return
        }
        let byName = sets.map { set in
            Dictionary(set.surface.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var seen: Set<String> = []
        for name in Self.order(of: sets.map { $0.surface.groups.map(\.name) }) where seen.insert(name).inserted {
            let members = byName.enumerated().compactMap { index, groups in
                groups[name].map { (set: index, group: $0) }
            }
            if rule == .common && members.count < sets.count { continue }
            if let group = combined(name, members) { surface.groups.append(group) }
        }
    }

    /// The first list, with what it lacks put behind what precedes it in the others.
    private static func order(of lists: [[String]]) -> [String] {
        var order = lists.first ?? []
        var known = Set(order)
        for list in lists.dropFirst() where !known.isSuperset(of: list) {
            var position = 0
            for item in list {
                if known.insert(item).inserted {
                    order.insert(item, at: position)
                    position += 1
                } else if let found = order.firstIndex(of: item) {
                    position = found + 1
                }
            }
        }
        return order
    }

    /// One group of those that have it; `nil` when they have no version in common.
    private mutating func combined(_ name: String, _ members: [(set: Int, group: APIGroup)]) -> APIGroup? {
        let lists = members.map { $0.group.versions.map(\.version) }
        var versions = Set(lists.first ?? [])
        for list in lists.dropFirst() {
            if rule == .common { versions.formIntersection(list) } else { versions.formUnion(list) }
        }
        if versions.isEmpty && !lists.contains([]) { return nil }
        let order = VersionPriority.merged(versions, in: lists)
        let preferred = Set(members.map(\.group.preferredVersion))
        let agreed = preferred.count == 1 ? preferred.first : nil
        let isKept = agreed.map { versions.contains($0) || order.isEmpty } ?? false
        return APIGroup(
            name: name, preferredVersion: (isKept ? agreed : order.first) ?? "",
            versions: order.map { version in
                let contents = members.compactMap { set, group in
                    group.versions.first { $0.version == version }.map { (set: set, list: $0.resources) }
                }
                let groupVersion = GroupVersion(group: name, version: version)
                return .init(version: version, resources: combined(groupVersion, contents))
            })
    }

    private mutating func combined(
        _ groupVersion: GroupVersion, _ members: [(set: Int, list: APIResourceList?)]
    ) -> APIResourceList? {
        let known = members.compactMap { member in member.list.map { (set: member.set, list: $0) } }
        guard let first = known.first else { return nil }
        if known.allSatisfy({ $0.list.digest == first.list.digest }) { return first.list }
        let contents = Dictionary(grouping: known, by: \.list.digest).values.map { members in
            ResourceCombination.Content(
                list: members[0].list, clusters: members.flatMap { sets[$0.set].members.map(\.label) })
        }
        let combination = ResourceCombination(rule, of: contents, in: groupVersion)
        conflicts += combination.conflicts
        return APIResourceList(groupVersion: groupVersion, canonical: combination.resources)
    }
}
