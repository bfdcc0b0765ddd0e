import DiscoveryModel

/// The first columns of a matrix, which say what a row is about.
struct MatrixRowNames {
    let axis: SurfaceMatrix.Axis
    /// Whether there is a column of the versions that all clusters have.
    let showsCommon: Bool
    /// Whether resources stand under the names of their groups, which takes less room.
    let bySection: Bool

    var columns: [OutputTable.Column] { [.init(axis.title)] + (showsCommon ? [.init("COMMON")] : []) }

    func cells(_ row: MatrixRow) -> [String] {
        let resource = bySection ? row.resource.map { "  \($0)" } : nil
        return [resource ?? row.name] + (showsCommon ? [row.commonVersions.joined(separator: ",")] : [])
    }

    /// Adds a line with a resource's group where that is another one than before.
    func appendHeading(of row: MatrixRow, to table: inout OutputTable, after section: inout String?) {
        guard bySection, axis == .resource, section != row.group else { return }
        section = row.group
        table.append([row.group.isEmpty ? "(core)" : row.group])
    }
}
