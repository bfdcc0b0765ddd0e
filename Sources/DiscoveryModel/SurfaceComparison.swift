/// Finds in what two surfaces differ, group by group; the one mechanism below ``SurfaceDifference`` and
/// ``SurfaceChange``.
///
/// Costs a look at the resources of those group versions only whose digests differ. Groups and versions that a server
/// lists twice, which it should not, count once.
struct SurfaceComparison {
    /// By group, then version, then resource; the order of groups last.
    private(set) var differences: [APIDifference] = []
    /// What is known on the new side only of group versions that both have.
    private(set) var becameKnown: [APIResourceList] = []
    /// What is known on the old side only of group versions that both have.
    private(set) var becameUnknown: [APIResourceList] = []

    init(from old: APISurface, to new: APISurface) {
        let (before, after) = (Names(old.groups, \.name), Names(new.groups, \.name))
        for name in before.union(after) {
            switch (before[name], after[name]) {
            case (let was?, let isNow?): compare(was, isNow)
            case (let was?, nil): add(.removed, was, before, after)
            case (nil, let isNow?): add(.added, isNow, after, before)
            case (nil, nil): break
            }
        }
        if let order = before.order(after) {
            differences.append(APIDifference(DifferenceSubject(.surface), .groupOrder(from: order.from, to: order.to)))
        }
    }

    // MARK: - Groups and versions

    /// A group of which nothing is known is no difference.
    private mutating func add(
        _ presence: APIDifference.Presence, _ group: APIGroup, _ here: Names<APIGroup>, _ there: Names<APIGroup>
    ) {
        guard group.hasContent else { return }
        let previous = here.last(before: group.name) { $0.hasContent || there[$0.name] != nil }
        differences.append(
            APIDifference(
                DifferenceSubject(.group, group: group.name), .group(presence, group, after: previous)))
    }

    private mutating func compare(_ old: APIGroup, _ new: APIGroup) {
        guard old != new else { return }
        let (before, after) = (Names(old.versions, \.version), Names(new.versions, \.version))
        let subject = DifferenceSubject(.group, group: new.name)
        // A version that only one side has, without knowing it, is no difference; neither is that side's preferring it.
        let isOldHidden = after[old.preferredVersion] == nil && before[old.preferredVersion]?.resources == nil
        let isNewHidden = before[new.preferredVersion] == nil && after[new.preferredVersion]?.resources == nil
        if old.preferredVersion != new.preferredVersion, !isOldHidden, !isNewHidden {
            differences.append(
                APIDifference(subject, .preferredVersion(from: old.preferredVersion, to: new.preferredVersion)))
        }
        if let order = before.order(after) {
            differences.append(APIDifference(subject, .versionOrder(from: order.from, to: order.to)))
        }
        for version in before.union(after) {
            switch (before[version]?.resources, after[version]?.resources) {
            case (let was?, let isNow?): if was.digest != isNow.digest { compare(was, isNow) }
            case (let list?, nil): add(.removed, list, before, after)
            case (nil, let list?): add(.added, list, after, before)
            case (nil, nil): break
            }
        }
    }

    private mutating func add(
        _ presence: APIDifference.Presence, _ list: APIResourceList, _ here: Names<APIGroup.Version>,
        _ there: Names<APIGroup.Version>
    ) {
        let version = list.groupVersion.version
        if there[version] != nil {
            if presence == .added { becameKnown.append(list) } else { becameUnknown.append(list) }
            return
        }
        let previous = here.last(before: version) { $0.resources != nil || there[$0.version] != nil }
        let subject = DifferenceSubject(.version, group: list.groupVersion.group, version: version)
        differences.append(APIDifference(subject, .version(presence, list, after: previous)))
    }

    // MARK: - Resources

    /// Both lists are in canonical order, so one pass over the two finds each name on both sides.
    private mutating func compare(_ old: APIResourceList, _ new: APIResourceList) {
        var (before, after) = (old.resources[...], new.resources[...])
        while let name = Self.firstName(before, after) {
            let was = before.prefix { $0.resource == name }
            let isNow = after.prefix { $0.resource == name }
            if was != isNow { compare(was, isNow, in: new.groupVersion) }
            before = before[was.endIndex...]
            after = after[isNow.endIndex...]
        }
    }

    private static func firstName(_ one: ArraySlice<APIResource>, _ other: ArraySlice<APIResource>) -> String? {
        guard let left = one.first?.resource else { return other.first?.resource }
        guard let right = other.first?.resource else { return left }
        return right.precedes(left) ? right : left
    }

