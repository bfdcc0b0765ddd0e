/// In what one surface differs from another, what that means for clients, and what moved where.
///
/// Whatever is not known of one side makes no difference; what is stale or failed is compared by what was last known of
/// it, and named in ``incomplete``. The rules by which a difference is breaking are ``DifferenceRule``'s.
///
/// `a.applying(difference)` makes the new side of the old one. The other way round, additions become removals and every
/// `from` a `to`; what is breaking and what moved is found anew.
public struct SurfaceDifference: Sendable {
    /// By group, then version, then resource; then the order of groups; then names that mean another resource.
    public private(set) var differences: [APIDifference]
    /// Where what went is served now, in the order of ``differences``.
    public private(set) var moves: [ResourceMove]
    /// What both sides list and only the new one knows: nothing was added by that.
    public private(set) var becameKnown: [APIResourceList]
    /// What both sides list and only the old one knows.
    public private(set) var becameUnknown: [APIResourceList]
    /// What was not current on either side, the old one first.
    public private(set) var incomplete: [IncompleteGroupVersion] = []

    /// Compares two surfaces.
    ///
    /// Of group versions whose digests are equal only the resources themselves are looked at, for the names that kubectl
    /// takes for them, and not their subresources; where nothing differs, not even those.
    public init(from old: APISurface, to new: APISurface) {
        let comparison = SurfaceComparison(from: old, to: new)
        differences = comparison.differences
        becameKnown = comparison.becameKnown
        becameUnknown = comparison.becameUnknown
        moves = MoveFinder.moves(for: differences, from: old, to: new)
        guard !differences.isEmpty else { return }
        // What only one side knows does not make names differ.
        let oldSide = old.forgetting(becameUnknown.map(\.groupVersion))
        let newSide = new.forgetting(becameKnown.map(\.groupVersion))
        let names = ChangedNames(differences, oldSide, newSide).names
        guard !names.isEmpty else { return }
        let (before, after) = (NameMeanings(oldSide), NameMeanings(newSide))
        for index in differences.indices { differences[index].judgeNames(before, after) }
        differences += Self.changedMeanings(of: names, before, after, moves)
    }

    /// Compares two surfaces of one answer, and names what was not current on either side; those with one
    /// ``ResolvedSurface/contentID`` are not looked at.
    public init(from old: ResolvedSurface, to new: ResolvedSurface) {
        if let id = old.contentID, id == new.contentID {
            self.init()
        } else {
            self.init(from: old.surface, to: new.surface)
        }
        incomplete =
            IncompleteGroupVersion.list(of: old, on: .from) + IncompleteGroupVersion.list(of: new, on: .to)
    }

    private init() {
        (differences, moves, becameKnown, becameUnknown) = ([], [], [], [])
    }

    /// Whether nothing differs.
    public var isEmpty: Bool { differences.isEmpty }

    /// How many differences there are of a kind.
    public func count(_ impact: DifferenceImpact) -> Int { differences.count { $0.impact == impact } }

    // MARK: - Parts

    /// Only what is breaking, and the moves that belong to it.
    public var breaking: SurfaceDifference {
        var part = self
        part.differences.removeAll { $0.impact != .breaking }
        return part
    }

    /// Only what is about some groups.
    ///
    /// The order of groups is that of these among each other; a move belongs to the group that it left, a name to both
    /// groups of which it means a resource.
    public func including(groups isIncluded: (String) -> Bool) -> SurfaceDifference {
        var part = self
        part.differences = differences.compactMap { difference in
            switch difference.change {
            case .groupOrder(let from, let to):
                let (from, to) = (from.filter(isIncluded), to.filter(isIncluded))
                return from == to ? nil : APIDifference(difference.subject, .groupOrder(from: from, to: to))
            case .meaning(_, let from, let to):
                return isIncluded(from.group) || isIncluded(to.group) ? difference : nil
            default: return isIncluded(difference.subject.group ?? "") ? difference : nil
            }
        }
        part.moves.removeAll { !isIncluded($0.from.group) }
        part.becameKnown.removeAll { !isIncluded($0.groupVersion.group) }
        part.becameUnknown.removeAll { !isIncluded($0.groupVersion.group) }
        part.incomplete.removeAll { !isIncluded($0.groupVersion.group) }
        return part
    }

    // MARK: - Names

    /// Names that mean a resource on both sides, and not the same.
    private static func changedMeanings(
        of candidates: Set<String>, _ before: NameMeanings, _ after: NameMeanings, _ moves: [ResourceMove]
    ) -> [APIDifference] {
        var names: [[GroupResource]: [String]] = [:]
        for name in candidates {
            guard let was = before.meaning(of: name), let isNow = after.meaning(of: name), was != isNow else {
                continue
            }
            names[[was, isNow], default: []].append(name)
        }
        return names.map { meanings, names in
            let (was, isNow) = (meanings[0], meanings[1])
            var difference = APIDifference(
                DifferenceSubject(.name, group: was.group, resource: was.resource),
                .meaning(names: names.sorted { $0.precedes($1) }, from: was, to: isNow))
            let isMove = moves.contains {
                $0.resource == was.resource && $0.from.group == was.group && $0.to.group == isNow.group
                    && isNow.resource == was.resource
            }
            if isMove { difference.rule = .meaningMoved }
            return difference
        }.sorted { one, other in
            guard case .meaning(let left, _, _) = one.change, case .meaning(let right, _, _) = other.change else {
                return false
            }
            return left[0].precedes(right[0])
        }
    }
}

extension APISurface {
    /// The surface without what it knows of some group versions.
    fileprivate func forgetting(_ groupVersions: [GroupVersion]) -> APISurface {
        guard !groupVersions.isEmpty else { return self }
        var surface = self
        for (index, group) in groups.enumerated() {
            for (position, version) in group.versions.enumerated()
            where groupVersions.contains(GroupVersion(group: group.name, version: version.version)) {
                surface.groups[index].versions[position].resources = nil
            }
        }
        return surface
    }
}

extension APIDifference {
    /// Whether kubectl took a name for the resource that it no longer takes for it.
    fileprivate mutating func judgeNames(_ before: NameMeanings, _ after: NameMeanings) {
        guard !lostNames.isEmpty, let group = subject.group, let resource = subject.resource else { return }
        let meant = GroupResource(group: group, resource: resource)
        if lostNames.contains(where: { before.meaning(of: $0) == meant && after.meaning(of: $0) != meant }) {
            rule = .nameRemoved
        }
    }
}
