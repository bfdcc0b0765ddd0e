import DiscoveryModel

/// What the cells of a matrix say.
struct MatrixCellText {
    private let axis: SurfaceMatrix.Axis
    /// By set, the group versions that are not current on some of its clusters.
    private let incomplete: [Set<GroupVersion>]
    /// The groups of which some cluster has several versions, so that one of them is preferred.
    private let groupsWithChoice: Set<String>

    init(_ matrix: SurfaceMatrix) {
        axis = matrix.axis
        incomplete = matrix.sets.map { Set($0.members.lazy.flatMap(\.conditions.keys)) }
        groupsWithChoice = Set(
            matrix.sets.lazy.flatMap(\.surface.groups).filter { $0.versions.count > 1 }.map(\.name))
    }

    /// `v1*,v1beta1[2]!`; nothing where nothing is served.
    func text(_ row: MatrixRow, set: Int) -> String { text(row.cells[set], row, sets: [set]) }

    /// What most clusters have in a row.
    func commonest(_ row: MatrixRow) -> String {
        text(row.commonest, row, sets: row.cells.indices.filter { row.cells[$0] == row.commonest })
    }

    private func text(_ cell: MatrixCell, _ row: MatrixRow, sets: [Int]) -> String {
        let hasChoice = axis == .version ? groupsWithChoice.contains(row.group) : cell.versions.count > 1
        return cell.versions.map { version in
            var text = axis == .version ? "yes" : version.version
            if version.preferred && hasChoice { text += "*" }
            guard let variant = version.variant else { return text + "?" }
            if variant > 1 { text += "[\(variant)]" }
            let groupVersion = GroupVersion(group: row.group, version: version.version)
            return sets.contains { incomplete[$0].contains(groupVersion) } ? text + "!" : text
        }.joined(separator: ",")
    }

    /// What the marks mean that some cells have.
    ///
    /// - Parameter showsNotes: Whether there is a column that says how contents differ.
    static func legend(_ cells: some Sequence<String>, showsNotes: Bool) -> [String] {
        let marks = [
            ("*", "preferred"), ("!", "stale or failed, as last seen"), ("?", "never seen"),
            ("[", showsNotes ? "other content than most have" : "other content than most have; -o wide says how"),
        ]
        var found: Set<String> = []
        for cell in cells where found.count < marks.count {
            for (mark, _) in marks where cell.contains(mark) { found.insert(mark) }
        }
        return marks.filter { found.contains($0.0) }.map { "\($0 == "[" ? "[2]" : $0) \($1)" }
    }
}
