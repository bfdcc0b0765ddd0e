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
                conflicts: fleet.conflicts))
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
