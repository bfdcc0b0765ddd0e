/// Text in aligned columns, as kubectl prints it: three spaces between columns, each at least six wide.
enum ColumnText {
    /// - Parameter emphasized: By row, the cells that stand out; none at all where it is empty.
    static func text(
        _ rows: [[String]], titles: [String]?, emphasized: [Set<Int>] = [], style: TerminalStyle = .plain
    ) -> String {
        let all = (titles.map { [$0] } ?? []) + rows
        guard let count = all.first?.count else { return "" }
        var widths = Array(repeating: width(0), count: count)
        for row in all {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], width(cell.unicodeScalars.count))
            }
        }
        var text = ""
        for (index, row) in all.enumerated() {
            let place = index - (all.count - rows.count)
            let standingOut = emphasized.indices.contains(place) ? emphasized[place] : []
            for (column, cell) in row.enumerated() {
                text += style.styling(cell, isEmphasized: standingOut.contains(column))
                if column < count - 1 {
                    text += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
                }
            }
            text += "\n"
        }
        return text
    }

    /// How many spaces there are between columns at least.
    static let gap = 3

    /// How wide a column is whose longest cell has so many characters.
    static func width(_ count: Int) -> Int { max(6, count + gap) }
}

/// How words that say a state stand out.
enum TerminalStyle {
    case plain
    case ansi

    func styling(_ cell: String, isEmphasized: Bool = false) -> String {
        guard self == .ansi else { return cell }
        if isEmphasized { return "\u{1B}[1m\(cell)\u{1B}[0m" }
        if Self.bad.contains(cell) { return "\u{1B}[31m\(cell)\u{1B}[0m" }
        if cell.hasSuffix("failed") || cell.hasPrefix("failed") { return "\u{1B}[31m\(cell)\u{1B}[0m" }
        if Self.doubtful.contains(cell) { return "\u{1B}[33m\(cell)\u{1B}[0m" }
        if cell.hasSuffix("stale") || cell.hasPrefix("stale") { return "\u{1B}[33m\(cell)\u{1B}[0m" }
        return cell
    }

    private static let bad: Set = ["missing", "moved", "unreadable"]
    private static let doubtful: Set = [
        "not preferred", "unknown", "no resource", "no verb", "no target", "duplicate key",
    ]
}
