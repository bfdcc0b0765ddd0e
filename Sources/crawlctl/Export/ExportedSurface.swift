import DiscoveryModel
import DiscoveryStore

/// A surface as it is given to other tools.
struct ExportedSurface {
    let resolved: ResolvedSurface
    /// `nil` for what no crawl saw.
    let details: SnapshotDetails?
    /// The document of `/version`, where it is known.
    let serverVersion: String?
    /// Whether what was last seen of group versions that are not current counts as if they were.
    let lastKnown: Bool

    var label: String { resolved.label }

    /// The label, and when that was last seen.
    var datedLabel: String { resolved.asOf.map { "\(label) as of \(Timestamp.seconds($0))" } ?? label }

    /// What a client may rely on of a group version; `nil` where it is not current, or was never seen.
    func resources(of version: APIGroup.Version, in group: APIGroup) -> APIResourceList? {
        let groupVersion = GroupVersion(group: group.name, version: version.version)
        return lastKnown || resolved.isReliable(groupVersion) ? version.resources : nil
    }

    /// The groups with those versions that a client may rely on, as client-go has them: a group may be left without any,
    /// and the preferred version is what the server prefers or else the first.
    var reliableGroups: [APIGroup] {
        resolved.surface.groups.map { group in
            let versions = group.versions.filter { resources(of: $0, in: group) != nil }
            let isThere = versions.contains { $0.version == group.preferredVersion }
            return APIGroup(
                name: group.name,
                preferredVersion: isThere ? group.preferredVersion : versions.first?.version ?? "", versions: versions)
        }
    }

    /// The resources of all versions that a client may rely on, in discovery order.
    var reliableResources: [APIResourceList] { reliableGroups.flatMap(\.versions).compactMap(\.resources) }

    /// The group versions that a client may not rely on.
    var unreliable: Set<GroupVersion> {
        Set(
            resolved.surface.groups.flatMap { group in
                group.versions.filter { resources(of: $0, in: group) == nil }
                    .map { GroupVersion(group: group.name, version: $0.version) }
            })
    }

    func storageVersionHashes(of groupVersion: GroupVersion) -> [String: String] {
        details?.storageVersionHashes[groupVersion] ?? [:]
    }

    /// Says which group versions are not current, and what becomes of them.
    ///
    /// - Parameter ending: What becomes of those that a client may not rely on.
    func note(_ context: CommandContext, unreliable ending: String = "left out") {
        context.output.flush()
        let unreliable = unreliable
        let known = Set(resolved.surface.groups.flatMap(\.versions).compactMap(\.resources?.groupVersion))
        var wouldHelp = false
        let members = resolved.fleet?.members ?? [FleetMember(resolved)]
        for groupVersion in unreliable.union(resolved.conditions.keys).sorted() {
            let isLeftOut = unreliable.contains(groupVersion)
            wouldHelp = wouldHelp || (isLeftOut && known.contains(groupVersion))
            let exported =
                resolved.isReliable(groupVersion) ? "exported, since it is current elsewhere" : "exported as last seen"
            var states = IncompleteNotes.lines(together: members) { $0 == groupVersion }
            if states.isEmpty { states = ["\(groupVersion) on \(label) is not known"] }
            for state in states {
                context.note(PrintableText.escaping("note: \(state): \(isLeftOut ? ending : exported)"))
            }
        }
        if wouldHelp { context.note("  hint: --last-known exports what was last seen as if it were current") }
    }
}
