/// The names that kubectl may take for something else because of some differences: those of resources that came, went or
/// changed, and where an order changed all that several resources may have.
struct ChangedNames {
    private(set) var names: Set<String> = []

    init(_ differences: [APIDifference], _ old: APISurface, _ new: APISurface) {
        var groups: Set<String> = []
        var resources: [GroupVersion: Set<String>] = [:]
        for difference in differences {
            switch difference.change {
            case .group(_, let group, _): for version in group.versions { add(version.resources?.resources ?? []) }
            case .version(_, let list, _):
                add(list.resources)
                // The versions that stay may have other resources of the kind.
                groups.insert(list.groupVersion.group)
            case .resource(_, let list): add(list)
            case .groupOrder(let order, _): groups.formUnion(order)
            case .preferredVersion, .versionOrder: if let group = difference.subject.group { groups.insert(group) }
            case .responseKind, .shortNames, .singularName, .categories:
                guard let groupVersion = difference.subject.groupVersion, let resource = difference.subject.resource
                else { continue }
                resources[groupVersion, default: []].insert(resource)
            case .subresource, .scope, .verbs, .meaning: break
            }
        }
        guard !groups.isEmpty || !resources.isEmpty else { return }
        for surface in [old, new] { add(surface, groups, resources) }
    }

    private mutating func add(
        _ surface: APISurface, _ groups: Set<String>, _ resources: [GroupVersion: Set<String>]
    ) {
        let changed = Set(resources.keys.map(\.group))
        for group in surface.groups {
            let isWhole = groups.contains(group.name)
            guard isWhole || changed.contains(group.name) else { continue }
            for version in group.versions {
                guard let list = version.resources else { continue }
                if isWhole {
                    add(list.resources)
                } else if let some = resources[list.groupVersion] {
                    add(list.resources.filter { some.contains($0.resource) })
                }
            }
        }
    }

    private mutating func add(_ resources: [APIResource]) {
        for resource in resources where resource.subresource == nil {
            names.insert(resource.resource)
            names.insert(resource.singular)
            names.formUnion(resource.shortNames)
        }
    }
}
