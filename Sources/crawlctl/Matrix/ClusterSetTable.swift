import DiscoveryModel

/// Which sets of clusters a matrix has, and who is in each.
struct ClusterSetTable {
    let table: OutputTable
    /// Whether some clusters are not named.
    private(set) var isCut = false

    /// - Parameters:
    ///   - names: What the sets are called.
    ///   - width: How long a line may be; `nil` for any length.
    init(_ matrix: SurfaceMatrix, names: [String], width: Int?) {
        var leading = OutputTable(
            columns: ["SET", "CLUSTERS", "GROUPS", "RESOURCES", "DIFFERS"].map { .init($0) })
        for (index, set) in matrix.sets.enumerated() {
            let differing = matrix.rows.count { $0.deviating.contains(index) }
            leading.append(
                [names[index]]
                    + [set.members.count, set.counts.groups, set.counts.resources, differing].map(String.init)
            )
        }
        let rest = width.map { max(20, $0 - leading.width(ofFirst: leading.columns.count)) }
        // Many sets are to be looked over first of all.
        let lineLimit = matrix.sets.count > 5 ? 1 : 3
        var table = OutputTable(columns: leading.columns + [.init("MEMBERS")])
        for (row, set) in zip(leading.rows, matrix.sets) {
            let labels = set.members.map(\.label)
            let (lines, isCut) = Self.lines(labels, width: rest, limit: lineLimit)
            self.isCut = self.isCut || isCut
            table.append(row.cells + [lines[0]])
            for line in lines.dropFirst() { table.append(row.cells.map { _ in "" } + [line]) }
        }
        self.table = table
    }

    /// Names in at most so many lines, with how many there are beside.
    private static func lines(_ labels: [String], width: Int?, limit: Int) -> (lines: [String], isCut: Bool) {
        let lines = WrappedText.lines(labels, separator: ",", width: width)
        guard lines.count > limit else { return (lines, false) }
        var shown = labels.count
        while shown > 1 {
            // So many more are not worth trying.
            shown = min(shown - 1, limit * (width ?? 0))
            let cut = WrappedText.lines(
                labels.prefix(shown) + ["and \(labels.count - shown) more"], separator: ",", width: width)
            if cut.count <= limit { return (cut, true) }
        }
        return (["\(labels[0]),", "and \(labels.count - 1) more"], true)
    }
}
