extension OutputTable {
    /// How long the longest line of the table is, without the columns of the wide form.
    var width: Int {
        let shown = columns.indices.filter { !columns[$0].isWide }
        return shown.reduce(0) { $0 + width(ofColumn: $1) } - ColumnText.gap
    }

    /// How much of a line the first columns take, with the space behind them.
    func width(ofFirst count: Int) -> Int { (0..<count).reduce(0) { $0 + width(ofColumn: $1) } }

    private func width(ofColumn column: Int) -> Int {
        let cells = rows.lazy.map { PrintableText.escaping($0.cells[column]).unicodeScalars.count }
        return ColumnText.width(max(columns[column].title.unicodeScalars.count, cells.max() ?? 0))
    }
}
