import DiscoveryModel

/// A matrix as people read it: which sets of clusters there are, and the rows in the first layout that fits.
struct MatrixText {
    let matrix: SurfaceMatrix
    let rows: [MatrixRow]
    let showsCommon: Bool
    let output: OutputOptions
    let context: CommandContext

    func render() throws {
        let renderer = OutputRenderer(options: output, context: context)
        let layout = layout()
        guard !output.noHeaders else { return try renderer.render(layout.table) }
        var legend = MatrixCellText.legend(
            layout.table.rows.lazy.flatMap { $0.cells.dropFirst() }, showsNotes: output.format != .table)
        if layout.isLettered || matrix.sets.contains(where: { $0.members.count > 1 }) {
            let sets = ClusterSetTable(matrix, names: layout.names, width: width)
            try renderer.render(sets.table)
            context.output.write("\n")
            if sets.isCut { legend.append("-o wide names all members") }
        }
        try renderer.render(layout.table)
        guard !legend.isEmpty else { return }
        let lines =
            output.format == .markdown
            ? [MarkdownText.escaped(legend.joined(separator: "; "))]
            : WrappedText.lines(legend, separator: ";", width: width)
        context.output.write("\n\(lines.joined(separator: "\n"))\n")
    }

    /// How long a line may be; `nil` for any length.
    private var width: Int? { output.format == .table && !output.noHeaders ? context.outputWidth : nil }

    private struct Layout {
        /// What the sets of clusters are called.
        let names: [String]
        let isLettered: Bool
        let table: OutputTable
    }

    /// The columns by name, with the whole names of resources; else with these under their groups; else the columns by
    /// letter; else no columns.
    private func layout() -> Layout {
        let names = matrix.sets.map(\.name)
        let letters = matrix.sets.indices.map(SetLetters.name)
        let bySection = MatrixRowNames(axis: matrix.axis, showsCommon: showsCommon, bySection: true)
        let whole = MatrixRowNames(axis: matrix.axis, showsCommon: showsCommon, bySection: false)
        let byName = { Layout(names: names, isLettered: false, table: grid(names, $0)) }
        guard let width else { return byName(whole) }
        // No column is narrower than six characters, so that many need not be tried.
        if matrix.sets.count * 6 <= width {
            for layout in [whole, bySection].lazy.map(byName) where layout.table.width <= width { return layout }
            let table = grid(letters, bySection)
            if table.width <= width { return Layout(names: letters, isLettered: true, table: table) }
        }
        let lists = [whole, bySection].map { MatrixList(matrix, rows, letters, $0, width: width) }
        let list = lists[0].isFitting ? lists[0] : lists[1]
        return Layout(names: letters, isLettered: true, table: list.table)
    }

    /// A row for each row, a column for each set.
    private func grid(_ names: [String], _ rowNames: MatrixRowNames) -> OutputTable {
        let texts = MatrixCellText(matrix)
        var table = OutputTable(
            columns: rowNames.columns + names.map { .init(PrintableText.escaping($0)) } + [.init("NOTES", isWide: true)]
        )
        var section: String?
        for row in rows {
            rowNames.appendHeading(of: row, to: &table, after: &section)
            let cells = matrix.sets.indices.map { set in
                let text = texts.text(row, set: set)
                return text.isEmpty ? "-" : text
            }
            let leading = rowNames.cells(row)
            table.append(leading + cells + [notes(row)])
            table.rows[table.rows.count - 1].emphasized = Set(row.deviating.map { leading.count + $0 })
        }
        return table
    }

    /// How contents differ from what most have, for the wide form.
    private func notes(_ row: MatrixRow) -> String {
        guard output.format != .table, row.differs else { return "" }
        return matrix.differences(in: row).map { difference in
            let version = row.version == nil ? difference.version : ""
            return "\(version)[\(difference.variant)] \(difference.changes.joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}
