import DiscoveryModel

/// A matrix without columns for its sets: what most clusters have, and which sets have something else.
struct MatrixList {
    /// The rows; what deviates stands behind what is common, or where too little is left of a line, below it.
    let table: OutputTable
    /// Whether enough is left of a line.
    let isFitting: Bool

    /// Lines that are shorter than this are hard to read.
    private static let readable = 20

    init(_ matrix: SurfaceMatrix, _ rows: [MatrixRow], _ letters: [String], _ names: MatrixRowNames, width: Int) {
        let texts = MatrixCellText(matrix)
        let deviations = rows.map { Self.deviations($0, letters, texts) }
        var leading = OutputTable(columns: names.columns + [.init("MOST")])
        for row in rows {
            let commonest = texts.commonest(row)
            leading.append(names.cells(row) + [commonest.isEmpty ? "-" : commonest])
        }
        let taken = leading.width(ofFirst: leading.columns.count)
        let longest = deviations.joined().lazy.map(\.unicodeScalars.count).max() ?? 0
        isFitting = taken + min(longest, Self.readable) <= width
        let indent = isFitting ? taken : leading.width(ofFirst: names.columns.count) + 2

        var table = OutputTable(columns: leading.columns + (isFitting ? [.init("DEVIATING")] : []))
        var section: String?
        for (index, row) in rows.enumerated() {
            names.appendHeading(of: row, to: &table, after: &section)
            var lines = WrappedText.lines(deviations[index], separator: ";", width: max(Self.readable, width - indent))
            let cells = leading.rows[index].cells
            table.append(isFitting ? cells + [lines.removeFirst()] : cells)
            let before = Array(repeating: "", count: isFitting ? cells.count : names.columns.count)
            for line in lines where !line.isEmpty { table.append(before + [isFitting ? line : "  \(line)"]) }
        }
        self.table = table
    }

    /// `A, C: -` and `B: v1beta1`.
    static func deviations(_ row: MatrixRow, _ letters: [String], _ texts: MatrixCellText) -> [String] {
        var order: [String] = []
        var sets: [String: [Int]] = [:]
        for set in row.deviating {
            let text = texts.text(row, set: set)
            if sets[text] == nil { order.append(text) }
            sets[text, default: []].append(set)
        }
        return order.map { "\(SetLetters.list(sets[$0] ?? [], letters)): \($0.isEmpty ? "-" : $0)" }
    }
}
