/// A name as kubectl takes it apart: `RESOURCE[.VERSION][.GROUP]`.
struct NameArgument {
    struct Resource {
        var name: String
        var version = ""
        var group = ""
    }

    /// With at least two dots, the words before them as resource and version, and the rest as group.
    let fullResource: Resource?
    /// What stands before the first dot, and the rest as group.
    let groupResource: Resource?

    /// The same words as a kind.
    var fullKind: Resource? { fullResource }
    /// The same words as a kind.
    var groupKind: Resource? { groupResource }

    init(_ text: String) {
        let words = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        fullResource = words.count == 3 ? Resource(name: words[0], version: words[1], group: words[2]) : nil
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        groupResource = Resource(name: parts.first ?? "", group: parts.count > 1 ? parts[1] : "")
    }
}

/// What client-go's mappers know of a surface.
struct ResourceMapper {
    /// A resource in a group version.
    struct Mapping: Hashable {
        var groupVersion: GroupVersion
        var resource: APIResource
        /// The singular name, guessed from the kind where the server gives none.
        var singular: String
    }

    /// What a short name stands for.
    struct Expansion {
        var asked: NameArgument.Resource
        var isShortName = false
        /// What else the short name stands for, further down.
        var others: [Mapping] = []
    }

    /// In discovery order, versions in the server's.
    let mappings: [Mapping]
    /// Group versions in the order in which they win; the core group's v1 comes first.
    let priority: [GroupVersion: Int]

    init(_ surface: APISurface) {
        var mappings: [Mapping] = []
        var priority: [GroupVersion: Int] = [GroupVersion(group: "", version: "v1"): -1]
        for group in surface.groups {
            let known = group.versions.filter { $0.resources != nil }
            // The preferred version comes first, the others as the server has them.
            let preferred = known.filter { $0.version == group.preferredVersion }
            for version in preferred + known.filter({ $0.version != group.preferredVersion }) {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                if priority[groupVersion] == nil { priority[groupVersion] = priority.count }
            }
            for version in known {
                let groupVersion = GroupVersion(group: group.name, version: version.version)
                for resource in version.resources?.resources ?? [] where resource.subresource == nil {
                    mappings.append(
                        Mapping(groupVersion: groupVersion, resource: resource, singular: resource.singular))
                }
            }
        }
        self.mappings = mappings
        self.priority = priority
    }

    /// The resources of a category, as names with their groups, each once.
    func category(_ name: String) -> [String] {
        var seen: Set<String> = []
        return mappings.filter { $0.resource.categories.contains(name) }.map { mapping in
            let group = mapping.groupVersion.group
            return group.isEmpty ? mapping.resource.resource : "\(mapping.resource.resource).\(group)"
        }.filter { seen.insert($0).inserted }
    }

    /// Resources whose plural or singular name is this, in the group where one is given: in exactly that group, else in
    /// one whose name begins so, each group version for itself; those that win first.
    func resources(matching asked: NameArgument.Resource) -> [Mapping] { inOrder(anywhere(asked)) }

    private func anywhere(_ asked: NameArgument.Resource) -> [Mapping] {
        let name = asked.name.lowercased()
        guard !name.isEmpty else { return [] }
        let named = mappings.filter { $0.resource.resource == name || $0.singular == name }
        if asked.group.isEmpty && asked.version.isEmpty { return named }
        if asked.group.isEmpty { return named.filter { $0.groupVersion.version == asked.version } }
        if !asked.version.isEmpty {
            return named.filter { $0.groupVersion == GroupVersion(group: asked.group, version: asked.version) }
        }
        // Client-go has a mapper for each group version, so a group that begins so does not give way to an exact one.
        return named.filter { $0.groupVersion.group.hasPrefix(asked.group) }
    }

    /// Resources of a kind, in exactly this group; the kind as it is, or in small letters; those that win first.
    func kinds(matching asked: NameArgument.Resource) -> [Mapping] {
        inOrder(
            mappings.filter { mapping in
                mapping.groupVersion.group == asked.group
                    && (mapping.resource.kind == asked.name || mapping.resource.kind.lowercased() == asked.name)
                    && (asked.version.isEmpty || mapping.groupVersion.version == asked.version)
            })
    }

    /// The one that wins, of those that are in order.
    func first(of found: [Mapping]) -> Mapping? {
        guard let first = found.first else { return nil }
        // Of several resources of one kind in one group version client-go knows the last that it was told of.
        return mappings.last {
            $0.groupVersion == first.groupVersion && $0.resource.kind == first.resource.kind
        } ?? first
    }

    private func inOrder(_ found: [Mapping]) -> [Mapping] {
        found.enumerated().sorted { one, other in
            let left = priority[one.element.groupVersion, default: .max]
            let right = priority[other.element.groupVersion, default: .max]
            return (left, one.offset) < (right, other.offset)
        }.map(\.element)
    }

    /// Says why a resource lost.
    func loser(_ mapping: Mapping, to winner: Mapping) -> NameResolution.Candidate {
        let reason: String
        if mapping.groupVersion.group == winner.groupVersion.group {
            reason =
                mapping.groupVersion.version == winner.groupVersion.version
                ? "another resource of this group version has its kind"
                : "\(winner.groupVersion.version) comes first in its group"
        } else if winner.groupVersion == GroupVersion(group: "", version: "v1") {
            reason = "the core group comes first"
        } else {
            reason = "its group comes later in the discovery order"
        }
        return .init(groupVersion: mapping.groupVersion, resource: mapping.resource, reason: reason)
    }

    /// The long form of a short name; names that are some resource's plural or singular are not taken for short ones.
    func expandingShortName(_ asked: NameArgument.Resource) -> Expansion {
        let isName = mappings.contains { mapping in
            (asked.group.isEmpty || asked.group == mapping.groupVersion.group)
                && (mapping.resource.resource == asked.name || mapping.resource.singularName == asked.name)
        }
        if isName { return Expansion(asked: asked) }
        let shortcuts = mappings.filter { $0.resource.shortNames.contains(asked.name) }
        let exact = shortcuts.filter { asked.group.isEmpty || asked.group == $0.groupVersion.group }
        if let first = exact.first {
            var seen: Set<String> = ["\(first.resource.resource).\(first.groupVersion.group)"]
            let others = exact.filter { seen.insert("\($0.resource.resource).\($0.groupVersion.group)").inserted }
            let long = NameArgument.Resource(name: first.resource.resource, group: first.groupVersion.group)
            return Expansion(asked: long, isShortName: true, others: others)
        }
        if !asked.group.isEmpty, let first = shortcuts.first(where: { $0.groupVersion.group.hasPrefix(asked.group) }) {
            let long = NameArgument.Resource(
                name: first.resource.resource, version: asked.version, group: first.groupVersion.group)
            return Expansion(asked: long, isShortName: true)
        }
        return Expansion(asked: asked)
    }
}
