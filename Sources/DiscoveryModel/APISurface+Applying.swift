extension APISurface {
    /// Makes the new side of a difference of this, its old side: the same content in the same order.
    ///
    /// What the new side does not know stays as it is here.
    ///
    /// - Throws: ``DuplicateResourceError`` when this is not the old side, and has otherwise what came.
    public func applying(_ difference: SurfaceDifference) throws(DuplicateResourceError) -> APISurface {
        var edit = SurfaceEdit(self)
        for known in difference.becameKnown { edit.set(known) }
        for one in difference.differences { edit.apply(one) }
        return try edit.surface()
    }
}

/// A surface while differences are applied to it.
private struct SurfaceEdit {
    private var groups: [APIGroup]
    /// Resources of the group versions in which single ones differ.
    private var resources: [GroupVersion: [APIResource]] = [:]
    /// By the name of the group before it.
    private var addedGroups: [String?: APIGroup] = [:]
    /// By group, then the version before it.
    private var addedVersions: [String: [String?: APIGroup.Version]] = [:]

    init(_ surface: APISurface) {
        groups = surface.groups
    }

    mutating func set(_ list: APIResourceList) {
        change(list.groupVersion.group) { group in
            for index in group.versions.indices where group.versions[index].version == list.groupVersion.version {
                group.versions[index].resources = list
            }
        }
    }

    mutating func apply(_ difference: APIDifference) {
        let name = difference.subject.group ?? ""
        switch difference.change {
        case .group(.added, let group, let previous): addedGroups[previous] = group
        case .group(.removed, let group, _): groups.removeAll { $0.name == group.name }
        case .version(.added, let list, let previous):
            addedVersions[name, default: [:]][previous] = .init(version: list.groupVersion.version, resources: list)
        case .version(.removed, let list, _):
            change(name) { $0.versions.removeAll { $0.version == list.groupVersion.version } }
        case .groupOrder(_, let order): groups = Self.sorted(groups, by: order) { $0.name }
        case .versionOrder(_, let order):
            change(name) { $0.versions = Self.sorted($0.versions, by: order) { $0.version } }
        case .preferredVersion(_, let version): change(name) { $0.preferredVersion = version }
        case .resource(.added, let added):
            if let groupVersion = difference.subject.groupVersion { edit(groupVersion) { $0 += added } }
        case .subresource(.added, let added):
            if let groupVersion = difference.subject.groupVersion { edit(groupVersion) { $0.append(added) } }
        case .resource(.removed, let removed):
            if let groupVersion = difference.subject.groupVersion {
                edit(groupVersion) { $0.removeAll { one in removed.contains { $0.name == one.name } } }
            }
        case .subresource(.removed, let removed):
            if let groupVersion = difference.subject.groupVersion {
                edit(groupVersion) { $0.removeAll { $0.name == removed.name } }
            }
        case .responseKind(_, let kind): change(difference.subject) { $0.responseKind = kind }
        case .scope(_, let namespaced): change(difference.subject) { $0.namespaced = namespaced }
        case .verbs(_, let verbs): change(difference.subject) { $0.verbs = verbs }
        case .shortNames(_, let names): change(difference.subject) { $0.shortNames = names }
        case .categories(_, let categories): change(difference.subject) { $0.categories = categories }
        case .singularName(_, let name): change(difference.subject) { $0.singularName = name }
        // Follows from the rest.
        case .meaning: break
        }
    }

    func surface() throws(DuplicateResourceError) -> APISurface {
        var edit = self
        for (groupVersion, resources) in resources {
            edit.set(try APIResourceList(groupVersion: groupVersion, resources: resources))
        }
        for (name, added) in addedVersions {
            edit.change(name) { $0.versions = Self.inserting(added, into: $0.versions) { $0.version } }
        }
        edit.groups = Self.inserting(addedGroups, into: edit.groups) { $0.name }
        return APISurface(groups: edit.groups)
    }

    private mutating func change(_ group: String, _ body: (inout APIGroup) -> Void) {
        if let index = groups.firstIndex(where: { $0.name == group }) { body(&groups[index]) }
    }

    private mutating func edit(_ groupVersion: GroupVersion, _ body: (inout [APIResource]) -> Void) {
        if resources[groupVersion] == nil {
            let versions = groups.first { $0.name == groupVersion.group }?.versions ?? []
            resources[groupVersion] = versions.first { $0.version == groupVersion.version }?.resources?.resources ?? []
        }
        body(&resources[groupVersion, default: []])
    }

    private mutating func change(_ subject: DifferenceSubject, _ body: (inout APIResource) -> Void) {
        guard let groupVersion = subject.groupVersion else { return }
        edit(groupVersion) { resources in
            for index in resources.indices where resources[index].name == subject.resourceName {
                body(&resources[index])
            }
        }
    }

    /// Puts each item behind the one that it is said to come after.
    private static func inserting<Item>(
        _ added: [String?: Item], into items: [Item], name: (Item) -> String
    ) -> [Item] {
        var all: [Item] = []
        func add(after previous: String?) {
            var next = added[previous]
            while let item = next {
                all.append(item)
                next = added[name(item)]
            }
        }
        add(after: nil)
        for item in items {
            all.append(item)
            add(after: name(item))
        }
        return all
    }

    /// Items in the order of their names in a list; those that it lacks behind the others.
    private static func sorted<Item>(_ items: [Item], by order: [String], name: (Item) -> String) -> [Item] {
        let positions = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return items.enumerated().sorted { one, other in
            let (left, right) = (
                positions[name(one.element), default: .max], positions[name(other.element), default: .max]
            )
            return left == right ? one.offset < other.offset : left < right
        }.map(\.element)
    }
}
