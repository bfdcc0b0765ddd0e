/// Makes the rows of a ``SurfaceMatrix``, group by group.
struct MatrixBuilder {
    private(set) var rows: [MatrixRow] = []

    private let axis: SurfaceMatrix.Axis
    private let sets: [SurfaceSet]

    init(axis: SurfaceMatrix.Axis, sets: [SurfaceSet]) {
        self.axis = axis
        self.sets = sets
        let groups = sets.map { set in
            Dictionary(set.surface.groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
        for name in Set(groups.flatMap(\.keys)).sorted(by: { $0.precedes($1) }) {
            add(GroupColumns(name: name, groups: groups.map { $0[name] }))
        }
    }

    /// One group as each set has it.
    private struct GroupColumns {
        let name: String
        let groups: [APIGroup?]
        /// The contents of each version, told apart.
        var contents: [String: VersionContents] = [:]

        init(name: String, groups: [APIGroup?]) {
            self.name = name
            self.groups = groups
        }

        var versionLists: [[String]] { groups.compactMap { $0?.versions.map(\.version) } }
    }

    private mutating func add(_ columns: GroupColumns) {
        var columns = columns
        for version in Set(columns.versionLists.joined()) {
            let lists = columns.groups.map { group in
                group?.versions.first { $0.version == version }?.resources
            }
            columns.contents[version] = VersionContents(lists)
        }
        switch axis {
        case .group:
            let cells = columns.groups.map { group in Self.cell(group, columns.contents) }
            rows.append(row(columns, cells: cells))
        case .version:
            for version in columns.contents.keys.sorted(by: { $0.precedes($1) }) {
                let cells = columns.groups.map { group in
                    var cell = Self.cell(group, columns.contents)
                    cell.versions.removeAll { $0.version != version }
                    return cell
                }
                rows.append(row(columns, version: version, cells: cells))
            }
        case .resource:
            let names = Set(columns.contents.values.lazy.flatMap(\.names))
            for name in names.sorted(by: { $0.precedes($1) }) {
                let cells = columns.groups.map { group in Self.cell(group, name, columns.contents) }
                rows.append(row(columns, resource: name, cells: cells))
            }
        }
    }

    /// A group's versions.
    private static func cell(_ group: APIGroup?, _ contents: [String: VersionContents]) -> MatrixCell {
        guard let group else { return MatrixCell() }
        return MatrixCell(
            versions: group.versions.map { version in
                MatrixCell.Version(
                    version: version.version, preferred: version.version == group.preferredVersion,
                    variant: version.resources.flatMap { contents[version.version]?.content(of: $0) })
            })
    }

    /// The versions that have a resource, and those that were never seen and may have it.
    private static func cell(
        _ group: APIGroup?, _ name: String, _ contents: [String: VersionContents]
    ) -> MatrixCell {
        guard let group else { return MatrixCell() }
        var versions: [MatrixCell.Version] = []
        versions.reserveCapacity(group.versions.count)
        for version in group.versions {
            let known = version.resources.flatMap { contents[version.version]?.content(of: name, in: $0) }
            guard known != nil || version.resources == nil else { continue }
            versions.append(.init(version: version.version, preferred: false, variant: known))
        }
        if versions.contains(where: { $0.variant != nil }) {
            // A version that nobody is known to have it in need not be spoken of.
            versions.removeAll { $0.variant == nil && contents[$0.version]?.names.contains(name) != true }
        }
        let preferred = versions.firstIndex { $0.version == group.preferredVersion } ?? 0
        if !versions.isEmpty { versions[preferred].preferred = true }
        return MatrixCell(versions: versions)
    }

    private func row(
        _ columns: GroupColumns, version: String? = nil, resource: String? = nil, cells: [MatrixCell]
    ) -> MatrixRow {
        let common = commonVersions(cells, columns, resource)
        let cells = ranked(cells)
        let commonest = commonest(of: cells)
        return MatrixRow(
            group: columns.name, version: version, resource: resource, cells: cells, commonest: commonest,
            commonVersions: common, deviating: deviating(cells, from: commonest))
    }

    private func commonVersions(_ cells: [MatrixCell], _ columns: GroupColumns, _ resource: String?) -> [String] {
        let lists = cells.map { $0.versions.map(\.version) }
        var common = Set(lists[0])
        for list in lists.dropFirst() where !common.isEmpty { common.formIntersection(list) }
        if let resource {
            common = common.filter { columns.contents[$0]?.isOneResource(resource) == true }
        }
        return common.count < 2 ? Array(common) : VersionPriority.merged(common, in: columns.versionLists)
    }

    /// Numbers the contents of each version by how many clusters have them, from 1.
    private func ranked(_ cells: [MatrixCell]) -> [MatrixCell] {
        guard cells.contains(where: { $0.versions.contains { ($0.variant ?? 1) > 1 } }) else { return cells }
        var counts: [String: [Int: Int]] = [:]
        for (set, cell) in cells.enumerated() {
            for version in cell.versions {
                guard let content = version.variant else { continue }
                counts[version.version, default: [:]][content, default: 0] += sets[set].members.count
            }
        }
        // Contents are numbered as they are met, the largest set first, which decides between equals.
        let ranks = counts.mapValues { counts in
            let order = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
            return Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.key, $0 + 1) })
        }
        return cells.map { cell in
            MatrixCell(
                versions: cell.versions.map { version in
                    var version = version
                    version.variant = version.variant.flatMap { ranks[version.version]?[$0] }
                    return version
                })
        }
    }

    /// What most clusters have; between equals, what the first set has. A cell of which all is known comes before others.
    private func commonest(of cells: [MatrixCell]) -> MatrixCell {
        if let first = cells.first, cells.allSatisfy({ $0 == first }) { return first }
        var clusters: [MatrixCell: (count: Int, first: Int, unknown: Int)] = [:]
        for (set, cell) in cells.enumerated() {
            let unknown = cell.versions.count { $0.variant == nil }
            clusters[cell, default: (0, set, unknown)].count += sets[set].members.count
        }
        let commonest = clusters.min { one, other in
            let (left, right) = (one.value, other.value)
            if left.unknown != right.unknown { return left.unknown < right.unknown }
            return left.count == right.count ? left.first < right.first : left.count > right.count
        }
        return commonest?.key ?? MatrixCell()
    }

    /// The sets whose cells do not agree with the commonest one; or, where too little is known of that, with each other.
    private func deviating(_ cells: [MatrixCell], from commonest: MatrixCell) -> [Int] {
        var accepted = [commonest]
        return cells.indices.filter { set in
            let cell = cells[set]
            if cell == commonest { return false }
            guard accepted.allSatisfy({ cell.agrees(with: $0, on: axis) }) else { return true }
            if !accepted.contains(cell) { accepted.append(cell) }
            return false
        }
    }
}
