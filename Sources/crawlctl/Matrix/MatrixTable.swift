import DiscoveryModel

/// A matrix as rows for machines.
enum MatrixTable {
    /// A row with what the clusters have; those that have the same together.
    static func objects(_ matrix: SurfaceMatrix, _ rows: [MatrixRow]) -> OutputTable {
        var table = OutputTable(columns: [])
        table.rows = rows.map { row in
            let groupVersion = row.version.map { GroupVersion(group: row.group, version: $0).description }
            let variants = matrix.differences(in: row).map { difference in
                OutputValue.object([
                    "version": .text(difference.version), "variant": .integer(difference.variant),
                    "changes": .texts(difference.changes),
                ])
            }
            return OutputTable.Row(
                cells: [], name: row.name,
                fields: [
                    ("group", .text(row.group)), ("version", .text(row.version)), ("groupVersion", .text(groupVersion)),
                    ("name", .text(row.resource)), ("differs", .bool(row.differs)),
                    ("common", .texts(row.commonVersions)), ("cells", .list(cells(row, matrix.sets))),
                    ("variants", .list(variants)), ("incomplete", .list(incomplete(row, matrix.sets))),
                ])
        }
        return table
    }

    private static func cells(_ row: MatrixRow, _ sets: [SurfaceSet]) -> [OutputValue] {
        var seen: Set<MatrixCell> = []
        return row.cells.enumerated().filter { seen.insert($1).inserted }.map { first, cell in
            let same = row.cells.indices.filter { $0 >= first && row.cells[$0] == cell }
            let clusters = same.flatMap { sets[$0].members.map(\.label) }.sorted { $0.precedes($1) }
            let versions = cell.versions.map { version in
                OutputValue.object([
                    "version": .text(version.version), "preferred": .bool(version.preferred),
                    "variant": version.variant.map { .integer($0) } ?? .null,
                ])
            }
            return .object([
                "clusters": .texts(clusters), "versions": .list(versions),
                "deviates": .bool(row.deviating.contains(first)),
            ])
        }
    }

    /// The group versions of a row that are not current on some clusters.
    private static func incomplete(_ row: MatrixRow, _ sets: [SurfaceSet]) -> [OutputValue] {
        var conditions: [(cluster: String, condition: GroupVersionCondition)] = []
        for (cell, set) in zip(row.cells, sets) {
            for version in cell.versions {
                let groupVersion = GroupVersion(group: row.group, version: version.version)
                for member in set.members {
                    if let condition = member.conditions[groupVersion] { conditions.append((member.label, condition)) }
                }
            }
        }
        return conditions.sorted { one, other in
            one.cluster == other.cluster
                ? one.condition.groupVersion < other.condition.groupVersion : one.cluster.precedes(other.cluster)
        }.map { cluster, condition in
            .object([
                "cluster": .text(cluster), "groupVersion": .text(condition.groupVersion.description),
                "state": .text(condition.state.rawValue), "asOf": .text(condition.asOf.map(Timestamp.seconds)),
            ])
        }
    }

    /// A row with a column for each cluster, as for a spreadsheet.
    static func lines(_ matrix: SurfaceMatrix, _ rows: [MatrixRow]) -> OutputTable {
        let texts = MatrixCellText(matrix)
        let clusters = matrix.sets.enumerated().flatMap { set, members in
            members.members.map { (label: $0.label, set: set) }
        }.sorted { $0.label.precedes($1.label) }
        let names = clusters.map { PrintableText.escaping($0.label) }
        var table = OutputTable(columns: [])
        table.fieldNames = ["name", "differs", "common"] + names
        table.rows = rows.map { row in
            let cells = matrix.sets.indices.map { texts.text(row, set: $0) }
            return OutputTable.Row(
                cells: [], name: row.name,
                fields: [
                    ("name", .text(row.name)), ("differs", .bool(row.differs)), ("common", .texts(row.commonVersions)),
                ] + zip(names, clusters).map { ($0, .text(cells[$1.set])) })
        }
        return table
    }
}