    /// Compares what two sides have of one resource: itself, where it is there, and its subresources.
    private mutating func compare(
        _ old: ArraySlice<APIResource>, _ new: ArraySlice<APIResource>, in groupVersion: GroupVersion
    ) {
        let (was, isNow) = (old.first { $0.subresource == nil }, new.first { $0.subresource == nil })
        let subresources = (
            removed: old.filter { one in one.subresource != nil && !new.contains { $0.subresource == one.subresource }
            },
            added: new.filter { one in one.subresource != nil && !old.contains { $0.subresource == one.subresource } }
        )
        if let was, let isNow { compare(was, isNow, in: groupVersion) }
        if let was, isNow == nil {
            differences.append(
                APIDifference(.of(was, in: groupVersion), .resource(.removed, [was] + subresources.removed)))
        } else {
            for one in subresources.removed {
                differences.append(APIDifference(.of(one, in: groupVersion), .subresource(.removed, one)))
            }
        }
        if let isNow, was == nil {
            differences.append(
                APIDifference(.of(isNow, in: groupVersion), .resource(.added, [isNow] + subresources.added)))
        } else {
            for one in subresources.added {
                differences.append(APIDifference(.of(one, in: groupVersion), .subresource(.added, one)))
            }
        }
        for one in old where one.subresource != nil {
            guard let other = new.first(where: { $0.subresource == one.subresource }) else { continue }
            compare(one, other, in: groupVersion)
        }
    }

    /// Compares the fields of a resource, or of a subresource.
    private mutating func compare(_ old: APIResource, _ new: APIResource, in groupVersion: GroupVersion) {
        guard old != new else { return }
        let subject = DifferenceSubject.of(new, in: groupVersion)
        func differs(_ one: [String], _ other: [String]) -> Bool { one != other && Set(one) != Set(other) }
        func add(_ change: APIDifference.Change, lostNames: [String] = []) {
            differences.append(APIDifference(subject, change, lostNames: lostNames))
        }
        if old.responseKind != new.responseKind { add(.responseKind(from: old.responseKind, to: new.responseKind)) }
        if old.namespaced != new.namespaced {
            add(.scope(fromNamespaced: old.namespaced, toNamespaced: new.namespaced))
        }
        if differs(old.verbs, new.verbs) { add(.verbs(from: old.verbs, to: new.verbs)) }
        if old.shortNames != new.shortNames {
            add(
                .shortNames(from: old.shortNames, to: new.shortNames),
                lostNames: old.shortNames.filter { !new.shortNames.contains($0) })
        }
        if differs(old.categories, new.categories) {
            add(.categories(from: old.categories, to: new.categories))
        }
        if old.singularName != new.singularName {
            add(
                .singularName(from: old.singularName, to: new.singularName),
                lostNames: old.subresource == nil && old.singular != new.singular ? [old.singular] : [])
        }
    }
}

/// What one side has, by name, in its order.
private struct Names<Item> {
    private let items: [Item]
    private let names: [String]
    /// Empty where there are few names, which are looked through faster.
    private let positions: [String: Int]

    init(_ items: [Item], _ name: (Item) -> String) {
        self.items = items
        names = items.map(name)
        positions =
            items.count > 8
            ? Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }) : [:]
    }

    private func position(_ name: String) -> Int? {
        positions.isEmpty ? names.firstIndex(of: name) : positions[name]
    }

    subscript(_ name: String) -> Item? { position(name).map { items[$0] } }

    /// The names of both sides, sorted.
    func union(_ other: Names) -> [String] {
        var union = names
        for name in other.names where position(name) == nil { union.append(name) }
        union.sort { $0.precedes($1) }
        return union.enumerated().filter { $0 == 0 || union[$0 - 1] != $1 }.map(\.element)
    }

    /// The last item before another that is there for both sides to see.
    func last(before name: String, where isSeen: (Item) -> Bool) -> String? {
        let index = items[..<(position(name) ?? 0)].lastIndex(where: isSeen)
        return index.map { names[$0] }
    }

    /// What both sides have, in the order of each, where that is not the same.
    func order(_ other: Names) -> (from: [String], to: [String])? {
        let (from, to) = (common(with: other), other.common(with: self))
        return from == to ? nil : (from, to)
    }

    private func common(with other: Names) -> [String] {
        names.enumerated().filter { position($1) == $0 && other.position($1) != nil }.map(\.element)
    }
}

extension APIGroup {
    /// Whether anything of it is known, were it that it has no versions.
    fileprivate var hasContent: Bool { versions.isEmpty || versions.contains { $0.resources != nil } }
}

extension APIResource {
    /// The singular name, guessed from the kind where the server gives none, as client-go does.
    var singular: String { singularName.isEmpty ? kind.lowercased() : singularName }
}
