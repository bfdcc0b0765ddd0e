extension ResolvedSurface {
    /// Puts the surfaces of several clusters together; see ``FleetSurface``.
    ///
    /// It was last seen when the cluster that was not seen for longest was. A group version that is not current on some
    /// cluster is not current here: failed where it failed anywhere, and last seen good when it last was everywhere.
    ///
    /// - Parameters:
    ///   - label: What to call it; how many clusters they are is added.
    ///   - members: The clusters, with all parts of their surfaces, or with groups and versions only.
    public init(_ rule: FleetSurface.Rule, of members: [ResolvedSurface], label: String) {
        let fleet = FleetSurface(rule, of: SurfaceSet.sets(of: members))
        let served = Set(fleet.surface.groupVersions)
        let conditions = Dictionary(grouping: members.flatMap(\.conditions.values), by: \.groupVersion)
            .filter { served.contains($0.key) }.mapValues(Self.worst)
        self.init(
            label: "\(label) (\(members.count) \(members.count == 1 ? "cluster" : "clusters"))",
            asOf: members.compactMap(\.asOf).min(), surface: fleet.surface, conditions: conditions,
            fleet: FleetOrigin(
                rule, members: members.map(FleetMember.init).sorted { $0.label.precedes($1.label) },
                conflicts: fleet.conflicts, unreliable: Self.unreliable(rule, members, among: Set(conditions.keys))))
    }

    /// Those of some group versions of which the fleet's answer is old: what some cluster was last seen to serve, with the
    /// rule that all have to serve it; with the other rule, where no cluster is known to serve it now.
    ///
    /// - Parameter incomplete: The group versions that are not current on some cluster.
    private static func unreliable(
        _ rule: FleetSurface.Rule, _ members: [ResolvedSurface], among incomplete: Set<GroupVersion>
    ) -> Set<GroupVersion> {
        var (old, current): (Set<GroupVersion>, Set<GroupVersion>) = ([], [])
        for member in members {
            for group in member.surface.groups {
                for version in group.versions {
                    let groupVersion = GroupVersion(group: group.name, version: version.version)
                    guard incomplete.contains(groupVersion) else { continue }
                    guard let condition = member.conditions[groupVersion] else {
                        current.insert(groupVersion)
                        continue
                    }
                    // Where resources were never seen, nothing of the answer comes from here.
                    if version.resources != nil || condition.asOf != nil { old.insert(groupVersion) }
                }
            }
        }
        return incomplete.filter { !current.contains($0) || (rule == .common && old.contains($0)) }
    }

    /// One condition for those of several clusters.
    private static func worst(_ conditions: [GroupVersionCondition]) -> GroupVersionCondition {
        var worst = conditions.first { $0.state == .failed } ?? conditions[0]
        let times = conditions.map(\.asOf)
        worst.asOf = times.contains(nil) ? nil : times.compactMap(\.self).min()
        worst.since = conditions.compactMap(\.since).min()
        return worst
    }
}
