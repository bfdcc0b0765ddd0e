/// What many clusters serve, side by side: a row for each group, group version or resource, a column for each set of
/// clusters that serve the same.
///
/// Group versions that are stale or failed count as they were last seen; what was never seen differs from nothing.
public struct SurfaceMatrix: Sendable {
    /// What the rows are.
    public enum Axis: String, Hashable, Sendable, CaseIterable {
        /// Groups; a cell has a group's versions.
        case group
        /// Group versions; a cell has the version, or nothing.
        case version
        /// Resources of a group; a cell has the versions that serve it. Subresources belong to their resource.
        case resource
    }

    /// What the rows are.
    public let axis: Axis
    /// The columns, the most unusual first: the one whose clusters differ from most others in most rows.
    public let sets: [SurfaceSet]
    /// By group, then version or resource.
    public let rows: [MatrixRow]

    /// Puts surfaces side by side.
    ///
    /// Costs a look at the resources of each different group version, not of each cluster.
    ///
    /// - Parameters:
    ///   - surfaces: With all parts; a label that comes twice counts once.
    ///   - apiGroup: Only this group, `""` for the core group: clusters are then in one set that serve the same there.
    public init(of surfaces: [ResolvedSurface], by axis: Axis, apiGroup: String? = nil) {
        var labels: Set<String> = []
        let chosen = surfaces.filter { labels.insert($0.label).inserted }.map { $0.restricted(to: apiGroup) }
        let sets = SurfaceSet.sets(of: chosen)
        let builder = MatrixBuilder(axis: axis, sets: sets)
        let order = Self.unusualFirst(sets, builder.rows)
        self.axis = axis
        self.sets = order.map { sets[$0] }
        var places = Array(repeating: 0, count: order.count)
        for (place, set) in order.enumerated() { places[set] = place }
        rows = builder.rows.map { row in
            var row = row
            row.cells = order.map { row.cells[$0] }
            row.deviating = row.deviating.map { places[$0] }.sorted()
            return row
        }
    }

    /// How many clusters there are.
    public var clusterCount: Int { sets.reduce(0) { $0 + $1.members.count } }

    /// The rows in which clusters differ: first those in which the fewest differ from the others, and those together in
    /// which the same ones do.
    public var differingRows: [MatrixRow] {
        let counts = rows.map { row in row.deviating.reduce(0) { $0 + sets[$1].members.count } }
        return rows.indices.filter { rows[$0].differs }.sorted { one, other in
            if counts[one] != counts[other] { return counts[one] < counts[other] }
            let (left, right) = (rows[one].deviating, rows[other].deviating)
            return left == right ? one < other : left.lexicographicallyPrecedes(right)
        }.map { rows[$0] }
    }

    /// The sets in the order of how far they are from the others.
    ///
    /// A row in which a set deviates counts by the share of clusters that do not have what it has.
    private static func unusualFirst(_ sets: [SurfaceSet], _ rows: [MatrixRow]) -> [Int] {
        let total = sets.reduce(0) { $0 + $1.members.count }
        var scores = Array(repeating: 0, count: sets.count)
        for row in rows where row.differs {
            var alike: [MatrixCell: Int] = [:]
            for (set, cell) in row.cells.enumerated() { alike[cell, default: 0] += sets[set].members.count }
            for set in row.deviating { scores[set] += total - alike[row.cells[set], default: 0] }
        }
        return sets.indices.sorted { one, other in
            if scores[one] != scores[other] { return scores[one] > scores[other] }
            if sets[one].members.count != sets[other].members.count {
                return sets[one].members.count < sets[other].members.count
            }
            return sets[one].name.precedes(sets[other].name)
        }
    }
}

extension ResolvedSurface {
    /// The surface with one group only.
    fileprivate func restricted(to apiGroup: String?) -> ResolvedSurface {
        guard let apiGroup else { return self }
        var restricted = self
        restricted.surface.groups.removeAll { $0.name != apiGroup }
        restricted.conditions = conditions.filter { $0.key.group == apiGroup }
        return restricted
    }
}
