/// What one group version serves on all of several clusters, or on any of them, by the rules of ``FleetSurface``.
struct ResourceCombination {
    /// Different resources that the group version has, and who has them.
    struct Content {
        var list: APIResourceList
        var clusters: [String]
    }

    /// In canonical order.
    private(set) var resources: [APIResource] = []
    private(set) var conflicts: [FleetConflict] = []

    private let rule: FleetSurface.Rule
    private let groupVersion: GroupVersion
    /// The one that most clusters have first.
    private let contents: [Content]
    /// By resource, the contents whose subresources do not count, since the resource itself does not.
    private var withoutSubresources: [String: Set<Int>] = [:]

    init(_ rule: FleetSurface.Rule, of contents: [Content], in groupVersion: GroupVersion) {
        self.rule = rule
        self.groupVersion = groupVersion
        self.contents = contents.sorted { one, other in
            if one.clusters.count != other.clusters.count { return one.clusters.count > other.clusters.count }
            return one.list.digest.text.precedes(other.list.digest.text)
        }
        // Resources come before their subresources, which depends on the order of names being the canonical one.
        for entries in byName() { add(entries) }
    }

    /// A resource as one of the contents has it.
    private struct Entry {
        var content: Int
        var resource: APIResource
    }

    private func byName() -> [[Entry]] {
        var entries: [Name: [Entry]] = [:]
        for (index, content) in contents.enumerated() {
            for resource in content.list.resources {
                entries[Name(resource), default: []].append(Entry(content: index, resource: resource))
            }
        }
        return entries.sorted { $0.key < $1.key }.map(\.value)
    }

    private struct Name: Hashable, Comparable {
        var resource: String
        var subresource: String

        init(_ resource: APIResource) {
            self.resource = resource.resource
            subresource = resource.subresource ?? ""
        }

        static func < (one: Name, other: Name) -> Bool {
            one.resource == other.resource
                ? one.subresource.precedes(other.subresource) : one.resource.precedes(other.resource)
        }
    }

    private mutating func add(_ all: [Entry]) {
        let name = all[0].resource.resource
        let isSubresource = all[0].resource.subresource != nil
        let lost = isSubresource ? withoutSubresources[name] ?? [] : []
        let entries = all.filter { !lost.contains($0.content) }
        guard !entries.isEmpty else { return }
        let meanings = self.meanings(of: entries)
        let isEverywhere = entries.count == contents.count
        if meanings.count > 1 && (rule == .union || isEverywhere) { conflicts.append(conflict(meanings)) }
        let kept = rule == .common && (!isEverywhere || meanings.count > 1) ? [] : meanings[0]
        if !isSubresource {
            withoutSubresources[name] =
                kept.isEmpty ? Set(contents.indices) : Set(entries.map(\.content)).subtracting(kept.map(\.content))
        }
        if !kept.isEmpty { resources.append(combined(kept.map(\.resource))) }
    }

    /// The entries by scope and kind, those that most clusters have first.
    private func meanings(of entries: [Entry]) -> [[Entry]] {
        var meanings: [[Entry]] = []
        for entry in entries {
            let same = meanings.firstIndex { meaning in
                meaning[0].resource.namespaced == entry.resource.namespaced
                    && meaning[0].resource.responseKind == entry.resource.responseKind
            }
            if let same { meanings[same].append(entry) } else { meanings.append([entry]) }
        }
        guard meanings.count > 1 else { return meanings }
        let counts = meanings.map { $0.reduce(0) { $0 + contents[$1.content].clusters.count } }
        return meanings.indices.sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
            .map { meanings[$0] }
    }

    private func conflict(_ meanings: [[Entry]]) -> FleetConflict {
        FleetConflict(
            groupVersion: groupVersion, name: meanings[0][0].resource.name,
            meanings: meanings.map { entries in
                FleetConflict.Meaning(
                    namespaced: entries[0].resource.namespaced, responseKind: entries[0].resource.responseKind,
                    clusters: entries.flatMap { contents[$0.content].clusters }.sorted { $0.precedes($1) })
            })
    }

    private func combined(_ resources: [APIResource]) -> APIResource {
        var combined = resources[0]
        for resource in resources.dropFirst() {
            combined.verbs = items(combined.verbs, resource.verbs)
            combined.shortNames = items(combined.shortNames, resource.shortNames)
            combined.categories = items(combined.categories, resource.categories)
            if combined.singularName == resource.singularName { continue }
            if combined.singularName.isEmpty
                && (rule == .union || combined.comparable.singularName == resource.singularName)
            {
                combined.singularName = resource.singularName
            } else if rule == .common && combined.singularName != resource.comparable.singularName {
                combined.singularName = ""
            }
        }
        return combined
    }

    private func items(_ one: [String], _ other: [String]) -> [String] {
        if one == other { return one }
        switch rule {
        case .common: return one.filter(other.contains)
        case .union: return one + other.filter { !one.contains($0) }
        }
    }
}
