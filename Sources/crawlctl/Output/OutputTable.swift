/// Rows, ready to be printed in every format.
struct OutputTable {
    /// A column of what people read.
    struct Column {
        let title: String
        /// Shown with `-o wide` only.
        let isWide: Bool

        init(_ title: String, isWide: Bool = false) {
            self.title = title
            self.isWide = isWide
        }
    }

    struct Row {
        /// A cell for each column.
        var cells: [String]
        /// What `-o name` prints.
        var name: String
        /// The fields for machines, in the order in which they are documented.
        var fields: [(String, OutputValue)]
        /// The cells that stand out where there is colour, by column.
        var emphasized: Set<Int> = []
    }

    var columns: [Column]
    var rows: [Row] = []
    /// Whether a table begins with the column names.
    var hasHeaders = true
    /// The names of a row's fields, needed where there is no row.
    var fieldNames: [String] = []
}

extension OutputTable {
    /// Adds a row for people, with nothing in the cells that are not given.
    mutating func append(_ cells: [String]) {
        let missing = Array(repeating: "", count: max(0, columns.count - cells.count))
        rows.append(Row(cells: cells + missing, name: "", fields: []))
    }
}
